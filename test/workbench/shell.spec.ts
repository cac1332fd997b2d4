import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { closeBrowser, test } from "./harness/test.ts";

afterAll(closeBrowser);

const heal = "policies/heal.macropolicy";
const levels = "policies/levels.macropolicy";

test("the status bar counts errors of the policies, and a mended one no more", async ({ openWindow }) => {
  const editor = await openWindow({ open: levels });
  const item = editor.page.locator(".statusbar-item").filter({ has: editor.page.locator(".codicon-shield") });
  await expect.poll(() => item.textContent()).toContain("Policies");
  await editor.cursorAfter("95%");
  await editor.press("Backspace");
  await expect.poll(() => item.textContent()).toMatch(/1$/);
  await editor.type("%");
  await expect.poll(() => item.textContent()).toContain("Policies");
});

test("a new policy is asked for in three steps, and is without mistakes", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.command("Macro policies: New Policy");
  await editor.pick("Made from template relaxed");
  await editor.answer("(2/3)", "dance");
  await editor.answer("(3/3)", "dance_*");
  await editor.shows("policies/dance.macropolicy");
  expect(editor.read("policies/dance.macropolicy")).toContain("profile dance extends relaxed");
  // The server has looked at it when it says above the rules who uses and tests them.
  await editor.page.locator(".editor-instance .codelens-decoration").first().waitFor();
  expect(await editor.problems()).toMatchObject({ errors: 0 });
});

test("what has changed since the last commit is told as what it changes in behaviour", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: editor.folder });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "As it was");
  writeFileSync(join(editor.folder, levels), editor.read(levels).replace("> 95%", "> 85%"));
  await editor.command("Macro policies: What Has Changed since HEAD");
  const preview = editor.page.frameLocator("iframe.webview.ready").frameLocator("iframe");
  await expect.poll(() => preview.locator("body").textContent()).toContain("memory_full");
  await editor.picture("diff-head");
});

test("override files of the earlier system become policy text", async ({ openWindow }) => {
  const files = {
    "config/macro_safety/dance.json":
      '{ "dance": { "max_duration": 300, "performance_thresholds": { "cpu_usage_max": 70 } } }\n',
  };
  const editor = await openWindow({ open: heal, files });
  await editor.open("config/macro_safety/dance.json");
  await editor.menu(editor.explorer("config/macro_safety/dance.json"), "Convert JSON Overrides");
  await editor.line("profile dance").waitFor();
  await editor.line("duration").waitFor();
});

test("an engine that is not there is missed in words, with what to do", async ({ openWindow }) => {
  const settings = '{ "macropolicy.engine.path": "nowhere/macro-engine" }';
  const editor = await openWindow({ open: heal, files: { ".vscode/settings.json": settings } });
  await editor.command("Macro policies: Explain the Last Cancellation");
  await expect.poll(editor.told).toContain("macropolicy.engine.path");
});

test("the walkthrough leads through a first policy", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await editor.command("Welcome: Open Walkthrough");
  await editor.pick("Begin with Macro Policies");
  const page = editor.page.locator(".gettingStartedContainer");
  await expect.poll(() => page.textContent()).toContain("Write a policy");
  await editor.picture("walkthrough");
});
