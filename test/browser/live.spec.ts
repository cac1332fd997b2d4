/** The live view, against a real engine: tiles, charts and what can be done with them, and what rules did. */

import { expect } from "vitest";
import type { Store } from "../../engine/src/store/store.ts";
import { findBarriers } from "./harness/axe.ts";
import { type Dashboard, desk, test } from "./harness/test.ts";

const files = {
  "game.macropolicy": `profile heal { level safe match process "*STAGE/heal.sh"
  rule slow: warn when avg(fps, 1s) < 40fps for 1h
  rule frozen: cancel when fps < 5fps message "the game stands still"
}
`,
};
const play = { files, args: ["game.macropolicy"] };

const tile = ({ page }: Dashboard, name: string) => page.getByRole("article", { name, exact: true });
const plot = ({ page }: Dashboard, name: string) => page.getByRole("img", { name: new RegExp(`^${name}: `) });
const tableOf = ({ page }: Dashboard, name: string) => page.getByRole("table", { name, exact: true });

test("tiles show values in the colours of the limits in force, and a cancellation is told and marked", async ({
  openDashboard,
}) => {
  const dashboard = await openDashboard({ ...play, prepare: (stage) => void stage.macro("heal") });
  const { page, stage } = dashboard;
  const fps = tile(dashboard, "FPS");
  await fps.getByText("least 40fps").waitFor();
  expect(await fps.getAttribute("data-judgement")).toBe("fine");
  await page.getByText("Blind").waitFor({ state: "detached" });
  await plot(dashboard, "FPS").waitFor();
  expect(await plot(dashboard, "FPS").getAttribute("aria-label")).toMatch(
    /cancel at 5fps \(heal · frozen\); warn at 40fps/,
  );
  expect(await findBarriers(page)).toEqual([]);

  stage.report({ fps: 30 });
  await fps.getByText("warning", { exact: true }).waitFor();
  stage.report({ fps: 2 });
  await fps.getByText("critical", { exact: true }).waitFor();
  await page.locator(".message", { hasText: "heal is cancelled by frozen – the game stands still" }).waitFor();
  await page.locator('[role="alert"]', { hasText: "heal is cancelled by frozen" }).waitFor();
  await expect.poll(() => plot(dashboard, "FPS").getAttribute("aria-label")).toMatch(/1 cancellation$/);
  const decisions = page.getByRole("region", { name: "Recent decisions" });
  await decisions.getByText("the game stands still").waitFor();
  await dashboard.picture("live-cancelled");
  await page.reload();
  await expect.poll(() => plot(dashboard, "FPS").getAttribute("aria-label")).toMatch(/1 cancellation$/);
  await decisions.getByRole("link", { name: "Why heal was cancelled" }).click();
  await page.getByRole("heading", { name: "Cancellations" }).waitFor();
  expect(page.url()).toMatch(/#\/cancellations\/[\w-]+$/);
});

/** Two hours of a frame rate, ten seconds apart, with a hole of half an hour in the middle; and an hour of three weeks ago. */
function recordHours(store: Store): void {
  const weeksAgo = Date.now() - 21 * 24 * 3_600_000;
  for (let at = weeksAgo; at < weeksAgo + 3_600_000; at += 10_000) store.sample("fps", 23.5, at);
  const begin = Date.now() - 2 * 3_600_000;
  for (let at = begin; at < Date.now() - 60_000; at += 10_000) {
    const minutes = (at - begin) / 60_000;
    if (minutes < 45 || minutes > 75) store.sample("fps", 50 + (minutes % 10), at);
  }
  store.flush();
}

test("charts reach back into the record, hole and all, and are read as tables", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, record: recordHours, colorScheme: "dark" });
  const { page } = dashboard;
  await page.getByRole("button", { name: "6 h", exact: true }).click();
  await page.getByText("Table of FPS").click();
  const rows = tableOf(dashboard, "FPS").locator("tbody tr");
  // A row for 12 minutes: 10 for the two hours, but for those that nothing was measured in.
  await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(7);
  expect(await rows.count()).toBeLessThanOrEqual(10);
  await rows.filter({ hasText: "59.8fps" }).first().waitFor();
  await page.getByRole("button", { name: "30 d", exact: true }).click();
  await rows.filter({ hasText: "23.5fps" }).first().waitFor();
  await page.getByRole("button", { name: "6 h", exact: true }).click();
  await rows.filter({ hasText: "23.5fps" }).first().waitFor({ state: "detached" });
  await dashboard.picture("live-six-hours-dark");
  expect(await findBarriers(page)).toEqual([]);
});

test("charts stand still, go on, and are zoomed into by pointer and keys", async ({ openDashboard }) => {
  const dashboard = await openDashboard({ ...play, size: desk });
  const { page, stage } = dashboard;
  const fps = plot(dashboard, "FPS");
  await expect.poll(() => fps.getAttribute("aria-label")).toContain("greatest 60fps");
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Resume charts" }).waitFor();
  stage.report({ fps: 90 });
  await tile(dashboard, "FPS").getByText("90fps", { exact: true }).waitFor();
  expect(await fps.getAttribute("aria-label")).toContain("greatest 60fps");
  await page.getByRole("button", { name: "Resume charts" }).click();
  await expect.poll(() => fps.getAttribute("aria-label")).toContain("greatest 90fps");

  const over = fps.locator(".u-over");
  const box = (await over.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 5 });
  await page.mouse.up();
  const whole = page.getByRole("button", { name: "Whole range" });
  await whole.waitFor();
  await expect.poll(() => fps.getAttribute("aria-label")).toContain("nothing was measured");
  await whole.click();
  await whole.waitFor({ state: "detached" });
  await fps.focus();
  await page.keyboard.press("+");
  await whole.waitFor();
  await page.keyboard.press("Escape");
  await whole.waitFor({ state: "detached" });
});

test("a run has charts of its own, and which of the machine's are shown is its user's choice", async ({
  openDashboard,
}) => {
  const dashboard = await openDashboard({ ...play, prepare: (stage) => void stage.macro("heal") });
  const { page } = dashboard;
  const source = page.getByLabel("Charts of");
  await expect.poll(() => source.locator("option").count()).toBe(2);
  await source.selectOption({ index: 1 });
  await page.getByRole("heading", { name: "Memory", exact: true }).waitFor();
  await expect.poll(() => plot(dashboard, "Memory").getAttribute("aria-label")).toMatch(/greatest [\d.]+[KM]iB/);
  await source.selectOption({ label: "Whole machine" });

  await page.getByRole("button", { name: "Charts", exact: true }).click();
  await page.getByLabel("Memory available").check();
  await plot(dashboard, "Memory available").waitFor();
  await page.getByRole("checkbox", { name: "FPS", exact: true }).uncheck();
  await plot(dashboard, "FPS").waitFor({ state: "detached" });
  await page.reload();
  await plot(dashboard, "Memory available").waitFor();
  expect(await plot(dashboard, "FPS").count()).toBe(0);
  await page.getByRole("button", { name: "Charts", exact: true }).click();
  await page.getByRole("button", { name: "Those that rules read" }).click();
  await plot(dashboard, "FPS").waitFor();
});
