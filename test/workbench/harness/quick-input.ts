/** The box at the top of the editor: commands, files and places by their names, choices, questions. */

import type { Page } from "playwright-core";
import { again, within } from "./again.ts";

export interface QuickInput {
  /** Opens it by a key, writes, and takes what stands first once that is this. */
  take(key: string, text: string, label: string): Promise<void>;
  /** Opens it by a key, writes and confirms, until it has led there. */
  enter(key: string, text: string, led: () => Promise<boolean>): Promise<void>;
  /** Chooses the entry of the list that is shown. */
  pick(label: string): Promise<void>;
  /** Answers the question of this title. */
  answer(title: string, text: string): Promise<void>;
  /** What is offered for this text, once what stands first has these words. */
  offered(key: string, text: string, words: string): Promise<readonly string[]>;
}

export function createQuickInput(page: Page): QuickInput {
  const input = page.locator(".quick-input-widget:visible input:is([type=text], [type=password])");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  const focused = page.locator(".quick-input-list .monaco-list-row.focused");
  const isGone = async () => (await input.count()) === 0;
  const open = async (key: string, text: string, timeout: number) => {
    // Left over from an attempt, or on its way out: the same key would move about in it.
    if (!(await isGone())) await page.keyboard.press("Escape");
    await within(timeout, isGone);
    await page.keyboard.press(key);
    await input.fill(text, { timeout });
  };
  /** Nothing is asked any more, or something else. */
  const isTaken = (text: string) => async () => {
    const written = await input.evaluateAll((nodes) =>
      nodes.map((node) => (node as { readonly value?: string }).value),
    );
    return !written.includes(text);
  };
  return {
    take: (key, text, label) =>
      again(
        `${text} is taken`,
        async (timeout) => {
          await open(key, text, timeout);
          // What is listed first is from before the text was written: another may still stand where Enter strikes.
          await focused.filter({ hasText: label }).waitFor({ timeout });
          await page.keyboard.press("Enter");
        },
        isTaken(text),
      ),
    enter: (key, text, led) =>
      again(
        `${text} is entered`,
        async (timeout) => {
          await open(key, text, timeout);
          await page.keyboard.press("Enter");
          await within(timeout, isGone);
        },
        led,
      ),
    async pick(label) {
      const row = rows.filter({ hasText: label }).first();
      await row.waitFor();
      await again(
        `${label} is picked`,
        async (timeout) => {
          if ((await row.count()) > 0) await row.click({ timeout });
        },
        async () => (await row.count()) === 0 || !(await row.isVisible()),
      );
    },
    async answer(title, text) {
      const asked = page.locator(".quick-input-title").filter({ hasText: title });
      await asked.waitFor();
      await input.fill(text);
      await page.keyboard.press("Enter");
      // The next question may have the same title.
      await again(`${title} is answered`, async () => {}, isTaken(text));
    },
    async offered(key, text, words) {
      await again(
        `${text} is offered`,
        (timeout) => open(key, text, timeout),
        async () => (await focused.filter({ hasText: words }).count()) > 0,
      );
      const titles = await rows.locator(".label-name").allTextContents();
      await page.keyboard.press("Escape");
      await within(2000, isGone);
      return titles;
    },
  };
}
