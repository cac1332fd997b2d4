import type { Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { statusItem } from "./harness/live.ts";
import { closeBrowser, test } from "./harness/test.ts";

const heal = "policies/heal.macropolicy";

afterAll(closeBrowser);

const status = (page: Page) => () => statusItem(page);

test("policies are put in force and taken out again, in a terminal of the editor", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const { page } = editor;
  expect(await status(page)()).not.toContain("macro");
  await editor.command("Macro policies: Start Watching");
  await expect.poll(status(page)).toContain("no macros");
  await page.locator(".terminal-wrapper.active .xterm").waitFor();
  await editor.picture("watching");
  const offered = async () => (await editor.offeredCommands("Macro policies: St")).join();
  await expect.poll(offered).not.toContain("Start Watching");
  await editor.command("Macro policies: Stop Watching");
  await expect.poll(status(page)).not.toContain("macro");
  await expect.poll(offered).toContain("Start Watching");
});

test("a program is run with a profile, and is among the macros that are watched", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const { page } = editor;
  await editor.command("Macro policies: Start Watching");
  await expect.poll(status(page)).toContain("no macros");
  await editor.cursorAfter("rule low_fps");
  await editor.command("Macro policies: Run with This Profile");
  await editor.pick("heal");
  await editor.answer("Run with heal", "sleep 600");
  await expect.poll(status(page)).toContain("1 macro");
  await page.locator('.activitybar [aria-label^="Macro policies"]').first().click();
  const row = page.locator('.pane-body [role=treeitem][aria-label^="sleep"]').first();
  await row.waitFor();
  await expect.poll(() => row.textContent()).toContain("heal");
  await editor.picture("run-with-profile");
  await editor.button(row, "Stop Macro");
  await row.waitFor({ state: "detached" });
  await editor.command("Macro policies: Stop Watching");
  await expect.poll(status(page)).not.toContain("macro");
});
