/** What is done with the pointer: menus, buttons of rows, hovers. None of them listens from the moment that it is to be seen. */

import type { Locator, Page } from "playwright-core";
import { again } from "./again.ts";

export interface Pointer {
  /** Chooses an entry of the context menu of what is pointed at. */
  menu(of: Locator, entry: string): Promise<void>;
  /** Presses a row's button, which is there only while the row is pointed at and which another takes the place of. */
  button(row: Locator, label: string): Promise<void>;
  /** Points at it until what that brings is shown. */
  hover(over: Locator, brings: Locator): Promise<void>;
  /** Clicks it until what that brings is shown. */
  click(on: Locator, brings: Locator): Promise<void>;
}

export function createPointer(page: Page): Pointer {
  const entries = page.locator(".context-view .action-item");
  const isClosed = async () => !(await entries.first().isVisible());
  return {
    async menu(of, entry) {
      const item = entries.filter({ hasText: entry });
      await again(
        `${entry} is chosen`,
        async (timeout) => {
          // A menu that was opened before the window knew what it may do has the entry in grey, or not at all, and keeps it so.
          if (!(await isClosed())) await page.keyboard.press("Escape");
          await of.click({ button: "right", timeout });
          await page
            .locator(".context-view .action-item:not(.disabled)")
            .filter({ hasText: entry })
            .waitFor({ timeout });
          // It takes no click in its first tenth of a second, lest the one that opened it chooses too.
          await again(
            `${entry} is clicked`,
            async (ms) => {
              if (!(await isClosed())) await item.click({ timeout: ms });
            },
            isClosed,
          );
        },
        isClosed,
      );
    },
    async button(row, label) {
      const found = row.locator(`.action-label[aria-label^="${label}"]`);
      await row.hover();
      await found.first().waitFor();
      await again(
        `${label} is pressed`,
        async (timeout) => {
          // Of a row that is being drawn anew the editor does not say which it is: then the command asks, in the way of the next try.
          if (await page.locator(".quick-input-widget").isVisible()) await page.keyboard.press("Escape");
          await row.hover({ timeout });
          if ((await found.count()) > 0) await found.click({ timeout });
        },
        async () => (await found.count()) === 0,
      );
    },
    hover: (over, brings) =>
      again(
        "it is pointed at",
        async (timeout) => {
          // Lines move down when more is shown above them: the pointer has to come anew.
          await page.mouse.move(600, 780);
          await over.hover({ timeout });
        },
        () => brings.first().isVisible(),
      ),
    click: (on, brings) =>
      again(
        "it is clicked",
        (timeout) => on.click({ timeout }),
        () => brings.first().isVisible(),
      ),
  };
}
