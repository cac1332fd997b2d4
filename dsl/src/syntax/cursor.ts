/** What stands around a place of a policy's text, and what may be written there: for editors, in text that does not parse too. */

import type { IToken, TokenType } from "chevrotain";
import { remembered } from "../remembered.ts";
import type { Comment } from "./ast.ts";
import { endOf } from "./build-ast.ts";
import { enclosingItem } from "./enclosing-item.ts";
import { type Expectations, expectationsAfter } from "./grammar-walk.ts";
import { isKind, itemKeywords, type Place } from "./landmarks.ts";
import { lex } from "./lexer.ts";
import { grammarRule } from "./parse.ts";
import { isClosed, isWithin, lastBefore, openBrace, openMessage } from "./quoted-text.ts";
import type { Source, Span } from "./source.ts";
import * as tokens from "./tokens.ts";
import { wordAt } from "./word-at.ts";

export interface TokenAt {
  /** As the grammar calls it: a keyword's own word, `Name`, `DottedName`, `Quantity`, `String`, `Colon`, … */
  readonly type: string;
  readonly text: string;
  readonly span: Span;
}

export interface Expected {
  readonly type: string;
  /** The rules of the grammar that it would stand in, the innermost last: `ruleMember … condition disjunction operand`. */
  readonly rules: readonly string[];
}

export type Cursor = CommentCursor | StringCursor | CodeCursor;

export interface CommentCursor {
  readonly kind: "comment";
  readonly comment: Comment;
}

interface Surroundings {
  readonly place: Place;
  /** Offset of the keyword that opened the declaration around the cursor; null between declarations. */
  readonly declaration: number | null;
  /** What of the declaration's header, the member or the step stands before the cursor. */
  readonly item: readonly TokenAt[];
}

/** Within a string's quotes, or behind an opening quote that is not closed. */
export interface StringCursor extends Surroundings {
  readonly kind: "string";
  /** Between the quotes. */
  readonly span: Span;
  /** Where a string may stand there. */
  readonly expected: readonly Expected[];
}

export interface CodeCursor extends Surroundings {
  readonly kind: "code";
  /** The name or quantity that the cursor touches; empty where it touches none. */
  readonly word: Span;
  /** What may stand in place of the word. */
  readonly expected: readonly Expected[];
  /** The item, or a message's value, may end before the word: what may come next is among what is expected. */
  readonly mayEnd: boolean;
  /** The expression in a message's braces that the cursor is in, as far as it stands before the word; null outside of messages. */
  readonly inMessage: readonly TokenAt[] | null;
}

const itemRules: Readonly<Record<Place, string>> = {
  file: "declaration",
  body: "member",
  test: "step",
  assert: "assertStep",
};

const lexed = remembered(lex);

/** Between two values, not between two conditions. */
const operators: ReadonlySet<string> = new Set(
  tokens.allTokens
    .filter((type) => isKind(type, tokens.BinaryOperator) && type !== tokens.And && type !== tokens.Or)
    .map(({ name }) => name),
);

/** What stands around an offset; one outside of the text is taken for its nearest end. */
export function cursorAt(source: Source, offset: number): Cursor {
  const at = Math.max(0, Math.min(offset, source.text.length));
  const { tokens: all, comments } = lexed(source);
  const comment = comments.find(({ span }) => span.start < at && at <= span.end);
  if (comment !== undefined && !isInString(all, comment.span.start)) return { kind: "comment", comment };
  const around = all[lastBefore(all, at)];
  if (around?.tokenType === tokens.StringToken && isWithin(source, around, at)) return inString(source, all, around);
  const open = openMessage(source, all, at);
  if (open !== null) return inMessage(source, all, open, at);
  return inCode(source, all, at);
}

/** The tokens of a policy, in the order of the text. */
export function policyTokens(source: Source): readonly TokenAt[] {
  return lexed(source).tokens.map(tokenAt);
}

function isInString(all: readonly IToken[], offset: number): boolean {
  const token = all[lastBefore(all, offset)];
  return token?.tokenType === tokens.StringToken && offset < endOf(token);
}

