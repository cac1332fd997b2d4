/** Finds the declaration, member or step that a place of a file is in, by its tokens alone: in text that does not parse too. */

import { EOF, type IToken, type TokenType } from "chevrotain";
import { canFollow, isA, itemKeywords, meantKeyword, type Place } from "./landmarks.ts";
import * as tokens from "./tokens.ts";

export interface EnclosingItem {
  readonly place: Place;
  /** The keyword that opened the declaration around the place; null between declarations. */
  readonly declaration: IToken | null;
  /** What of the item stands before the place, misspelt keywords read as meant; empty between items. */
  readonly tokens: readonly IToken[];
}

const bodyOf: ReadonlyMap<TokenType, Place> = new Map<TokenType, Place>([
  [tokens.Template, "body"],
  [tokens.Profile, "body"],
  [tokens.Test, "test"],
  [tokens.Assert, "assert"],
]);

/** A keyword behind one of these was meant for a name. */
const naming: ReadonlySet<TokenType> = new Set<TokenType>([
  ...[tokens.Schedule, tokens.Metric, tokens.Let, tokens.Template, tokens.Profile, tokens.Assert],
  ...[tokens.Rule, tokens.Param, tokens.SetKeyword, tokens.Extends, tokens.By, tokens.Notify],
]);

const nothing: Pick<IToken, "tokenType" | "image"> = { tokenType: EOF, image: "" };

/** The item around the place behind the first `count` tokens of a file. Those behind it are looked at too. */
export function enclosingItem(text: string, all: readonly IToken[], count: number): EnclosingItem {
  let place: Place = "file";
  let declaration: IToken | null = null;
  let first = 0;
  for (let at = 0; at < count; at++) {
    const token = all[at]!;
    const declares: boolean = opens(text, all, at, tokens.declarationKeywords) && !isStep(all, at, place);
    if (declares) {
      place = "file";
      declaration = token;
      first = at;
    } else if (place === "file") {
      if (token.tokenType === tokens.RightBrace) declaration = null;
      const body: Place | undefined =
        token.tokenType === tokens.LeftBrace && declaration !== null ? bodyOf.get(typeOf(all, declaration)) : undefined;
      if (body !== undefined) place = body;
      if (body !== undefined || declaration === null) first = at + 1;
    } else if (token.tokenType === tokens.RightBrace) {
      place = "file";
      declaration = null;
      first = at + 1;
    } else if (opens(text, all, at, itemKeywords[place])) first = at;
  }
  return { place, declaration, tokens: meant(all.slice(first, count), all[count], itemKeywords[place]) };
}

/** The type of a token, which may be a misspelt keyword. */
function typeOf(all: readonly IToken[], token: IToken): TokenType {
  const next = all[all.indexOf(token) + 1] ?? (nothing as IToken);
  return meantKeyword(token, next, tokens.declarationKeywords) ?? token.tokenType;
}

/** Reads a misspelt keyword at the beginning of an item as what was meant. */
function meant(item: IToken[], following: IToken | undefined, keywords: readonly TokenType[]): IToken[] {
  const [first, second] = item;
  const next = second ?? following;
  if (first === undefined || next === undefined) return item;
  const type = meantKeyword(first, next, [...keywords, ...tokens.declarationKeywords]);
  return type === null ? item : [{ ...first, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! }, ...item.slice(1)];
}

/** In a test or an assertion, `profile heal` is a step, unless a body follows. */
function isStep(all: readonly IToken[], at: number, place: Place): boolean {
  if (all[at]!.tokenType !== tokens.Profile || (place !== "test" && place !== "assert")) return false;
  const after = all[at + 2]?.tokenType;
  return after !== tokens.LeftBrace && after !== tokens.Extends;
}

function opens(text: string, all: readonly IToken[], at: number, keywords: readonly TokenType[]): boolean {
  const token = all[at]!;
  const previous = all[at - 1];
  const next = all[at + 1] ?? (nothing as IToken);
  const isFirst = () => previous === undefined || text.slice(previous.endOffset! + 1, token.startOffset).includes("\n");
  if (!keywords.includes(token.tokenType)) {
    return isA(token, tokens.Name) && isFirst() && meantKeyword(token, next, keywords) !== null;
  }
  // `override rule` and `remove rule` are one item.
  if (token.tokenType === tokens.Rule && isModifier(previous)) return false;
  if (isFirst() || previous?.tokenType === tokens.LeftBrace || previous?.tokenType === tokens.RightBrace) return true;
  if (token.tokenType === tokens.At && all[at + 2]?.tokenType !== tokens.Colon) return !isOutcome(all, at);
  return canFollow(token.tokenType, next) || !naming.has(previous!.tokenType);
}

/** In its line, `at 5s` without `:` belongs to the outcome that stands before it. */
function isOutcome(all: readonly IToken[], at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const { tokenType } = all[before]!;
    if (tokenType === tokens.Expect) return true;
    // A bound stands there already, or no outcome can.
    if (!isA(all[before]!, tokens.Name)) return false;
  }
  return false;
}

function isModifier(token: IToken | undefined): boolean {
  return token?.tokenType === tokens.Override || token?.tokenType === tokens.Remove;
}
