/** One window of the editor on a folder of its own, driven as a person would: by keys, and by what is shown. */

import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import { again } from "./again.ts";
import { createPointer, type Pointer } from "./pointer.ts";
import { createQuickInput, type QuickInput } from "./quick-input.ts";

export const artefacts = fileURLToPath(new URL("../artefacts", import.meta.url));

export interface Workbench extends Pick<QuickInput, "pick" | "answer">, Pointer {
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
  /** Saves the shown file; what a test then reads of it is written a moment later. */
  save(): Promise<void>;
  /** Runs a command by its title. */
  command(title: string): Promise<void>;
  /** Titles of the commands that are offered for these words. */
  offeredCommands(words: string): Promise<readonly string[]>;
  /** What the editor and its extensions have told in notifications, seen or not: shown in their list. */
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
  const quick = createQuickInput(page);
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const hasCursor = () => page.locator(".editor-instance .monaco-editor.focused").first().isVisible();
  const shows = async (file: string) => {
    await page.locator(`.tab.active[data-resource-name="${nameOf(file)}"]`).waitFor();
    await page.locator(".editor-instance .view-line").first().waitFor();
    const editor = page.locator(".editor-instance .monaco-editor").first();
    const top = { x: 780, y: 5 };
    await again(`${file} has the cursor`, (timeout) => editor.click({ position: top, timeout }), hasCursor);
    shown = file;
  };
  const told = page.locator(".notifications-center.visible");
  return {
    page,
    folder,
    read,
    shows,
    press,
    ...createPointer(page),
    pick: quick.pick,
    answer: quick.answer,
    async open(file) {
      await quick.take("Control+P", file, nameOf(file));
      await shows(file);
    },
    async cursorAfter(text) {
      const source = read(shown);
      const offset = source.indexOf(text) + text.length;
      if (offset < text.length) throw new Error(`${shown} holds no ${text}`);
      const before = source.slice(0, offset).split("\n");
      const place = { line: before.length, column: before.at(-1)!.length + 1 };
      const status = page.locator("#status\\.editor\\.selection");
      await quick.enter("Control+G", `:${place.line}:${place.column}`, async () => {
        const said = (await status.count()) === 0 ? null : await status.textContent();
        return (said ?? "").includes(`Ln ${place.line}, Col ${place.column}`) && (await hasCursor());
      });
    },
    type: (text) => page.keyboard.type(text, { delay: 5 }),
    async save() {
      await press("Control+S");
      await page.locator(".tab.active:not(.dirty)").waitFor();
    },
    command: (title) => quick.take("F1", `>${title}`, title),
    offeredCommands: (words) => quick.offered("F1", `>${words}`, words),
    async told() {
      const bell = page.locator("#status\\.notifications");
      // A second click would close it.
      if (!(await told.isVisible())) {
        await bell.click();
        await told.waitFor();
      }
      return (await told.locator(".notification-list-item-message").allTextContents()).join("\n");
    },
    explorer: (file) => page.locator(`.explorer-viewlet [role=treeitem][aria-label^="${nameOf(file)}"]`).first(),
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

function nameOf(file: string): string {
  return file.split("/").at(-1)!;
}

/** The editor draws blanks as no-break spaces. */
function spaced(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(escaped.replaceAll(" ", "[ \\u00a0]"));
}
