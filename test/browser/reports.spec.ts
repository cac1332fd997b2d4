/** Reports: by session and by period, beside the time before, to save, to print. */

import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { findBarriers } from "./harness/axe.ts";
import { cancelHeal, healArgs, healFiles, startHeal } from "./harness/heal.ts";
import { recordCancellations } from "./harness/past.ts";
import { test } from "./harness/test.ts";

const tile = (page: Page, name: string) => page.locator(".report-tile", { hasText: name }).locator(".report-number");

async function saved(page: Page, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
  return readFileSync(await download.path(), "utf8");
}

test("a period is summed up beside the one before, by macro, rule and reason", async ({ openDashboard }) => {
  const { page, picture } = await openDashboard({
    files: healFiles,
    args: healArgs,
    view: "/reports",
    record: (store) => recordCancellations(store, 500),
  });
  // One each half an hour, the newest an hour old; three weeks of them, none of which are in the week before.
  await expect.poll(() => tile(page, "Cancellations").textContent()).toMatch(/^33\d$/);
  expect(await page.locator(".trend").first().textContent()).toMatch(/[▲▼]/);
  const cell = page.getByRole("region", { name: "By macro, a table" }).getByRole("cell", { name: "dance_bot" });
  await cell.waitFor();
  await page.getByRole("region", { name: "By rule, a table" }).getByRole("link", { name: "cpu_hot" }).first().waitFor();
  await picture("reports");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "24 hours" }).click();
  await expect.poll(() => tile(page, "Cancellations").textContent()).toMatch(/^4\d$/);
  expect(page.url()).toContain("since=24h");
  await page.getByRole("link", { name: "dance_bot" }).first().click();
  await expect.poll(() => page.locator(".record-row").count()).toBeGreaterThan(10);
});

test("a session's report can be saved and printed, with the log of the earlier system", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ files: healFiles, args: healArgs, prepare: startHeal });
  const { page, show } = dashboard;
  await cancelHeal(dashboard);
  await show("/reports");
  const session = page.getByRole("combobox", { name: "Session" });
  await expect.poll(() => session.locator("option").count()).toBe(2);
  await session.selectOption({ index: 1 });
  await page.getByRole("heading", { name: "Session of the engine" }).waitFor();
  await expect.poll(() => tile(page, "Cancellations").textContent()).toBe("1");
  expect(page.url()).toContain("session=");

  const json = JSON.parse(await saved(page, "JSON")) as { totals: { cancellations: number } };
  expect(json.totals.cancellations).toBe(1);
  expect(await saved(page, "CSV")).toContain("too_slow");
  const log = JSON.parse(await saved(page, "Save log")) as { cancellations: { macro_id: string }[] };
  expect(log.cancellations.map(({ macro_id }) => macro_id)).toEqual(["heal"]);
  const [printable] = await Promise.all([
    page.context().waitForEvent("page"),
    page.getByRole("link", { name: "Printable page" }).click(),
  ]);
  await printable.getByRole("cell", { name: "too_slow" }).first().waitFor();
  // Its own style is let through by the content policy.
  expect(await printable.evaluate("getComputedStyle(document.body).fontFamily")).toMatch(/sans|system/);

  await page.getByRole("button", { name: "Begin a session…" }).click();
  await page.keyboard.type("raid <b>7</b>");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "raid <b>7</b>" }).waitFor();
  await expect.poll(() => session.locator("option:checked").textContent()).toMatch(/^raid <b>7<\/b>, .* – now/);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "End it" }).click();
  await page.getByText("The session raid <b>7</b> has ended").first().waitFor();
  await page.getByRole("button", { name: "Begin a session…" }).waitFor();
  await expect.poll(() => session.locator("option:checked").textContent()).not.toContain("now");
});
