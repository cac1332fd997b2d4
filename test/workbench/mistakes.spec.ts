import { afterAll, expect } from "vitest";
import { again } from "./harness/again.ts";
import { closeBrowser, test } from "./harness/test.ts";

afterAll(closeBrowser);

const heal = "policies/heal.macropolicy";

test("a mistake is underlined, said in the status bar, and mended by its quick fix", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.cursorAfter("set cpu_usage_max = 85%");
  await editor.press("Backspace");
  await editor.page.locator(".squiggly-error").first().waitFor();
  await expect.poll(editor.problems).toEqual({ errors: 1, warnings: 0 });
  await editor.picture("squiggle");
  await editor.press("ArrowLeft");
  const menu = editor.page.locator(".action-widget").first();
  await again(
    "fixes are offered",
    () => editor.press("Control+."),
    () => menu.isVisible(),
  );
  await editor.picture("quick-fix", { x: 352, y: 60, width: 700, height: 320 });
  await expect.poll(() => menu.textContent()).toContain("85%");
  await again(
    "the fix is chosen",
    () => editor.press("Enter"),
    async () => !(await menu.isVisible()),
  );
  await expect.poll(() => editor.line("set cpu_usage_max").textContent()).toMatch(/=\s85%/);
  await expect.poll(editor.problems).toEqual({ errors: 0, warnings: 0 });
});

test("mistakes of override files and of the configuration are shown where they stand", async ({ openWindow }) => {
  const editor = await openWindow({
    open: heal,
    files: {
      "config/macro_safety/heal.yaml": "profiles:\n  heal:\n    set: { cpu_usage_maxx: 80% }\n",
      "macro-engine.yaml": "policies: policies\nintervall: 200ms\n",
    },
  });
  // The extension wakes with the first policy that is looked at.
  const item = editor.page.locator(".statusbar-item").filter({ has: editor.page.locator(".codicon-shield") });
  await expect.poll(() => item.textContent()).toMatch(/2$/);
  await editor.open("config/macro_safety/heal.yaml");
  await editor.page.locator(".squiggly-error").first().waitFor();
  await editor.open("macro-engine.yaml");
  await editor.page.locator(".squiggly-error").first().waitFor();
  await expect.poll(editor.problems).toMatchObject({ errors: 2 });
  await editor.press("Control+Shift+M");
  const problems = editor.page.locator(".markers-panel");
  await expect.poll(() => problems.textContent()).toContain("cpu_usage_maxx");
  await expect.poll(() => problems.textContent()).toContain("intervall");
});

test("a mistake in a policy that nobody has opened is told too", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal, files: { "policies/other.macropolicy": "let x = nothing\n" } });
  await expect.poll(editor.problems).toMatchObject({ errors: 1 });
  await editor.press("Control+Shift+M");
  await expect.poll(() => editor.page.locator(".markers-panel").textContent()).toContain("other.macropolicy");
});
