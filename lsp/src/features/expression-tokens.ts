/** Parts of an expression that is being written, by its tokens. */

import type { TokenAt } from "@macro-engine/dsl";

type Tokens = readonly TokenAt[];

/** Index of the innermost `(` that is open at the end; -1: none. Words that end an expression close it. */
export function openParenthesis(tokens: Tokens): number {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const { type } = tokens[at]!;
    if (type === "RightParen") depth++;
    else if (type === "LeftParen" && --depth < 0) return at;
    else if (clauseWords.has(type)) return -1;
  }
  return -1;
}

const clauseWords: ReadonlySet<string> = new Set(["when", "for", "until", "message"]);

/** A keyword before a `(` is none: `when (`. */
export function isCallee({ type, text }: TokenAt): boolean {
  return type === "missing" || (/^[A-Za-z_]\w*$/.test(text) && !["and", "or", "not", ...clauseWords].includes(type));
}

export function argumentIndex(inside: Tokens): number {
  let depth = 0;
  let commas = 0;
  for (const { type } of inside) {
    if (type === "LeftParen") depth++;
    else if (type === "RightParen") depth--;
    else if (type === "Comma" && depth === 0) commas++;
  }
  return commas;
}

const segmentEnds: ReadonlySet<string> = new Set([
  ...["and", "or", "not", "when", "for", "until", "message"],
  ...["Comma", "Colon", "Arrow", "grace", "cooldown"],
]);

/** The end of the tokens that belongs to one comparison. */
export function segmentOf(tokens: Tokens): Tokens {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const { type } = tokens[at]!;
    if (type === "RightParen") depth++;
    else if (type === "LeftParen") depth--;
    else if (depth === 0 && segmentEnds.has(type)) return tokens.slice(at + 1);
  }
  return tokens;
}

/** Index of the last such token outside of parentheses. */
export function lastOutside(tokens: Tokens, isIt: (type: string) => boolean): number {
  let depth = 0;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const { type } = tokens[at]!;
    if (type === "RightParen") depth++;
    else if (type === "LeftParen") depth--;
    else if (depth === 0 && isIt(type)) return at;
  }
  return -1;
}
