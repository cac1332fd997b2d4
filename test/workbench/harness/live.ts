/** What live mode shows. */

import type { Page } from "playwright-core";

/** What stands behind the text of the editor's lines: written by style sheets. */
export function besideLines(page: Page): Promise<string> {
  return page.evaluate<string>(`
    [...document.querySelectorAll('.editor-instance .view-line span[class*="ced-"]')]
      .map((element) => getComputedStyle(element, "::after").content)
      .join("\\n")`);
}

/** The text of the extension's item in the status bar. */
export async function statusItem(page: Page): Promise<string> {
  return (await page.locator(".statusbar-item", { has: page.locator(".codicon-shield") }).allTextContents()).join();
}
