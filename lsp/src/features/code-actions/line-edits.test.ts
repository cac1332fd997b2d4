import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits } from "../../testing/apply-edits.ts";
import { lineEdits } from "./line-edits.ts";

test("lines that are alike are not touched", () => {
  const before = "a\nb\nc\nd\ne\n";
  expect(lineEdits({ path: "x", text: before }, "a\nB\nc\nd\nf\ne\n")).toEqual([
    { file: "x", span: { start: 2, end: 4 }, text: "B\n" },
    { file: "x", span: { start: 8, end: 8 }, text: "f\n" },
  ]);
});

test("of equal texts there are none", () => {
  expect(lineEdits({ path: "x", text: "a\nb" }, "a\nb")).toEqual([]);
});

test("they lead from any text to any other, with Windows line ends and without a last one too", () => {
  const text = fc
    .array(fc.tuple(fc.constantFrom("", "a", "b", "c"), fc.constantFrom("\n", "\r\n")), { maxLength: 12 })
    .chain((lines) => fc.constantFrom("", "a").map((last) => lines.map((line) => line.join("")).join("") + last));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applyEdits(before, lineEdits({ path: "x", text: before }, after))).toBe(after);
    }),
    { seed: 4 },
  );
});