function inString(source: Source, all: readonly IToken[], string: IToken): StringCursor {
  const { surroundings, expectations } = itemAt(source, all, all.indexOf(string));
  const end = endOf(string) - (isClosed(string.image) ? 1 : 0);
  const expected = expectations.next.filter(({ type }) => type === tokens.StringToken);
  return {
    kind: "string",
    ...surroundings,
    span: { start: string.startOffset + 1, end: Math.max(end, string.startOffset + 1) },
    expected: expected.map(plainly),
  };
}

function itemAt(source: Source, all: readonly IToken[], count: number) {
  const { place, declaration, tokens: item } = enclosingItem(source.text, all, count);
  const expectations: Expectations = expectationsAfter(grammarRule(itemRules[place]), item);
  const surroundings: Surroundings = {
    place,
    declaration: declaration?.startOffset ?? null,
    item: item.map(tokenAt),
  };
  return { surroundings, expectations, isEmpty: item.length === 0 };
}

function tokenAt(token: IToken): TokenAt {
  const span = { start: token.startOffset, end: endOf(token) };
  return { type: token.tokenType.name, text: token.image, span };
}

function plainly({ type, rules }: { type: TokenType; rules: readonly string[] }): Expected {
  return { type: type.name, rules };
}

// --- Code ---------------------------------------------------------------------------------------------------------

function inCode(source: Source, all: readonly IToken[], at: number): CodeCursor {
  const word = wordAt(source.text, at);
  const { surroundings, expectations, isEmpty } = itemAt(source, all, lastBefore(all, word.start) + 1);
  const mayEnd = expectations.mayEnd || isEmpty;
  const next = possible(expectations, surroundings.item);
  const expected = mayEnd ? [...next, ...nextItems(surroundings)] : next;
  return { kind: "code", ...surroundings, word, expected, mayEnd, inMessage: null };
}

/** The parser reads `not` behind `and` and `or` alone of the operators, which the grammar's description does not show. */
function possible({ next }: Expectations, before: readonly TokenAt[]): Expected[] {
  const last = before.at(-1)?.type;
  const deniable = last === undefined || !operators.has(last);
  return next.filter(({ type }) => deniable || type !== tokens.Not).map(plainly);
}

function nextItems({ place, item }: Surroundings): readonly Expected[] {
  // A body's header ends with its brace alone.
  const keywords =
    item.length === 0
      ? []
      : itemKeywords[place].map(({ name }): Expected => ({ type: name, rules: [itemRules[place]] }));
  return place === "file" ? keywords : [...keywords, { type: tokens.RightBrace.name, rules: [] }];
}

// --- Messages -----------------------------------------------------------------------------------------------------

function inMessage(source: Source, all: readonly IToken[], open: IToken, at: number): StringCursor | CodeCursor {
  const { surroundings } = itemAt(source, all, all.indexOf(open));
  const start = openBrace(source.text, open.startOffset + 1, at);
  const close = all.slice(all.indexOf(open)).find(({ tokenType }) => tokenType === tokens.MessageClose);
  const end = Math.max(at, close === undefined ? at : endOf(close) - (close.image.endsWith('"') ? 1 : 0));
  if (start === null)
    return { kind: "string", ...surroundings, span: { start: open.startOffset + 1, end }, expected: [] };
  const word = wordAt(source.text, at);
  const wordStart = Math.max(word.start, start);
  const before = lex({ path: source.path, text: source.text.slice(start, wordStart) }).tokens;
  const expectations = expectationsAfter(grammarRule("messageValue"), before);
  const next = expectations.next.map(plainly);
  const expected = expectations.mayEnd ? [...next, { type: tokens.ValueClose.name, rules: [] }] : next;
  const shifted = before
    .map(tokenAt)
    .map(({ span, ...rest }) => ({ ...rest, span: { start: span.start + start, end: span.end + start } }));
  return {
    kind: "code",
    ...surroundings,
    word: { start: wordStart, end: word.end },
    expected,
    mayEnd: expectations.mayEnd,
    inMessage: shifted,
  };
}
