/** One window of the editor on a folder of its own, driven as a person would: by keys, and by what is shown. */

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

export const artefacts = fileURLToPath(new URL("../artefacts", import.meta.url));

export interface Workbench {
  readonly page: Page;
  /** The copy of the fixture that the window shows. */
  readonly folder: string;
  /** The text of a file, as saved. */
  read(file: string): string;
  /** Shows a file of the folder and puts the cursor at its start. */
  open(file: string): Promise<void>;
  /** Waits until a file of the folder is shown and has the cursor. */
  shows(file: string): Promise<void>;
  /** Puts the cursor behind this text, which is in the shown file as saved; the first of several. */
  cursorAfter(text: string): Promise<void>;
  /** Types into the editor, as one would with the keyboard: brackets close themselves. */
  type(text: string): Promise<void>;
  press(...keys: readonly string[]): Promise<void>;
  save(): Promise<void>;
  /** Runs a command by its title. */
  command(title: string): Promise<void>;
  /** Chooses the entry of the list of choices that is shown. */
  pick(label: string): Promise<void>;
  /** Answers the question of this title. */
  answer(title: string, text: string): Promise<void>;
  /** Titles of the commands that are offered for these words. */
  offeredCommands(words: string): Promise<readonly string[]>;
  /** What the extension has told in notifications, seen or not. */
  told(): Promise<string>;
  /** The row of a file in the explorer, where the shown one is in sight. */
  explorer(file: string): Locator;
  /** A line of the editor that holds this text. */
  line(text: string): Locator;
  /** What of the page has this role and a name with this text. */
  named(role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Locator;
  /** Problems as the status bar counts them. */
  problems(): Promise<{ readonly errors: number; readonly warnings: number }>;
  /** Keeps a picture of a part of the window, or of all of it. */
  picture(name: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void>;
}

export function createWorkbench(page: Page, folder: string): Workbench {
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  let shown = "";
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const input = page.locator(".quick-input-widget:visible input[type=text]");
  const row = (text: string) => page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text }).first();
  const gone = () => page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  const focused = () => page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
  const shows = async (file: string) => {
    await page.locator(`.tab.active[data-resource-name="${file.split("/").at(-1)}"]`).waitFor();
    await page.locator(".editor-instance .view-line").first().waitFor();
    await page
      .locator(".editor-instance .monaco-editor")
      .first()
      .click({ position: { x: 780, y: 5 } });
    await focused();
    shown = file;
  };
  return {
    page,
    folder,
    read,
    shows,
    async open(file) {
      const name = file.split("/").at(-1)!;
      await press("Control+P");
      await input.fill(file);
      await row(name).waitFor();
      await press("Enter");
      await gone();
      await shows(file);
    },
    async cursorAfter(text) {
      const source = read(shown);
      const offset = source.indexOf(text) + text.length;
      if (offset < text.length) throw new Error(`${shown} holds no ${text}`);
      const before = source.slice(0, offset).split("\n");
      const place = { line: before.length, column: before.at(-1)!.length + 1 };
      await press("Control+G");
      await input.fill(`:${place.line}:${place.column}`);
      await press("Enter");
      await gone();
      await focused();
      const status = page.locator("#status\\.editor\\.selection");
      await expect.poll(() => status.textContent()).toContain(`Ln ${place.line}, Col ${place.column}`);
    },
    type: (text) => page.keyboard.type(text, { delay: 5 }),
    press,
    async save() {
      await press("Control+S");
      await page.locator(".tab.active:not(.dirty)").waitFor();
    },
    async command(title) {
      const found = row(title);
      // A list that was opened before the window knew what it may do does not learn of it.
      for (let tries = 0; tries < 8; tries += 1) {
        await press("F1");
        await input.fill(`>${title}`);
        if (
          await found.waitFor({ timeout: 5000 }).then(
            () => true,
            () => false,
          )
        )
          break;
        await press("Escape");
        await gone();
      }
      await found.waitFor();
      await press("Enter");
    },
    async pick(label) {
      await row(label).click();
    },
    async answer(title, text) {
      await page.locator(".quick-input-title").filter({ hasText: title }).waitFor();
      await input.fill(text);
      await press("Enter");
    },
    async offeredCommands(words) {
      await press("F1");
      await input.fill(`>${words}`);
      await row(words.replace(/:$/, "")).waitFor();
      const titles = await page.locator(".quick-input-list .monaco-list-row .label-name").allTextContents();
      await press("Escape");
      return titles;
    },
    async told() {
      const list = page.locator(".notifications-center.visible");
      if (!(await list.isVisible())) await page.locator("#status\\.notifications").click();
      return (await list.locator(".notification-list-item-message").allTextContents()).join("\n");
    },
    explorer: (file) =>
      page.locator(`.explorer-viewlet [role=treeitem][aria-label^="${file.split("/").at(-1)}"]`).first(),
    line: (text) =>
      page
        .locator(".editor-instance .view-line")
        .filter({ hasText: spaced(text) })
        .first(),
    named: (role, name) => page.getByRole(role, { name }),
    async problems() {
      const shown = await page.locator("#status\\.problems").textContent();
      const [errors, warnings] = (shown ?? "").match(/\d+/g) ?? [];
      return { errors: Number(errors), warnings: Number(warnings) };
    },
    async picture(name, clip) {
      mkdirSync(artefacts, { recursive: true });
      await page.screenshot({ path: join(artefacts, `${name}.png`), animations: "disabled", ...(clip && { clip }) });
    },
  };
}

/** The editor draws blanks as no-break spaces. */
function spaced(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(escaped.replaceAll(" ", "[ \\u00a0]"));
}
