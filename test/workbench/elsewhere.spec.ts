import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect } from "vitest";
import { connectControl } from "../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../engine/src/control/socket-path.ts";
import { type ServedContract, serveContract } from "../end-to-end/testing/serve-contract.ts";
import { endEngines, engineEnv, startEngine } from "./harness/engine.ts";
import { besideLines, statusItem } from "./harness/live.ts";
import { closeBrowser, test } from "./harness/test.ts";

const live = "policies/live.macropolicy";
const token = "sesame";

const served: ServedContract[] = [];
afterEach(async () => {
  for (const each of served.splice(0)) each.close();
  await endEngines();
});
afterAll(closeBrowser);

/** An engine on the folder's policies that the editor cannot find on this machine, but by an address. */
async function engineElsewhere(folder: string): Promise<ServedContract & { readonly elsewhere: string }> {
  const elsewhere = join(folder, ".elsewhere");
  mkdirSync(elsewhere, { mode: 0o700 });
  await startEngine(folder, elsewhere, "watch", "--json");
  const [socket] = socketPathsFor(join(folder, "policies"), engineEnv(folder, elsewhere));
  const dashboard = "<!DOCTYPE html><title>Board</title><h1>Everything is guarded</h1>";
  const contract = await serveContract(await connectControl(socket!), { token, dashboard });
  served.push(contract);
  return { ...contract, elsewhere };
}

test("an engine elsewhere is followed by its address and token, and its dashboard is a tab", async ({ openWindow }) => {
  const policy =
    "profile live {\n  rule busy: warn when memory.usage > 0.1%\n  rule full: cancel when memory.usage > 99.9%\n}\n";
  const editor = await openWindow({ open: live, files: { [live]: policy, ".vscode/settings.json": "{}" } });
  const { page, folder } = editor;
  const { url, elsewhere, close } = await engineElsewhere(folder);
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
  await expect.poll(() => tab.locator("h1").textContent()).toBe("Everything is guarded");
  await editor.picture("dashboard");

  await page.locator('.activitybar [aria-label^="Macro policies"]').first().click();
  const row = page.locator('.pane-body [role=treeitem][aria-label^="live_1"]').first();
  await editor.button(row, "Stop Macro");
  await row.waitFor({ state: "detached" });
  close();
  await expect.poll(() => besideLines(page)).not.toContain("now");
  await expect.poll(() => statusItem(page)).not.toContain("macro");
});
