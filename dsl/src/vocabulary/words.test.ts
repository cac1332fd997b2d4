import { expect, test } from "vitest";
import { lex } from "../syntax/lexer.ts";
import { levelNames } from "../syntax/tokens.ts";
import { meaningfulWords, wordInfo } from "./words.ts";

test("every word of the language is explained, by an example that has it and can be read", () => {
  const all = [...meaningfulWords, ...levelNames];
  expect(all.filter((word) => wordInfo(word) === undefined)).toEqual([]);
  for (const word of all) {
    const { meaning, example } = wordInfo(word)!;
    expect(meaning, word).toMatch(/^[A-Z].*\.$/);
    expect(lex({ path: "a", text: example }).diagnostics, word).toEqual([]);
    if (!/day\b/.test(meaning)) expect(example, word).toMatch(new RegExp(`\\b${word}\\b`));
  }
});
