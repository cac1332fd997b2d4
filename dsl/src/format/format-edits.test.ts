import { describe, expect, test } from "vitest";
import { parse } from "../syntax/parse.ts";
import { format } from "./format.ts";
import { formatEdits, type TextEdit } from "./format-edits.ts";

function apply(text: string, edits: readonly TextEdit[]): string {
  return edits
    .toReversed()
    .reduce((now, { span, text: fresh }) => now.slice(0, span.start) + fresh + now.slice(span.end), text);
}

const text = `let a=5s
profile p {level   safe # why
   rule x: warn when a or b for 5s   # because

   rule y: warn when ((c)) > 5
}`;
const parsed = parse({ path: "a.macropolicy", text });

test("edits lead to the formatted text, and touch no word", () => {
  const edits = formatEdits(parsed);
  expect(apply(text, edits)).toBe(format(parsed));
  for (const { span, text: fresh } of edits) {
    expect(text.slice(span.start, span.end)).toMatch(/^[\s()]*$/);
    expect(fresh).toMatch(/^[\s()]*$/);
  }
});

test("of a formatted text there are none", () => {
  expect(formatEdits({ path: "a.macropolicy", text: format(parsed) })).toEqual([]);
});

describe("of a range", () => {
  test("are those of the members that it touches, pairs of parentheses included", () => {
    const at = text.indexOf("warn when a") + 2;
    expect(apply(text, formatEdits(parsed, { range: { start: at, end: at } }))).toBe(
      `let a=5s
profile p {level   safe # why
  rule x: warn when (a or b) for 5s # because

   rule y: warn when ((c)) > 5
}`
        .replace("# why\n  rule", "# why\n  rule")
        .replace("\n\n   rule y", "\n\n   rule y"),
    );
  });

  test("is in a line without members what stands there", () => {
    const at = text.indexOf("=5s");
    expect(apply(text, formatEdits(parsed, { range: { start: at, end: at } }))).toMatch(
      /^let a = 5s\n\nprofile p \{level {3}safe/,
    );
  });
});
