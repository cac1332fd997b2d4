/** The page of a cancellation: why, values, the course, what it cost, a test of it, a link to it. */

import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { cancelHeal, healArgs, healFiles, startHeal } from "./harness/heal.ts";
import { type Dashboard, test } from "./harness/test.ts";

const clipboard = (dashboard: Dashboard) => dashboard.page.evaluate<string>("navigator.clipboard.readText()");

test("a cancellation's page tells all of it, and its test passes", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ files: healFiles, args: healArgs, prepare: startHeal });
  const { page, stage, picture, show } = dashboard;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await cancelHeal(dashboard);
  await show("/cancellations");
  await page.locator(".record-row").click();

  await page.getByRole("heading", { name: "heal by too_slow" }).waitFor();
  await page.getByText("only 12fps, at least 30fps").first().waitFor();
  const section = (name: string) => page.getByRole("region", { name, exact: true });
  expect(await section("Why").textContent()).toContain("rule too_slow: cancel when fps < fps_min for 500ms");
  expect(await section("Values at that moment").textContent()).toMatch(/fps\s*12fps/);
  expect(await section("What was done").textContent()).toMatch(/cancel: ended/);
  expect(await section("What else was close").textContent()).toContain("frozen");
  expect(await section("What it cost").textContent()).toContain("Running time");

  await page.evaluate("scrollTo(0, 0)");
  await picture("cancellation");

  const course = section("Around that moment");
  await course.getByText("Table of fps").click();
  const cells = await course.getByRole("cell").allTextContents();
  expect(cells).toContain("12fps");
  expect(cells).toContain("60fps");
  const chart = course.getByRole("img", { name: /^fps: .*cancel at 30fps \(too_slow\)\. too_slow at / });
  expect(await chart.locator("canvas").count()).toBe(1);

  await page.getByText("Every part of the condition, in words").click();
  expect(await page.getByRole("region", { name: "Explanation" }).textContent()).toContain("fps < 30fps");
  await course.getByText("Table of fps").click();
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "Copy as a test" }).click();
  await page.getByText("The test is on the clipboard").first().waitFor();
  stage.write({ "copied.macropolicy": await clipboard(dashboard) });
  const checked = await stage.run("test", ...healArgs, "copied.macropolicy");
  expect(checked.out + checked.err).toMatch(/1 passed|1 test/);
  expect(checked.code).toBe(0);

  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("A link to this page is on the clipboard").first().waitFor();
  const link = await clipboard(dashboard);
  await show("/live");
  await page.goto(link);
  await page.getByRole("heading", { name: "heal by too_slow" }).waitFor();
});

test("where there is no such cancellation, the page says so and leads back", async ({ openDashboard }) => {
  const { page } = await openDashboard({
    files: healFiles,
    args: healArgs,
    view: "/cancellations/01a210ac-76cc-703b-9b22-9c924250dd5a",
  });
  await page.getByText("it may have been pruned").waitFor();
  await page.getByRole("link", { name: "All cancellations" }).click();
  await page.getByText("No macro has been cancelled yet.").waitFor();
});
