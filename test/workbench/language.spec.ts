import type { Locator } from "playwright-core";
import { afterAll, expect } from "vitest";
import { closeBrowser, test } from "./harness/test.ts";

afterAll(closeBrowser);

/** What of a page is asked for: the types of Node are those of the tests. */
interface Page {
  getComputedStyle(element: unknown): { readonly color: string };
}

const levels = "policies/levels.macropolicy";

test("a policy is coloured by what its words are", async ({ openWindow }) => {
  const editor = await openWindow({ open: levels });
  await expect.poll(() => editor.page.locator("#status\\.editor\\.mode").textContent()).toBe("Macro Policy");
  const colourOf = async (element: Locator) =>
    element.evaluate((node) => (globalThis as unknown as Page).getComputedStyle(node).color);
  const colour = (line: string, text: string) => colourOf(editor.line(line).getByText(text).last());
  const plain = await colourOf(editor.page.locator(".editor-instance .view-lines").first());
  const colours = async () => [
    plain,
    await colour("## Thresholds", "Thresholds"),
    await colour("template relaxed", "template"),
    await colour("param hold", "5s"),
    await colour("message", "CPU at"),
  ];
  // Comment, keyword, quantity and text: each in a colour of its own.
  await expect.poll(async () => new Set(await colours()).size).toBe(5);
  await editor.picture("highlighting");
});
