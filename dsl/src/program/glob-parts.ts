/** Globs taken apart at separators that no wildcard takes: soon tells most of them from each other. */

import { expansionsOf, type Token } from "./glob-overlap.ts";

export interface GlobParts {
  /** The separators, in order: those of every match. */
  readonly outline: string;
  /** How what stands between them can begin and end, one for each choice of braces, without case. */
  readonly parts: readonly (readonly Ends[])[];
}

interface Ends {
  readonly prefix: string;
  readonly suffix: string;
}

/** Null where braces or brackets hold separators. */
export function partsOfGlob(glob: string, separators: string): GlobParts | null {
  let outline = "";
  const texts = [""];
  let depth = 0;
  for (const character of glob) {
    if ("{[".includes(character)) depth += 1;
    if ("}]".includes(character)) depth -= 1;
    if (separators.includes(character)) {
      if (depth !== 0) return null;
      outline += character;
      texts.push("");
    } else texts.push(texts.pop() + character);
  }
  return { outline, parts: texts.map(endsOf) };
}

/** Whether some text may match both: they begin and end alike, part by part. */
export function mayMeet(a: GlobParts, b: GlobParts): boolean {
  if (a.outline !== b.outline) return false;
  return a.parts.every((choices, index) => choices.some((one) => b.parts[index]!.some((other) => agree(one, other))));
}

function agree(a: Ends, b: Ends): boolean {
  if (!a.prefix.startsWith(b.prefix) && !b.prefix.startsWith(a.prefix)) return false;
  return a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
}

function endsOf(part: string): Ends[] {
  const choices = expansionsOf(part);
  // Of what is not looked into nothing is known.
  if (choices.length === 0) return [{ prefix: "", suffix: "" }];
  return choices.map(({ tokens }) => ({ prefix: literalStart(tokens), suffix: literalEnd(tokens) }));
}

function literalStart(tokens: readonly Token[]): string {
  const end = tokens.findIndex((token) => token.kind !== "literal");
  return textOf(end < 0 ? tokens : tokens.slice(0, end));
}

function literalEnd(tokens: readonly Token[]): string {
  const before = tokens.findLastIndex((token) => token.kind !== "literal");
  return textOf(tokens.slice(before + 1));
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.kind === "literal" ? token.character : "")).join("");
}
