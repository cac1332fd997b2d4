import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect } from "vitest";
import { closeBrowser, test } from "./harness/test.ts";

const root = join(import.meta.dirname, "..", "..");
const heal = "policies/heal.macropolicy";
const store = "policies: policies\nstore: { path: ./guard.sqlite }\n";

afterAll(closeBrowser);

test("a recording is replayed against the policies on screen", async ({ openWindow }) => {
  const rows = Array.from({ length: 20 }, (_, at) => `${at},${at < 5 ? 60 : 10}\n`);
  const editor = await openWindow({ open: heal, files: { "night.csv": `time,fps\n${rows.join("")}` } });
  // What is not saved yet counts: it is saved first.
  await editor.cursorAfter("fps < 15 for 3s");
  await editor.press("Backspace", "Backspace");
  await editor.type("4s");
  await editor.menu(editor.explorer("night.csv"), "Replay a Trace");
  await editor.pick("heal");
  await editor.page.locator('.tab[data-resource-name="Replay of night.csv by heal.txt"]').waitFor();
  // From the fifth second on, for the four seconds of what is on screen.
  await editor.line("9s  pause").waitFor();
  expect(editor.read(heal)).toContain("fps < 15 for 4s");
});

test("the last cancellation is explained from the record", async ({ openWindow }) => {
  const files = {
    "macro-engine.yaml": store,
    "policies/short.macropolicy": "profile short {\n  rule busy: cancel when memory.usage > 0.1%\n}\n",
  };
  const editor = await openWindow({ open: heal, files });
  await promisify(execFile)(
    process.execPath,
    [join(root, "engine/bin/macro-engine.js"), "run", "--profile", "short", "--macro", "one", "--", "sleep", "600"],
    { cwd: editor.folder },
  ).catch(() => {});
  await editor.command("Macro policies: Explain the Last Cancellation");
  await editor.page.locator('.tab[data-resource-name="Why the last macro was cancelled.txt"]').waitFor();
  await editor.line("one was cancelled by busy").waitFor();
  await editor.picture("explanation");
});
