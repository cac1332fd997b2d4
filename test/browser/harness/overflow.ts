/** What makes a page wider than its window: nobody likes to scroll a phone sideways. */

import type { Page } from "playwright-core";

/** Elements that stick out to the right, and do not stand in something that scrolls; empty when the page fits. */
export function findOverflow(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll("main *")]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
          .filter((element) => {
            for (let around = element.parentElement; around !== null; around = around.parentElement)
              if (getComputedStyle(around).overflowX !== "visible") return false;
            return true;
          })
          .map((element) => element.outerHTML.slice(0, 120))
          .concat("the page is " + document.documentElement.scrollWidth + " wide, its window " + innerWidth)`);
}
