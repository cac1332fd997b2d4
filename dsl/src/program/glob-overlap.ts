/** Whether two globs match some text in common, and which. */

import { type GlobNode, type GlobScore, parseGlob } from "./glob.ts";

type Token = Exclude<GlobNode, { kind: "choice" }>;

/** A glob with one choice made in each of its braces. */
export interface Expansion extends GlobScore {
  readonly tokens: readonly Token[];
  /** Characters that runs do not take. */
  readonly separators: string;
  /** The separators that it writes, in order: those of a match. */
  readonly outline: string;
  /** What the parts between them begin and end with, without case. */
  readonly parts: readonly { readonly prefix: string; readonly suffix: string }[];
}

/** Past so many choices a glob is not looked into. */
const expansionLimit = 256;

/** Every choice of a glob's braces; empty where there are too many. */
export function expansionsOf(glob: string, separators = ""): Expansion[] {
  const lists = expand(parseGlob(glob));
  return lists.length > expansionLimit ? [] : lists.map((tokens) => expansion(tokens, separators));
}

function expand(nodes: readonly GlobNode[]): Token[][] {
  let lists: Token[][] = [[]];
  for (const node of nodes) {
    if (node.kind !== "choice") for (const list of lists) list.push(node);
    else {
      const choices = node.options.flatMap(expand);
      lists = lists.flatMap((list) => choices.map((choice) => [...list, ...choice]));
    }
    if (lists.length > expansionLimit) break;
  }
  return lists;
}

function expansion(tokens: readonly Token[], separators: string): Expansion {
  const literals = tokens.filter((token) => token.kind === "literal").length;
  const parts: Token[][] = [[]];
  let outline = "";
  for (const token of tokens) {
    if (token.kind === "literal" && separators.includes(token.character)) {
      outline += token.character;
      parts.push([]);
    } else parts.at(-1)!.push(token);
  }
  const ends = parts.map((part) => ({ prefix: literalStart(part), suffix: literalEnd(part) }));
  return { tokens, literals, wildcards: tokens.length - literals, separators, outline, parts: ends };
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

/** Whether the parts of both can begin and end alike: soon told, and hardly ever so. */
function mayMeet(a: Expansion, b: Expansion): boolean {
  if (a.outline !== b.outline) return false;
  return a.parts.every(({ prefix, suffix }, index) => {
    const other = b.parts[index]!;
    const begin = prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix);
    return begin && (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix));
  });
}

/** So many lengths beyond the shortest are tried: a short text may be somebody's own name. */
const longerTexts = 3;

/**
 * Texts that both match, in lower case, one of each length from the shortest on; none when there is no such text. Sets are
 * tried with the characters written in either. Both of the same separators.
 */
export function* commonTexts(first: Expansion, second: Expansion): Iterable<string> {
  if (!mayMeet(first, second)) return;
  const never = first.separators;
  const [a, b] = [first.tokens, second.tokens];
  const alphabet = alphabetOf([...a, ...b]);
  let states: readonly State[] = [[0, 0, ""]];
  // Each character of a shortest text goes on in one of the two at least.
  let lengths = a.length + b.length + 1;
  let found = 0;
  for (; states.length > 0 && lengths > 0 && found <= longerTexts; lengths--) {
    const reached = closure(states, a, b);
    const end = reached.find(([at, of]) => at === a.length && of === b.length);
    if (end !== undefined) {
      found += 1;
      lengths += 1;
      yield end[2];
    }
    states = reached.flatMap((state) => step(state, a, b, { alphabet, never }));
  }
}

type State = readonly [at: number, of: number, text: string];

interface Characters {
  readonly alphabet: readonly string[];
  readonly never: string;
}

function step(
  [at, of, text]: State,
  a: readonly Token[],
  b: readonly Token[],
  { alphabet, never }: Characters,
): State[] {
  const [left, right] = [a[at], b[of]];
  if (left === undefined || right === undefined) return [];
  const character = alphabet.find((one) => takes(left, one, never) && takes(right, one, never));
  return character === undefined ? [] : [[after(left, at), after(right, of), text + character]];
}

/** A run may also be left without a character. */
function closure(states: readonly State[], a: readonly Token[], b: readonly Token[]): State[] {
  const found = new Map<number, State>();
  const open: State[] = [...states].reverse();
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const [at, of, text] = state;
    const key = at * (b.length + 1) + of;
    if (found.has(key)) continue;
    found.set(key, state);
    if (a[at]?.kind === "run") open.push([at + 1, of, text]);
    if (b[of]?.kind === "run") open.push([at, of + 1, text]);
  }
  return [...found.values()];
}

function after(token: Token, at: number): number {
  return token.kind === "run" ? at : at + 1;
}

function takes(token: Token, character: string, never: string): boolean {
  if (token.kind === "literal") return token.character === character;
  if (token.kind === "run") return !never.includes(character);
  return token.kind === "set" ? token.has(character) : true;
}

/** Enough to tell the tokens apart: what they write, and letters that stand for all others. */
function alphabetOf(tokens: readonly Token[]): string[] {
  const written = tokens.flatMap((token) => {
    if (token.kind === "literal") return [token.character];
    return token.kind === "set" ? token.written : [];
  });
  return [...new Set(["x", ...written, ..."abcdefghijklmnopqrstuvwyz0123456789_-. "])];
}
