/** A text in lines and pieces: nothing of it is lost, and what is found is marked where it is. */

import { expect, test } from "vitest";
import type { PolicyFinding, Word } from "./policy-question.ts";
import { linesOf } from "./source-lines.ts";

const finding = (start: number, end: number, severity: PolicyFinding["severity"] = "error") =>
  ({
    severity,
    start,
    end,
    code: "x",
    message: "wrong",
    isLint: false,
    path: "a",
    line: 1,
    column: 1,
    fixes: [],
  }) as const;

const text = "rule hot: warn\n  when fps < 3\n";
const words: Word[] = [
  { start: 0, end: 4, kind: "keyword" },
  { start: 10, end: 14, kind: "action" },
  { start: 17, end: 21, kind: "keyword" },
];

test("the lines are the text, whatever is marked in it", () => {
  const lines = linesOf(text, words, [finding(5, 20), finding(12, 30, "info")]);
  expect(lines.map((pieces) => pieces.map((piece) => piece.text).join(""))).toEqual(text.split("\n"));
});

test("a finding over several lines is marked on each, and the gravest shows", () => {
  const lines = linesOf(text, words, [finding(0, 30, "info"), finding(12, 20, "error")]);
  const marks = lines.map((pieces) => pieces.map((piece) => piece.finding?.severity ?? null));
  expect(marks[0]).toEqual(["info", "info", "info", "error"]);
  expect(marks[1]!.slice(0, 3)).toEqual(["error", "error", "info"]);
});

test("what is missing has no length: something beside it is marked", () => {
  const marked = (at: number) =>
    linesOf(text, [], [finding(at, at)])
      .flat()
      .filter((piece) => piece.finding !== null)
      .map((piece) => piece.text);
  expect(marked(14)).toEqual(["n"]);
  expect(marked(0)).toEqual(["r"]);
  expect(marked(text.length)).toEqual([]);
});

test("lines that end as on Windows show no sign of it", () => {
  const lines = linesOf("a\r\nb", [], []);
  expect(lines.map((pieces) => pieces.map((piece) => piece.text).join(""))).toEqual(["a", "b"]);
});
