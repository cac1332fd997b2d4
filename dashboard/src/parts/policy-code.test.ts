/** Policy text in colour by the looks of its words. */

import { expect, test } from "vitest";
import { piecesOf } from "./policy-code.tsx";

test("the pieces are the text, and words look like what they are", () => {
  const text = 'rule hot: cancel when cpu.usage > 85% # why\n  message "it\'s {cpu.usage}"';
  const pieces = piecesOf(text);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  const colored = pieces.flatMap(({ kind, text: piece }) => (kind === null ? [] : [`${kind} ${piece}`]));
  expect(colored).toEqual([
    "keyword rule",
    "action cancel",
    "keyword when",
    "metric cpu.usage",
    "operator >",
    "quantity 85%",
    "comment # why",
    "keyword message",
    'string "it\'s {cpu.usage}"',
  ]);
});

test("a string without an end does not take the next line", () => {
  expect(piecesOf('message "open\nrule x').some(({ kind, text }) => kind === "keyword" && text === "rule")).toBe(true);
});
