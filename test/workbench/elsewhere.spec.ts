import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect } from "vitest";
import { connectControl } from "../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../engine/src/control/socket-path.ts";
import { endEngines, engineEnv, startEngine } from "./harness/engine.ts";
import { besideLines, statusItem } from "./harness/live.ts";
import { closeBrowser, test } from "./harness/test.ts";

const live = "policies/live.macropolicy";
const token = "a-token-of-the-workbench";

afterEach(endEngines);
afterAll(closeBrowser);

/** An engine on the folder's policies that the editor cannot find on this machine, but by an address. */
async function engineElsewhere(folder: string, editorAt: string) {
  const elsewhere = join(folder, ".elsewhere");
  mkdirSync(elsewhere, { mode: 0o700 });
  // A page of VS Code in a browser frames the dashboard; VS Code's own pages may by themselves.
  const api = `api:\n  port: 0\n  origins: ["${new URL(editorAt).origin}"]\n`;
  const tokens = `  tokens: [{ name: editor, role: operator, token: ${token} }]\n`;
  writeFileSync(join(elsewhere, "macro-engine.yaml"), `policies: ${join(folder, "policies")}\n${api}${tokens}`);
  const { end } = await startEngine(
    folder,
    elsewhere,
    "watch",
    "--json",
    "--config",
    join(elsewhere, "macro-engine.yaml"),
  );
  const [socket] = socketPathsFor(join(folder, "policies"), engineEnv(folder, elsewhere));
  const client = await connectControl(socket!);
  const served = async () => (await client.call("status", {})).dashboard;
  await expect.poll(served).not.toBeNull();
  const url = (await served())!;
  client.close();
  return { url, elsewhere, end };
}

test("an engine elsewhere is followed by its address and token, and its dashboard is a tab", async ({ openWindow }) => {
  const policy =
    "profile live {\n  rule busy: warn when memory.usage > 0.1%\n  rule full: cancel when memory.usage > 99.9%\n}\n";
  const editor = await openWindow({ open: live, files: { [live]: policy, ".vscode/settings.json": "{}" } });
  const { page, folder } = editor;
  const { url, elsewhere, end } = await engineElsewhere(folder, page.url());
  const offered = async () => (await editor.offeredCommands("Macro policies:")).join();
  await expect.poll(offered).toContain("Show Output");
  expect(await offered()).not.toContain("Dashboard");
  writeFileSync(join(folder, ".vscode/settings.json"), JSON.stringify({ "macropolicy.live.url": url }));
  // One that is wrong is asked for again, and the right one is kept.
  await editor.answer("Token of the engine", "open-says-me");
  await page.locator(".quick-input-widget:visible", { hasText: "has refused the token" }).waitFor();
  await editor.answer("Token of the engine", token);
  await expect.poll(() => besideLines(page)).toMatch(/"now [\d.]+%, p95 today [\d.]+%"/);
  await startEngine(folder, elsewhere, "run", "--profile", "live", "--macro", "live_1", "--", "sleep", "600");
  await expect.poll(() => statusItem(page)).toContain("1 macro");

  await editor.command("Macro policies: Open the Engine's Dashboard");
  await page.locator('.tab[data-resource-name*="Macro engine"], .tab[aria-label^="Macro engine"]').first().waitFor();
  const tab = page.frameLocator("iframe.webview.ready").frameLocator("iframe").frameLocator("iframe");
  // The page of the engine itself, signed in by the editor's token.
  await expect.poll(() => tab.locator("body").textContent()).toContain("live_1");
  await editor.picture("dashboard");

  await page.locator('.activitybar [aria-label^="Macro policies"]').first().click();
  const row = page.locator('.pane-body [role=treeitem][aria-label^="live_1"]').first();
  await editor.button(row, "Stop Macro");
  await row.waitFor({ state: "detached" });
  await end();
  await expect.poll(() => besideLines(page)).not.toContain("now");
  await expect.poll(() => statusItem(page)).not.toContain("macro");
});
