/** Where an offset is in strings and messages, closed or not. */

import type { IToken } from "chevrotain";
import { endOf } from "./build-ast.ts";
import type { Source } from "./source.ts";
import * as tokens from "./tokens.ts";

/** Index of the last token that begins before an offset; -1: none. */
export function lastBefore(all: readonly IToken[], offset: number): number {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.startOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** True inside a string's quotes, and at the end of one that is not closed. */
export function isWithin({ text }: Source, token: IToken, offset: number): boolean {
  if (text[token.startOffset] !== '"') return false;
  if (offset < endOf(token)) return true;
  return (
    !isClosed(token.image) &&
    text.slice(endOf(token), offset).trim() === "" &&
    !/\n/.test(text.slice(endOf(token), offset))
  );
}

export function isClosed(image: string): boolean {
  const escapes = /\\*(?="$)/.exec(image)?.[0].length ?? 0;
  return image.length > 1 && image.endsWith('"') && escapes % 2 === 0;
}

/** The opening quote of the message that an offset is in; null outside of one. A message stands on one line. */
export function openMessage({ text }: Source, all: readonly IToken[], at: number): IToken | null {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  for (let index = lastBefore(all, at); index >= 0; index--) {
    const { tokenType, startOffset, image } = all[index]!;
    if (startOffset < lineStart || (tokenType === tokens.MessageClose && image === '"')) return null;
    if (tokenType === tokens.MessageOpen) return all[index]!;
  }
  return null;
}

/** Behind the brace that is open at an offset of a message; null in its text. */
export function openBrace(text: string, from: number, to: number): number | null {
  let open: number | null = null;
  for (let at = from; at < to; at++) {
    if (text[at] === "\\" && open === null) at++;
    else if (text[at] === "{") open ??= at + 1;
    else if (text[at] === "}") open = null;
  }
  return open;
}
