/** What the editor colours agrees with what the lexer reads, for every character of every token. */

import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { IToken } from "chevrotain";
import { describe, expect, test } from "vitest";
import { lex } from "../../dsl/src/syntax/lexer.ts";
import * as tokens from "../../dsl/src/syntax/tokens.ts";
import { randomFrom } from "../../dsl/src/testing/random.ts";
import { randomPolicy } from "../../dsl/src/testing/random-policy.ts";
import { grammar } from "./grammar.ts";
import { highlighter } from "./testing/scopes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const byGrammar = await highlighter(grammar());

const keywordScope =
  /^(storage\.type|storage\.modifier|keyword\.(control|other|operator\.wordlike)|constant\.language)/;
const placedScope = /^(support\.constant|constant\.language|keyword\.other|variable\.other|entity\.name|support\.type)/;
const nameScope = /^(variable\.other|entity\.name|support\.(function|variable|type)|constant\.language\.level)/;
const operatorScope = /^(keyword\.operator|punctuation)/;

/** What the innermost scope of each character of a token has to be. */
const expected = new Map<string, RegExp>([
  [tokens.Name.name, nameScope],
  [tokens.DottedName.name, nameScope],
  [tokens.QuantityToken.name, /^(constant\.numeric|keyword\.other\.unit)/],
  [tokens.TimeToken.name, /^constant\.numeric\.time/],
  [tokens.StringToken.name, /^(string\.quoted|punctuation\.definition\.string|constant\.character\.escape)/],
  [tokens.MessageOpen.name, /^punctuation\.definition\.string\.begin/],
  [tokens.MessageText.name, /^(string\.interpolated|constant\.character\.escape)/],
  [tokens.ValueOpen.name, /^punctuation\.definition\.template-expression\.begin/],
  [tokens.ValueClose.name, /^punctuation\.definition\.template-expression\.end/],
  [tokens.MessageClose.name, /^punctuation\.definition\.string\.end/],
  [tokens.Missing.name, /^(constant\.language|support\.function)/],
]);

function expectedScope({ tokenType }: IToken): RegExp {
  const own = expected.get(tokenType.name);
  if (own !== undefined) return own;
  if (tokens.keywordTypes.get(tokenType.name) === tokenType) return keywordScope;
  return [...tokens.wordTypes.values()].includes(tokenType) ? placedScope : operatorScope;
}

/** Where editor and lexer differ, as a person would look for it. */
function disagreements(text: string, highlight = byGrammar): string[] {
  const lexed = lex({ path: "a.macropolicy", text });
  const scopes = highlight(text);
  const found: string[] = [];
  const compare = (start: number, end: number, wanted: RegExp, kind: string) => {
    for (let at = start; at < end; at++) {
      const innermost = scopes(at).at(-1) ?? "nothing";
      if (!wanted.test(innermost)) {
        found.push(`${kind} ${JSON.stringify(text.slice(start, end))} at ${start}: ${innermost}`);
        return;
      }
    }
  };
  for (const token of lexed.tokens) {
    compare(token.startOffset, token.endOffset! + 1, expectedScope(token), token.tokenType.name);
  }
  for (const { span, documentation } of lexed.comments) {
    const wanted = documentation ? /^comment\.line\.documentation/ : /^comment\.line\.number-sign/;
    compare(span.start, span.end, wanted, "comment");
  }
  return found;
}

const sound = (text: string) => lex({ path: "a", text }).diagnostics.length === 0;

describe("the grammar agrees with the lexer", () => {
  for (const path of globSync(["policies/**/*.macropolicy", "test/corpus/**/*.macropolicy"], { cwd: root })) {
    const text = readFileSync(`${root}/${path}`, "utf8");
    if (sound(text)) test(path, () => expect(disagreements(text)).toEqual([]));
  }

  test("random policies in every layout", () => {
    for (let seed = 0; seed < 150; seed++) {
      const random = randomFrom(seed);
      const text = randomPolicy(random, { layout: random.chance(0.5) ? "wild" : "plain" });
      expect(disagreements(text), `seed ${seed}:\n${text}`).toEqual([]);
    }
  });

  test("it would be seen if they did not", async () => {
    const { quantity: _, ...repository } = grammar().repository;
    const without = await highlighter({ ...grammar(), repository });
    const text = 'rule r: warn when fps < 5 message "{fps}"';
    expect(disagreements(text)).toEqual([]);
    expect(disagreements(text, without)).toEqual(['Quantity "5" at 24: source.macropolicy']);
  });
});

test("every reserved word is coloured as one, wherever it stands alone", () => {
  for (const word of tokens.keywords) {
    expect(byGrammar(word)(0).at(-1), word).toMatch(keywordScope);
    expect(byGrammar(`${word}.usage`)(0).at(-1), `${word}.usage`).toMatch(nameScope);
    expect(byGrammar(`${word}_max`)(0).at(-1), `${word}_max`).toMatch(nameScope);
  }
});

test("placeholders of messages are coloured inside, and end with their brace", () => {
  const text = 'message "CPU {p95(cpu.usage, 5m)} \\{no\\} {a" for 5s';
  const scopes = byGrammar(text);
  const at = (part: string) => scopes(text.indexOf(part)).at(-1);
  expect(at("p95")).toBe("support.function.macropolicy");
  expect(at("cpu.usage")).toBe("support.variable.metric.macropolicy");
  expect(at("m)")).toBe("keyword.other.unit.macropolicy");
  expect(at("no")).toBe("string.interpolated.message.macropolicy");
  expect(at("{a")).toBe("invalid.illegal.brace.macropolicy");
  expect(at("for")).toBe("keyword.control.macropolicy");
});

test("a string that nobody closed ends with its line", () => {
  const text = 'profile p { match macro "heal\n  grace 5s }\nrule r: warn when fps < 5 message "x {fps\n  rule';
  const scopes = byGrammar(text);
  expect(scopes(text.indexOf("grace")).at(-1)).toBe("storage.modifier.macropolicy");
  expect(scopes(text.lastIndexOf("rule")).at(-1)).toBe("storage.type.macropolicy");
});
