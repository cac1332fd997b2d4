import type { Locator } from "playwright-core";
import { afterAll, expect } from "vitest";
import { again } from "./harness/again.ts";
import { closeBrowser, test } from "./harness/test.ts";

afterAll(closeBrowser);

/** What of a page is asked for: the types of Node are those of the tests. */
interface Page {
  getComputedStyle(element: unknown): { readonly color: string };
}

const heal = "policies/heal.macropolicy";
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

test("names are coloured by what they stand for", async ({ openWindow }) => {
  const editor = await openWindow({ open: levels });
  await editor.cursorAfter("for ho");
  const scopes = editor.page.locator(".token-inspect-widget");
  const said = async () => (await scopes.allTextContents()).join();
  // It says what was known when it was opened: semantic colours come a moment after those of the grammar.
  await again(
    "names have a meaning",
    async (timeout) => {
      if ((await scopes.count()) > 0) await editor.press("Escape");
      await editor.command("Developer: Inspect Editor Tokens and Scopes");
      await scopes.filter({ hasNotText: "Loading..." }).waitFor({ timeout });
    },
    async () => (await said()).includes("semantic token type"),
  );
  expect(await said()).toMatch(/semantic token type.*parameter/);
});

test("what a template brings stands in line, and who uses and tests what above it", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  await expect.poll(() => editor.line("profile heal").textContent()).toMatch(/relaxed.*3.rules,.2.params/);
  await expect.poll(() => editor.line("set cpu_usage_max").textContent()).toMatch(/was.90%.*85%.*=.80%/);
  const lenses = editor.page.locator(".editor-instance .codelens-decoration");
  await expect.poll(async () => (await lenses.allTextContents()).join("\n")).toMatch(/references[\s\S]*Run test/);
  await editor.picture("policy", { x: 352, y: 4, width: 844, height: 480 });
});
