import { afterAll, afterEach, expect, inject } from "vitest";
import { endEngines, startEngine } from "./harness/engine.ts";
import { besideLines } from "./harness/live.ts";
import { closeBrowser, test } from "./harness/test.ts";

const live = "policies/live.macropolicy";

afterEach(endEngines);
afterAll(closeBrowser);

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
  const watch = await startEngine(editor.folder, inject("runtimeFolder"), "watch", "--json");
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
  await startEngine(
    editor.folder,
    inject("runtimeFolder"),
    "run",
    "--profile",
    "live",
    "--macro",
    "live_1",
    "--",
    "sleep",
    "600",
  );
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
