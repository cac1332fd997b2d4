import { spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, expect, inject } from "vitest";
import { closeBrowser, test } from "./harness/test.ts";

const root = join(import.meta.dirname, "..", "..");
const live = "policies/live.macropolicy";

const started: { end(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.end();
});
afterAll(closeBrowser);

/** `macro-engine …` in the folder, in the editor's own session, so that each finds the other. */
async function engine(folder: string, says: string, ...args: readonly string[]) {
  const log = join(folder, `.engine-${args[0]}.log`);
  const child = spawn(process.execPath, [join(root, "engine/bin/macro-engine.js"), ...args], {
    cwd: folder,
    env: { ...process.env, XDG_RUNTIME_DIR: inject("runtimeFolder"), XDG_STATE_HOME: join(folder, ".state") },
    stdio: ["ignore", openSync(log, "w"), openSync(log, "a")],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  started.push({ end });
  if (says !== "") await expect.poll(() => readFileSync(log, "utf8")).toContain(says);
  return { end };
}

/** What stands behind the text of the editor's lines: written by style sheets. */
function besideLines(page: Page): Promise<string> {
  return page.evaluate<string>(`
    [...document.querySelectorAll('.editor-instance .view-line span[class*="ced-"]')]
      .map((element) => getComputedStyle(element, "::after").content)
      .join("\\n")`);
}

test("a running engine shows its values at the thresholds, its macros in a view, and leaves nothing behind", async ({
  openWindow,
}) => {
  const files: Record<string, string> = {
    [live]:
      "profile live {\n  param most = 99.9%\n  rule busy: warn when memory.usage > 0.1%\n  rule full: cancel when memory.usage > most\n}\n",
  };
  files[".vscode/settings.json"] = '{ "macropolicy.live.notifications": "warn" }';
  const editor = await openWindow({ open: live, files });
  const { page } = editor;
  const watch = await engine(editor.folder, "engine-start", "watch", "--json");
  await expect.poll(() => besideLines(page)).toMatch(/"now [\d.]+%, p95 today [\d.]+%"/);
  // What the param comes to stays beside its name, what is measured follows.
  const places = () =>
    page.evaluate<readonly [number, number]>(`(() => {
      const line = [...document.querySelectorAll(".editor-instance .view-line")]
        .find(({ textContent }) => textContent.includes("full"));
      const spans = [...line.querySelectorAll("span span")];
      return [
        spans.findIndex((span) => span.textContent.includes("99.9%")),
        spans.findIndex((span) => getComputedStyle(span, "::after").content.includes("now")),
      ];
    })()`);
  await expect.poll(async () => Math.min(...(await places()))).toBeGreaterThanOrEqual(0);
  const [value, measured] = await places();
  expect(measured).toBeGreaterThan(value);
  await engine(editor.folder, "", "run", "--profile", "live", "--macro", "live_1", "--", "sleep", "600");
  await page.locator('.activitybar [aria-label^="Macro policies"]').first().click();
  const row = page.locator('.pane-body [role=treeitem][aria-label^="live_1"]').first();
  await row.waitFor();
  await expect.poll(() => row.textContent()).toContain("1 firing");
  await page.locator('.editor-instance [class*="cgmr"][class*="ced-"]').first().waitFor();
  await editor.picture("live");
  await editor.button(row, "Pause Macro");
  await expect.poll(() => row.textContent()).toContain("paused");
  await editor.button(row, "Resume Macro");
  await expect.poll(() => row.textContent()).toContain("running");
  await editor.button(row, "Stop Macro");
  await row.waitFor({ state: "detached" });
  // Toasts are gone after some seconds, what they said is not.
  await expect.poll(editor.told).toContain("Warning for live_1 by busy");
  await page.locator(".notifications-center .monaco-button").filter({ hasText: "Explain" }).waitFor();
  await editor.picture("live-notification");
  await editor.command("Notifications: Clear All Notifications");
  await watch.end();
  await expect.poll(() => besideLines(page)).not.toContain("now");
  await expect.poll(() => page.locator(".pane-body").first().textContent()).toContain("No engine watches");
});
