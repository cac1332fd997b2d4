/** Where reading can begin anew after an error: the keywords that open something, and what must follow them. */

import { EOF, type IToken, type TokenType } from "chevrotain";
import { nearest } from "../diagnostics/nearest.ts";
import * as tokens from "./tokens.ts";

/** What encloses the text being read. */
export type Place = "file" | "body" | "test" | "assert";

/** The keywords that open an item of each place. */
export const itemKeywords: Readonly<Record<Place, readonly TokenType[]>> = {
  file: tokens.declarationKeywords,
  body: tokens.memberKeywords,
  test: tokens.stepKeywords,
  assert: tokens.assertKeywords,
};

const anyName = [tokens.Name, tokens.DottedName];
const anyValue = [tokens.QuantityToken, tokens.Name];

/** What may stand after a keyword that opens an item. */
const followers: ReadonlyMap<TokenType, readonly TokenType[]> = new Map<TokenType, readonly TokenType[]>([
  [tokens.Schedule, [tokens.Name]],
  [tokens.Metric, anyName],
  [tokens.Let, [tokens.Name]],
  [tokens.Template, [tokens.Name]],
  [tokens.Profile, [tokens.Name]],
  [tokens.Test, [tokens.StringToken]],
  [tokens.Assert, [tokens.Name]],
  ...tokens.claimKeywords.map((type): [TokenType, TokenType[]] => [type, [tokens.When]]),
  [tokens.Level, [tokens.Name]],
  [tokens.Match, [tokens.TargetWord, tokens.StringToken]],
  [tokens.Grace, anyValue],
  [tokens.Cooldown, anyValue],
  [tokens.Notify, [tokens.Name]],
  [tokens.Param, [tokens.Name]],
  [tokens.SetKeyword, [tokens.Name]],
  [tokens.Rule, [tokens.Name]],
  [tokens.Override, [tokens.Rule]],
  [tokens.Remove, [tokens.Rule]],
  [tokens.Every, [tokens.QuantityToken]],
  [tokens.Start, [tokens.StringToken]],
  [tokens.Given, anyName],
  [tokens.At, [tokens.QuantityToken]],
  [tokens.From, [tokens.QuantityToken]],
  [tokens.Trace, [tokens.StringToken]],
  [tokens.Run, [tokens.QuantityToken]],
  [tokens.Expect, [tokens.Name]],
  [tokens.When, [...anyName, tokens.QuantityToken, tokens.Not, tokens.LeftParen, tokens.Missing, tokens.True]],
  [tokens.For, anyValue],
  [tokens.Until, [...anyName, tokens.QuantityToken, tokens.Not, tokens.LeftParen, tokens.Missing]],
  [tokens.Message, [tokens.StringToken]],
  [tokens.And, [...anyName, tokens.QuantityToken, tokens.Not, tokens.LeftParen, tokens.Missing, tokens.StringToken]],
  [tokens.Or, [...anyName, tokens.QuantityToken, tokens.Not, tokens.LeftParen, tokens.Missing, tokens.StringToken]],
  [tokens.Not, [...anyName, tokens.QuantityToken, tokens.Missing, tokens.True, tokens.False]],
  [tokens.Extends, [tokens.Name]],
]);

/** True when a token is of a type or of one that counts as it. */
export function isA(token: IToken, type: TokenType): boolean {
  return token.tokenTypeIdx === type.tokenTypeIdx || type.categoryMatchesMap![token.tokenTypeIdx] === true;
}

/** As `isA`, of a type. */
export function isKind(kind: TokenType, type: TokenType): boolean {
  return kind === type || type.categoryMatchesMap![kind.tokenTypeIdx!] === true;
}

/** True when `next` may stand after the keyword. */
export function canFollow(keyword: TokenType, next: IToken): boolean {
  return followers.get(keyword)?.some((type) => isA(next, type)) ?? false;
}

/** The keyword among `candidates` that a misspelt word was meant to be, or null. */
export function meantKeyword(word: IToken, next: IToken, candidates: readonly TokenType[]): TokenType | null {
  if (!isA(word, tokens.Name)) return null;
  const name = nearest(
    word.image,
    candidates.map((type) => type.name),
  );
  const meant = candidates.find((type) => type.name === name);
  return meant !== undefined && canFollow(meant, next) ? meant : null;
}

/** What no complete value can go on with, by place: the keywords that open an item there, the closing brace, the end. */
export const endingTypes: Readonly<Record<Place, ReadonlySet<TokenType>>> = {
  file: endingAt("file"),
  body: endingAt("body"),
  test: endingAt("test"),
  assert: endingAt("assert"),
};

/** The keywords that open an item anywhere. */
export const itemTypes: ReadonlySet<TokenType> = new Set(Object.values(itemKeywords).flat());

function endingAt(place: Place): ReadonlySet<TokenType> {
  return new Set<TokenType>([...itemKeywords[place], ...tokens.declarationKeywords, tokens.RightBrace, EOF]);
}
