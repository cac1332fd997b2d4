/** An engine that is stopped and started again: the page says so, and goes on by itself. */

import { expect } from "vitest";
import { healArgs, healFiles, startHeal } from "./harness/heal.ts";
import { recordCancellations } from "./harness/past.ts";
import { test } from "./harness/test.ts";

test("the page outlives its engine, and finds the next one, as who it was signed in before", async ({
  openDashboard,
}) => {
  const dashboard = await openDashboard({
    files: healFiles,
    args: healArgs,
    view: "/cancellations",
    prepare: startHeal,
    record: (store) => recordCancellations(store, 3),
  });
  const { page, picture } = dashboard;
  await expect.poll(() => page.locator(".record-row").count()).toBe(3);
  await dashboard.stopEngine();
  await page.getByText("The engine does not answer.").first().waitFor();
  // What was there can still be read.
  expect(await page.locator(".record-row").count()).toBe(3);
  await picture("engine-stopped");
  await dashboard.startEngine();
  await page.getByText("The engine does not answer.").first().waitFor({ state: "hidden" });
  await page.locator(".link-state", { hasText: "Live" }).waitFor();
  await page.getByText("1 guarded").waitFor();
  await expect.poll(() => page.locator(".record-row").count()).toBe(3);
});
