import { afterAll, expect } from "vitest";
import { closeBrowser, test } from "./harness/test.ts";

afterAll(closeBrowser);

const heal = "policies/heal.macropolicy";

/** A row of the Testing view; its name says how the test ended. */
const rowOf = (name: string) => `.test-explorer [role=treeitem][aria-label*="${name}"]`;

test("tests are run from the Testing view, a failure stands at its expectation with what happened", async ({
  openWindow,
}) => {
  const late = `
test "late" {
  profile heal
  given fps = 10
  at 4s: memory.usage = 99%
  run 20s
  expect pause by low_fps at 5s
  expect cancel by memory_full at 9s
}
`;
  const editor = await openWindow({ open: heal, files: { "policies/late.macropolicy": late } });
  const { page } = editor;
  await editor.open("policies/late.macropolicy");
  await editor.command("Testing: Focus on Test Explorer View");
  // All that are known by then.
  for (const file of ["heal.macropolicy", "late.macropolicy"]) await page.locator(rowOf(file)).first().waitFor();
  await editor.command("Test: Run All Tests");
  await page.locator(rowOf("heal.macropolicy (Passed)")).first().waitFor();
  await page.locator(rowOf("late.macropolicy (Failed)")).first().waitFor();
  await editor.picture("testing-view");
  await editor.command("Test: Peek Output");
  const peek = page.locator(".test-output-peek, .peekview-widget").first();
  await expect.poll(() => peek.textContent()).toContain("there was pause by low_fps at 3s");
  await editor.picture("testing-peek");
});

test("coverage marks the rules that tests made fire", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const { page } = editor;
  await editor.command("Testing: Focus on Test Explorer View");
  await page.locator(rowOf("heal.macropolicy")).first().waitFor();
  await editor.command("Test: Run All Tests with Coverage");
  await page.locator(rowOf("heal.macropolicy (Passed)")).first().waitFor();
  await editor.open(heal);
  await page.locator(".coverage-deco-gutter").first().waitFor();
  await editor.picture("coverage");
});

test("a test is run from the line above it", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const { page } = editor;
  await editor.cursorAfter('test "trouble that stays ends it" {');
  const run = page.locator(".contentWidgets .codelens-decoration a").filter({ hasText: "Run test" }).first();
  await editor.click(run, page.locator(".testing-run-glyph.codicon-testing-passed-icon"));
});

test("tests are run again whenever a policy is saved, while that is asked for", async ({ openWindow }) => {
  const editor = await openWindow({ open: heal });
  const { page } = editor;
  await editor.command("Testing: Focus on Test Explorer View");
  const row = page.locator(rowOf("heal.macropolicy")).first();
  await editor.button(row, "Turn on Continuous Run");
  await editor.open(heal);
  await editor.cursorAfter("expect cancel by memory_full at ");
  await editor.type("1");
  await editor.save();
  await page.locator(rowOf("heal.macropolicy (Failed)")).first().waitFor();
  await editor.press("Escape", "Backspace");
  await editor.save();
  await page.locator(rowOf("heal.macropolicy (Passed)")).first().waitFor();
});
