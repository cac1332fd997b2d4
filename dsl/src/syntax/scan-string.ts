/** Reads what stands between double quotes: the pieces of text, the escapes, and a message's `{expr}`. */

import type { Span } from "./source.ts";

export type StringPiece =
  | { readonly kind: "text"; readonly text: string; readonly span: Span }
  /** `{…}` of a message; `span` is the expression between the braces. */
  | { readonly kind: "value"; readonly span: Span };

export type StringProblem =
  | { readonly kind: "unterminated"; readonly span: Span }
  | { readonly kind: "escape"; readonly span: Span; readonly reason: "unknown" | "unicode" }
  | { readonly kind: "open-brace" | "close-brace"; readonly span: Span };

export interface ScannedString {
  /** After the closing quote; without one, where the string is taken to end. */
  readonly end: number;
  readonly closed: boolean;
  readonly pieces: readonly StringPiece[];
  readonly problems: readonly StringProblem[];
}

const plainEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  n: "\n",
  t: "\t",
  "{": "{",
  "}": "}",
};
const unicodeEscape = /\\u\{([0-9A-Fa-f]{1,6})\}/y;
const unicodeAttempt = /\\u(?:\{[0-9A-Za-z]*\}?|[0-9A-Fa-f]{1,4})?/y;

/** Reads the string whose opening quote stands at `start`; `interpolated` is a message's. */
export function scanString(text: string, start: number, interpolated: boolean): ScannedString {
  const close = closingQuote(text, start + 1);
  const problems: StringProblem[] = [];
  const contentEnd = close ?? guessedEnd(text, start + 1);
  if (close === null) problems.push({ kind: "unterminated", span: { start, end: contentEnd } });
  const pieces: StringPiece[] = [];
  let piece = "";
  let valueEnd = -1;
  let pieceStart = start + 1;
  let plainStart = start + 1;
  let at = start + 1;
  const endPiece = () => {
    piece += text.slice(plainStart, at);
    if (at > pieceStart) pieces.push({ kind: "text", text: piece, span: { start: pieceStart, end: at } });
    piece = "";
  };
  while (at < contentEnd) {
    const character = text[at]!;
    if (character === "\\") {
      const read = readEscape(text, at, contentEnd, problems);
      piece += text.slice(plainStart, at) + read.text;
      at = plainStart = read.end;
      continue;
    }
    if (interpolated && character === "{") {
      if (valueEnd < at) valueEnd = offsetOf("}", text, at, contentEnd);
      const end = valueEnd;
      if (end < contentEnd) {
        endPiece();
        pieces.push({ kind: "value", span: { start: at + 1, end } });
        at = pieceStart = plainStart = end + 1;
        continue;
      }
      if (close !== null) problems.push({ kind: "open-brace", span: { start: at, end: at + 1 } });
    } else if (interpolated && character === "}" && close !== null) {
      problems.push({ kind: "close-brace", span: { start: at, end: at + 1 } });
    }
    at++;
  }
  endPiece();
  return { end: close === null ? contentEnd : close + 1, closed: close !== null, pieces, problems };
}

/** Offset of a character in [from, limit), or `limit`. */
function offsetOf(character: string, text: string, from: number, limit: number): number {
  let at = from;
  while (at < limit && text[at] !== character) at++;
  return at;
}

/** Offset of the closing quote on this line, or null. */
function closingQuote(text: string, from: number): number | null {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return at;
    if (code === 10 || code === 13) return null;
    if (code === 92 && !isLineEnd(text.charCodeAt(at + 1))) at++;
  }
  return null;
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** An unclosed string ends with its line; braces at the line's end are a body's rather than the string's. */
function guessedEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  // No regular expression: blanks that may belong to several of its parts take it forever.
  let kept = text.slice(from, end).trimEnd();
  if (kept.endsWith("{")) return from + kept.slice(0, -1).trimEnd().length;
  while (kept.endsWith("}") && /\s/.test(kept.at(-2) ?? "")) kept = kept.slice(0, -1).trimEnd();
  return from + kept.length;
}

function readEscape(
  text: string,
  at: number,
  limit: number,
  problems: StringProblem[],
): { readonly text: string; readonly end: number } {
  const letter = at + 1 < limit ? text[at + 1]! : "";
  const plain = plainEscapes[letter];
  if (plain !== undefined) return { text: plain, end: at + 2 };
  unicodeEscape.lastIndex = at;
  const code = Number.parseInt(unicodeEscape.exec(text)?.[1] ?? "", 16);
  if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) {
    return { text: String.fromCodePoint(code), end: unicodeEscape.lastIndex };
  }
  unicodeAttempt.lastIndex = at;
  const attempt =
    letter === "u" ? unicodeAttempt.exec(text)![0] : text.slice(at, at + 1) + wholeCharacter(text, at + 1);
  const end = Math.max(at + 1, Math.min(at + attempt.length, limit));
  problems.push({ kind: "escape", span: { start: at, end }, reason: letter === "u" ? "unicode" : "unknown" });
  return { text: text.slice(at + 1, end), end };
}

function wholeCharacter(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}
