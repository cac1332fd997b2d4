import { afterAll, expect } from "vitest";
import { again } from "./harness/again.ts";
import { closeBrowser, test } from "./harness/test.ts";

afterAll(closeBrowser);

const heal = "policies/heal.macropolicy";
const levels = "policies/levels.macropolicy";

test("a completion is offered while typing, and accepted", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.cursorAfter("for 2s");
  await editor.press("Enter");
  await editor.type("rule busy: warn when cpu.");
  const offered = editor.page.locator(".suggest-widget.visible .monaco-list-row");
  await offered.filter({ hasText: "cpu.usage" }).first().waitFor();
  await editor.picture("completion", { x: 352, y: 60, width: 844, height: 520 });
  await editor.type("usa");
  await editor.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: "cpu.usage" }).waitFor();
  await editor.press("Enter");
  await editor.type(" > 70%");
  await editor.press("Escape");
  await editor.save();
  await expect.poll(() => editor.read(heal)).toContain("rule busy: warn when cpu.usage > 70%");
});

test("a line that ends in a unit ends with the first Enter", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.cursorAfter("for 2s");
  await editor.press("Enter");
  await editor.type("rule busy: warn when fps < 20 for 5s");
  await editor.page.locator(".suggest-widget.visible .monaco-list-row").filter({ hasText: "5s" }).first().waitFor();
  await editor.press("Enter");
  await editor.type("rule warm: warn when cpu.usage > 70%");
  await editor.press("Escape");
  await editor.save();
  await expect.poll(() => editor.read(heal)).toContain("for 5s\n  rule warm: warn");
});

test("a rule says what it comes to under the pointer", async ({ openWindow }) => {
  const editor = await openWindow({ open: levels });
  const hover = editor.page.locator(".monaco-hover:visible");
  const name = editor.line("rule cpu_hot").getByText("cpu_hot", { exact: true }).first();
  await editor.hover(name, hover.filter({ hasText: "cpu.usage > 90% for 5s" }));
  // With the thresholds that it inherits, in the profile that an override file changes.
  expect(await hover.textContent()).toMatch(/heal.*cpu\.usage > 80% for 5s/);
  await editor.picture("hover", { x: 352, y: 4, width: 844, height: 480 });
});

test("a param is renamed in both files that name it, and in the override file", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.cursorAfter("set cpu_usage");
  const input = editor.page.locator(".rename-box input");
  await again(
    "a name is asked for",
    () => editor.press("F2"),
    () => input.isVisible(),
  );
  await input.fill("busy_above");
  await editor.press("Enter");
  await expect.poll(() => editor.line("set busy_above").count()).toBe(1);
  await editor.command("File: Save All Files");
  await expect.poll(() => editor.read(levels)).toContain("param busy_above = 90%");
  expect(editor.read(levels)).toContain("cpu.usage > busy_above for hold");
  expect(editor.read(levels)).toContain("limit {busy_above}");
  await expect.poll(() => editor.read(heal)).toContain("set busy_above = 85%");
  await expect.poll(() => editor.read("config/macro_safety/heal.yaml")).toContain("busy_above: 80%");
});

test("a file is formatted when it is saved, where that is set", async ({ openWindow }) => {
  const editor = await openWindow({
    open: heal,
    files: { ".vscode/settings.json": '{ "editor.formatOnSave": true }' },
  });
  await editor.cursorAfter("rule low_fps:");
  // On a busy machine VS Code does not wait for a formatter before it saves: the next time it does.
  const saved = async () => {
    await editor.type("      ");
    await editor.save();
    return editor.read(heal);
  };
  await expect.poll(saved).toContain("  rule low_fps: pause  when fps < 15 for 3s until fps > 25 for 5s\n");
});

test("a base is found in another file", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.cursorAfter("extends rel");
  const base = editor.page.locator('.tab.active[data-resource-name="levels.macropolicy"]');
  await again(
    "the base is asked for",
    () => editor.press("F12"),
    () => base.isVisible(),
  );
  const status = editor.page.locator("#status\\.editor\\.selection");
  await expect.poll(() => status.textContent()).toContain("Ln 2, Col 10");
});
