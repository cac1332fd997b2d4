/** `test` with a window of the editor on a fresh copy of the fixture; what a failed one looked like is kept. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { test as base, inject } from "vitest";
import { openBrowser } from "./chromium.ts";
import { artefacts, createWorkbench, type Workbench } from "./workbench.ts";

/** How many times slower than it is the window shall be: tests have to pass on slow machines and on fast ones. */
const slowness = Number(process.env.WORKBENCH_SLOWNESS ?? 1);

const fixture = fileURLToPath(new URL("../fixture", import.meta.url));

export interface WindowOptions {
  /** The file of the folder that is shown first. */
  readonly open?: string;
  /** Does not wait until the extension's server answers. */
  readonly withoutServer?: boolean;
  /** In place of, or besides, the fixture's files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Another server than that of all tests. */
  readonly url?: string;
  /** What the page may call, by name. */
  readonly exposed?: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  /** What the page is told at its start, as pairs. */
  readonly payload?: readonly (readonly [string, string])[];
}

export type OpenWindow = (options?: WindowOptions) => Promise<Workbench>;

export const test = base.extend<{ openWindow: OpenWindow }>({
  openWindow: async ({ task }, use) => {
    const windows: { readonly page: Page; readonly log: string[]; readonly folder: string }[] = [];
    browser ??= openBrowser();
    await use(async (options = {}) => {
      const folder = copyFixture(options.files ?? {});
      const context = await (await browser!).newContext({ viewport: { width: 1200, height: 800 } });
      context.setDefaultTimeout(45_000);
      const page = await context.newPage();
      if (slowness > 1)
        await (await context.newCDPSession(page)).send("Emulation.setCPUThrottlingRate", { rate: slowness });
      const log: string[] = [];
      page.on("console", (message) => log.push(`${message.type()}: ${message.text()}`));
      windows.push({ page, log, folder });
      for (const [name, called] of Object.entries(options.exposed ?? {})) await page.exposeFunction(name, called);
      const url = options.url ?? inject("editorUrl");
      const shown = options.open;
      const payload = [...(options.payload ?? [])];
      if (shown !== undefined) payload.push(["openFile", `vscode-remote://${new URL(url).host}${folder}/${shown}`]);
      await page.goto(`${url}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
      await page.locator('.explorer-viewlet [role=treeitem][aria-label^="policies"]').waitFor();
      const workbench = createWorkbench(page, folder);
      if (shown !== undefined) {
        await workbench.shows(shown);
        if (shown.endsWith(".macropolicy") && options.withoutServer !== true) await serverAnswers(page);
      }
      return workbench;
    });
    const failed = task.result?.state === "fail";
    for (const { page, log, folder } of windows) {
      if (failed) await keep(task.name, page, log);
      await page.context().close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

/** The extension's item in the status bar has a turning icon before. Restricted mode has a shield of its own. */
async function serverAnswers(page: Page): Promise<void> {
  const item = page.locator(".statusbar-item").filter({ hasNotText: "Restricted Mode" });
  await item.locator(".codicon-shield").waitFor({ timeout: 60_000 });
}

/** Of this file's tests; it ends with their process. */
let browser: Promise<Browser> | null = null;

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = null;
}

function copyFixture(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "macro-workbench-"));
  cpSync(fixture, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function keep(name: string, page: Page, log: readonly string[]): Promise<void> {
  mkdirSync(artefacts, { recursive: true });
  const file = join(artefacts, `failed-${name.replace(/[^a-z0-9]+/gi, "-")}`);
  await page.screenshot({ path: `${file}.png` });
  writeFileSync(`${file}.log`, log.join("\n"));
}
