/** Makes tree nodes out of tokens: the one place where spans come from. */

import type { IToken } from "chevrotain";
import type {
  ArithmeticOperator,
  Binary,
  ComparisonOperator,
  DayRange,
  ErrorExpression,
  Expression,
  Name,
  Quantity,
  Reference,
  StringLiteral,
} from "./ast.ts";
import type { Span } from "./source.ts";
import { dayGroups, dayNames, type TokenPayload } from "./tokens.ts";

/** True for the tokens that the parser makes up: the end of the file and what recovery inserts. Their offsets mean nothing. */
export function isMadeUp(token: IToken): boolean {
  return !(token.startOffset >= 0);
}

/** End of a token, 0 for one that is made up. */
export function endOf(token: IToken): number {
  return isMadeUp(token) ? 0 : token.endOffset! + 1;
}

/** The place of a token; one that is made up stands, empty, where the token before it ends. */
export function spanOf(token: IToken, previous: IToken): Span {
  if (!isMadeUp(token)) return { start: token.startOffset, end: token.endOffset! + 1 };
  const end = endOf(previous);
  return { start: end, end };
}

/** From the first token of something to the last one read. */
export function spanBetween(first: IToken, last: IToken): Span {
  const end = endOf(last);
  const start = isMadeUp(first) ? end : first.startOffset;
  return { start, end: Math.max(start, end) };
}

function payloadOf<Key extends string>(
  token: IToken,
  key: Key,
): Extract<TokenPayload, Record<Key, unknown>> | undefined {
  const payload = token.payload as TokenPayload | undefined;
  return payload !== undefined && key in payload ? (payload as Extract<TokenPayload, Record<Key, unknown>>) : undefined;
}

/** True for a word with characters that no name has. */
function isBrokenWord(token: IToken): boolean {
  return payloadOf(token, "broken") !== undefined;
}

export function nameOf(token: IToken): Name {
  return { kind: "name", text: token.image, span: { start: token.startOffset, end: token.endOffset! + 1 } };
}

export function referenceOf(token: IToken): Reference | ErrorExpression {
  const span = { start: token.startOffset, end: token.endOffset! + 1 };
  return isBrokenWord(token) ? { kind: "error", span } : { kind: "reference", name: token.image, span };
}

export function quantityOf(token: IToken): Quantity | ErrorExpression {
  const span = { start: token.startOffset, end: token.endOffset! + 1 };
  const quantity = payloadOf(token, "quantity")?.quantity ?? null;
  if (quantity === null) return { kind: "error", span };
  return { kind: "quantity", text: token.image, value: quantity.value, dimension: quantity.dimension, span };
}

/** Also reads pieces of messages. */
export function textOf(token: IToken): string {
  return payloadOf(token, "text")?.text ?? "";
}

export function stringOf(token: IToken): StringLiteral {
  return { kind: "string", value: textOf(token), span: { start: token.startOffset, end: token.endOffset! + 1 } };
}

/** Minutes since midnight; null when malformed. */
export function minutesOf(token: IToken): number | null {
  return payloadOf(token, "minutes")?.minutes ?? null;
}

/** What an operator token stands for: `=<` was read as `<=`. */
function operatorOf(token: IToken): string {
  return payloadOf(token, "text")?.text ?? token.image;
}

export function binaryOf(left: Expression, operator: IToken, right: Expression): Binary {
  const written = operatorOf(operator);
  return {
    kind: "binary",
    operator: (written === "=" ? "==" : written) as "and" | "or" | ComparisonOperator | ArithmeticOperator,
    operatorSpan: { start: operator.startOffset, end: operator.endOffset! + 1 },
    left,
    right,
    span: { start: left.span.start, end: Math.max(left.span.end, right.span.end) },
  };
}

/** `daily`, `mon`, `mon-fri`. */
export function dayRangeOf(first: IToken, last: IToken): DayRange {
  const group = Object.hasOwn(dayGroups, first.image) ? dayGroups[first.image as keyof typeof dayGroups] : null;
  const index = (token: IToken) => dayNames.indexOf(token.image as (typeof dayNames)[number]);
  const [from, to] = group ?? [index(first), index(last)];
  return { kind: "day-range", first: from, last: to, span: spanBetween(first, last) };
}
