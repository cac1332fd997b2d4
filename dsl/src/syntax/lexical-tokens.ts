/** The words of a text as tools color and look them up; of a text that is broken too. */

import type { TokenType } from "chevrotain";
import { remembered } from "../remembered.ts";
import { lex } from "./lexer.ts";
import type { Source, Span } from "./source.ts";
import * as tokens from "./tokens.ts";

export type LexicalKind =
  | "keyword"
  /** Words that mean something in their place only; elsewhere they are names, as the tree tells. */
  | "action"
  | "day"
  | "target"
  | "word"
  | "name"
  | "quantity"
  | "time"
  /** A whole string; of a message each piece of text, the first and the last with their quotes apart. */
  | "string"
  | "operator"
  | "punctuation";

export interface LexicalToken {
  readonly kind: LexicalKind;
  readonly text: string;
  readonly span: Span;
}

const kinds: ReadonlyMap<TokenType, LexicalKind> = new Map<TokenType, LexicalKind>([
  ...[...tokens.keywordTypes.values()].map((type): [TokenType, LexicalKind] => [type, "keyword"]),
  [tokens.ActionWord, "action"],
  [tokens.DayWord, "day"],
  [tokens.DayGroup, "day"],
  [tokens.TargetWord, "target"],
  ...[tokens.All, tokens.By, tokens.To, tokens.No, tokens.Before, tokens.After, tokens.Clear].map(
    (type): [TokenType, LexicalKind] => [type, "word"],
  ),
  [tokens.Name, "name"],
  [tokens.DottedName, "name"],
  [tokens.QuantityToken, "quantity"],
  [tokens.TimeToken, "time"],
  ...[tokens.StringToken, tokens.MessageOpen, tokens.MessageText, tokens.MessageClose].map(
    (type): [TokenType, LexicalKind] => [type, "string"],
  ),
  ...[tokens.Assign, tokens.Arrow, tokens.Plus, tokens.Minus, tokens.Times, tokens.Divide, tokens.Comparison].map(
    (type): [TokenType, LexicalKind] => [type, "operator"],
  ),
]);

/** In the order of the text, never overlapping; comments are with the tree. */
export const lexicalTokens = remembered((source: Source): readonly LexicalToken[] =>
  lex(source).tokens.map(({ tokenType, image, startOffset, endOffset }) => ({
    kind: kinds.get(tokenType) ?? "punctuation",
    text: image,
    span: { start: startOffset, end: endOffset! + 1 },
  })),
);

/** The token around an offset; one that ends there counts, unless another begins. Null between tokens. */
export function lexicalTokenAt(source: Source, offset: number): LexicalToken | null {
  const all = lexicalTokens(source);
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  const token = all[low - 1];
  return token !== undefined && offset <= token.span.end ? token : null;
}
