import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { type CodeServer, startCodeServer } from "./harness/code-server.ts";
import { closeBrowser, test } from "./harness/test.ts";

const heal = "policies/heal.macropolicy";
const home = mkdtempSync(join(tmpdir(), "macro-untrusted-"));
let server: CodeServer;

beforeAll(async () => {
  server = await startCodeServer({ home, vsix: inject("vsix"), asksForTrust: true });
});
afterAll(async () => {
  await closeBrowser();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

test("in a folder that is not trusted policies are checked, and nothing is run", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal, url: server.url });
  await expect.poll(() => editor.page.locator("[id^='status.workspaceTrust']").count()).toBe(1);
  await editor.cursorAfter("set cpu_usage_max = 85%");
  await editor.press("Backspace");
  await editor.page.locator(".squiggly-error").first().waitFor();
  let offered: readonly string[] = [];
  const all = async () => {
    offered = await editor.offeredCommands("Macro policies:");
    return offered.join("\n");
  };
  await expect.poll(all).toContain("Restart the Language Server");
  for (const started of ["Start Watching", "Run with This Profile", "Replay a Trace"]) {
    expect(offered).not.toContainEqual(expect.stringContaining(started));
  }
});
