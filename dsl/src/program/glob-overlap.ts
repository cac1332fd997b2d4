/** Whether two globs match some text in common, and which. */

import { type GlobNode, type GlobScore, parseGlob } from "./glob.ts";

export type Token = Exclude<GlobNode, { kind: "choice" }>;

/** A glob with one choice made in each of its braces. */
export interface Expansion extends GlobScore {
  readonly tokens: readonly Token[];
}

/** Past so many choices a glob is not looked into. */
const expansionLimit = 256;

/** Every choice of a glob's braces; empty where there are too many. */
export function expansionsOf(glob: string): Expansion[] {
  const lists = expand(parseGlob(glob));
  if (lists.length > expansionLimit) return [];
  return lists.map((tokens) => {
    const literals = tokens.filter((token) => token.kind === "literal").length;
    return { tokens, literals, wildcards: tokens.length - literals };
  });
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

/** So many lengths beyond the shortest are tried: a short text may be somebody's own name. */
const longerTexts = 3;

/**
 * Texts that both match, in lower case, one of each length from the shortest on; none when there is no such text. Sets are
 * tried with the characters written in either; runs take none of the characters in `never`.
 */
export function* commonTexts(first: Expansion, second: Expansion, never = ""): Iterable<string> {
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

/** Whether a token matches a character; a run takes none of `never`. */
export function takes(token: Token, character: string, never = ""): boolean {
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
