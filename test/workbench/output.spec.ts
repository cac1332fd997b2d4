import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { again } from "./harness/again.ts";
import { closeBrowser, test } from "./harness/test.ts";
import type { Workbench } from "./harness/workbench.ts";

const heal = "policies/heal.macropolicy";

afterAll(closeBrowser);

/** What the Output view shows of the chosen channel. */
const shown = (editor: Workbench) => async () =>
  (await editor.page.locator(".output-view .view-line").allTextContents()).join("\n").replaceAll("\u00a0", " ");

async function showOutput(editor: Workbench) {
  const view = editor.page.locator(".output-view");
  await again(
    "the output is shown",
    () => editor.command("Macro policies: Show Output"),
    () => view.isVisible(),
  );
}

async function setLevel(editor: Workbench, level: string) {
  await editor.command("Developer: Set Log Level");
  await editor.pick("Macro policies");
  await editor.pick(level);
}

test("the server is started anew, which the output tells, and says what it said before", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const mistake = editor.page.locator(".squiggly-error").first();
  await editor.cursorAfter("set cpu_usage_max = 85%");
  await editor.press("Backspace");
  await mistake.waitFor();
  await showOutput(editor);
  const chosen = editor.page.locator(".part.panel select.monaco-select-box option:checked");
  await chosen.filter({ hasText: "Macro policies" }).first().waitFor({ state: "attached" });
  await expect.poll(shown(editor)).toMatch(/\[info\] The language server runs/);
  await editor.command("Macro policies: Restart the Language Server");
  await expect.poll(shown(editor)).toMatch(/server runs[\s\S]*server runs/);
  await mistake.waitFor();
  await editor.picture("output");
  // It is the new one that sees it mended.
  await editor.open(heal);
  await editor.press("Control+Z");
  await mistake.waitFor({ state: "detached" });
});

test("how much is said is set by the level of the log, and by the setting for what goes to the server", async ({
  openWindow,
}) => {
  const editor = await openWindow({ open: heal, files: { ".vscode/settings.json": "{}" } });
  const log = shown(editor);
  await showOutput(editor);
  await expect.poll(log).toContain("[info]");
  expect(await log()).not.toContain("[trace]");
  await setLevel(editor, "Trace");
  await editor.open(heal);
  const typing = () => editor.type(" ");
  await again("messages are told", typing, async () => (await log()).includes("[trace] Received response"));
  expect(await log()).not.toContain("Params");
  await editor.picture("output-trace");
  const shows = { compact: /Params: \{"/, verbose: /Params: \{\n/ };
  for (const [setting, contents] of Object.entries(shows)) {
    const settings = JSON.stringify({ "macropolicy.trace.server": setting });
    writeFileSync(join(editor.folder, ".vscode/settings.json"), settings);
    await again(`contents are ${setting}`, typing, async () => contents.test(await log()));
  }
});
