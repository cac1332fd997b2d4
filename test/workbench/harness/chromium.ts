/** The browser that the editor is shown in. */

import { type Browser, chromium } from "playwright-core";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

/** Of the package, so that it is the same everywhere; `CHROMIUM` names another one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM ?? (await packaged());
  return chromium.launch({ executablePath, args: [...flags, "--disable-component-update", "--disable-sync"] });
}

async function packaged(): Promise<string> {
  // Only what this folder's package installs, by its path: the rest of the project knows nothing of it.
  const path = new URL("../node_modules/@sparticuz/chromium/build/index.js", import.meta.url).href;
  const module = (await import(path)) as { default: { executablePath(): Promise<string> } };
  return module.default.executablePath();
}
