/**
 * Texts that patterns match otherwise than before. All patterns read a text in step, as sets of places that they have come to: of
 * texts that come to the same places one stands for all, so that a finite number of them decides.
 */

import { commonTexts, type Expansion, type Token } from "../program/glob-overlap.ts";

/** A pattern with its braces chosen, and whose it is on each side. */
export interface Entry extends Expansion {
  readonly key: string;
  readonly profile: string;
  /** The place of its profile among those of each side; `nobody` where it is not there. */
  before: number;
  after: number;
}

/** Places that a text has come to, past which no more are looked at. */
const mostStates = 3000;
export const nobody = Number.POSITIVE_INFINITY;

/** For each entry the places that it may have come to, as bits. */
type State = readonly bigint[];

export interface Differing {
  readonly texts: readonly { readonly text: string; readonly accepted: readonly string[] }[];
  readonly isComplete: boolean;
}

/**
 * The shortest texts that are matched otherwise, one for all that the same patterns match. `isReordered`: who is first of equals
 * may have changed. `never`: characters that no such text holds.
 */
export function textsThatDiffer(all: readonly Entry[], isReordered: boolean, never: string): Differing {
  const hasChanged = ({ before, after }: Entry) => isReordered || before === nobody || after === nobody;
  const changed = all.filter(hasChanged);
  if (changed.length === 0) return { texts: [], isComplete: true };
  const entries = all.filter((one) => hasChanged(one) || changed.some((other) => mayMeet(one, other)));
  const isChanged = entries.map(hasChanged);
  const alphabet = alphabetOf(entries, never);
  const told = new Set<string>();
  const texts: Differing["texts"][number][] = [];
  let states: [State, string][] = [[entries.map(({ tokens }) => closed(tokens, 1n)), ""]];
  const seen = new Set<string>();
  while (states.length > 0) {
    const next: [State, string][] = [];
    for (const [state, text] of states) {
      const accepted = entries.filter(({ tokens }, at) => (state[at]! >> BigInt(tokens.length)) & 1n);
      const names = accepted.map(({ key }) => key);
      const isNew = text !== "" && !told.has(names.join());
      if (isNew) told.add(names.join());
      if (isNew && differs(accepted)) texts.push({ text, accepted: names });
      for (const character of alphabet) {
        const reached = state.map((places, at) => step(entries[at]!.tokens, places, character));
        // What no changed pattern can match any more is matched as before.
        if (!reached.some((places, at) => isChanged[at] && places !== 0n)) continue;
        const key = reached.join();
        if (seen.has(key)) continue;
        if (seen.size >= mostStates) return { texts, isComplete: false };
        seen.add(key);
        next.push([reached, text + character]);
      }
    }
    states = next;
  }
  return { texts, isComplete: true };
}

/** Whether the best of these is of another profile, or worth something else, on one side than on the other. */
function differs(accepted: readonly Entry[]): boolean {
  const [was, is] = (["before", "after"] as const).map((side) =>
    accepted
      .filter((entry) => entry[side] !== nobody)
      .sort((a, b) => b.literals - a.literals || a.wildcards - b.wildcards || a[side] - b[side])
      .at(0),
  );
  if (was === undefined || is === undefined) return was !== is;
  return was.profile !== is.profile || was.literals !== is.literals || was.wildcards !== is.wildcards;
}

function closed(tokens: readonly Token[], places: bigint): bigint {
  let all = places;
  tokens.forEach((token, at) => {
    if (token.kind === "run" && (all >> BigInt(at)) & 1n) all |= 1n << BigInt(at + 1);
  });
  return all;
}

function step(tokens: readonly Token[], places: bigint, character: string): bigint {
  if (places === 0n) return 0n;
  let reached = 0n;
  tokens.forEach((token, at) => {
    if (!((places >> BigInt(at)) & 1n) || !takes(token, character)) return;
    reached |= 1n << BigInt(token.kind === "run" ? at : at + 1);
  });
  return closed(tokens, reached);
}

export function takes(token: Token, character: string): boolean {
  if (token.kind === "literal") return token.character === character;
  return token.kind === "set" ? token.has(character) : true;
}

/** One character for all that every pattern takes alike; plain ones first. */
function alphabetOf(entries: readonly Entry[], never: string): string[] {
  const tokens = entries.flatMap((entry) => entry.tokens).filter(({ kind: of }) => of === "literal" || of === "set");
  const written = tokens.flatMap((token) =>
    token.kind === "literal" ? [token.character] : token.kind === "set" ? token.written : [],
  );
  const every = [..."xabcdefghijklmnopqrstuvwyz0123456789_-. ", ...written, ..."!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~", "é"];
  const classes = new Map<string, string>();
  for (const character of every) {
    if (never.includes(character)) continue;
    const key = tokens.map((token) => (takes(token, character) ? "1" : "0")).join("");
    if (!classes.has(key)) classes.set(key, character);
  }
  return [...classes.values()];
}

function mayMeet(one: Expansion, other: Expansion): boolean {
  return !commonTexts(one, other)[Symbol.iterator]().next().done;
}
