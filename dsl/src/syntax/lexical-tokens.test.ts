import { expect, test } from "vitest";
import { lexicalTokenAt, lexicalTokens } from "./lexical-tokens.ts";

const kindsOf = (text: string) => lexicalTokens({ path: "a", text }).map(({ kind, text }) => `${kind} ${text}`);

test("words are told apart as far as the text alone tells", () => {
  expect(kindsOf('rule fri: cancel when cpu.usage > 80% message "at {cpu.usage}!"')).toEqual([
    "keyword rule",
    "day fri",
    "punctuation :",
    "action cancel",
    "keyword when",
    "name cpu.usage",
    "operator >",
    "quantity 80%",
    "keyword message",
    'string "',
    "string at ",
    "punctuation {",
    "name cpu.usage",
    "punctuation }",
    "string !",
    'string "',
  ]);
});

test("the token at an offset is the one that begins there, else the one that ends there", () => {
  const source = { path: "a", text: "let a=80%  # b" };
  const at = (offset: number) => lexicalTokenAt(source, offset)?.text ?? null;
  expect([0, 3, 4, 5, 6, 9, 10].map(at)).toEqual(["let", "let", "a", "=", "80%", "80%", null]);
});
