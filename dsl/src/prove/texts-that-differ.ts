/**
 * Texts that patterns match otherwise than before. All patterns read a text in step: of texts that bring them all to the same
 * states one stands for all, so that a finite number of them decides.
 */

import { mayMeet } from "../program/glob-meet.ts";
import type { Expansion } from "../program/glob-overlap.ts";
import { dead, GlobSteps } from "../program/glob-steps.ts";

/** A pattern with its braces chosen, and whose it is on each side. */
export interface Entry extends Expansion {
  readonly key: string;
  readonly glob: string;
  readonly profile: string;
  /** The place of its profile among those of each side; `nobody` where it is not there. */
  before: number;
  after: number;
}

/** So many states, of all patterns together, are looked at in a group of patterns, and no more; fewer of many patterns. */
const mostStates = 3000;
const mostSteps = 200_000;
export const nobody = Number.POSITIVE_INFINITY;

interface DifferingText {
  readonly text: string;
  readonly accepted: readonly string[];
}

export interface Differing {
  readonly texts: readonly DifferingText[];
  /** Patterns that may match more such texts. */
  readonly unknown: readonly string[];
}

/**
 * The shortest texts that are matched otherwise, one for all that the same patterns match. `isReordered`: who is first of equals
 * may have changed. `never`: characters that no such text holds.
 */
export function textsThatDiffer(all: readonly Entry[], isReordered: boolean, never: string): Differing {
  const hasChanged = ({ before, after }: Entry) => isReordered || before === nobody || after === nobody;
  const found = groupsOf(all, hasChanged).map((group) => differingIn(group, hasChanged, never));
  return { texts: found.flatMap(({ texts }) => texts), unknown: found.flatMap(({ unknown }) => unknown) };
}

/** Patterns that a text may be matched by together, of which some have changed: what happens to the others is no matter. */
function groupsOf(all: readonly Entry[], hasChanged: (entry: Entry) => boolean): readonly (readonly Entry[])[] {
  const groups: Entry[][] = [];
  for (const entry of all.filter(hasChanged)) {
    const meeting = all.filter((other) => other === entry || mayMeet(entry, other));
    const joined = groups.filter((group) => meeting.some((one) => group.includes(one)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([...new Set([...joined.flat(), ...meeting])]);
  }
  return groups;
}

/** Shortest first, by breadth. */
function differingIn(entries: readonly Entry[], hasChanged: (entry: Entry) => boolean, never: string): Differing {
  const isChanged = entries.map(hasChanged);
  const alphabet = alphabetOf(entries, never);
  const globs = entries.map(({ tokens }) => new GlobSteps(tokens, alphabet));
  const told = new Set<string>();
  const texts: DifferingText[] = [];
  const seen = new Set<string>();
  const most = Math.min(mostStates, mostSteps / entries.length);
  let states: [readonly number[], string][] = [[globs.map(({ start }) => start), ""]];
  while (states.length > 0) {
    const next: [readonly number[], string][] = [];
    for (const [state, text] of states) {
      const accepted = entries.filter((_, at) => globs[at]!.accepts(state[at]!));
      const names = accepted.map(({ key }) => key);
      const isNew = text !== "" && !told.has(names.join());
      if (isNew) told.add(names.join());
      if (isNew && differs(accepted)) texts.push({ text, accepted: names });
      for (const [character, written] of alphabet.entries()) {
        const reached = state.map((one, at) => globs[at]!.step(one, character));
        // What no changed pattern can match any more is matched as before.
        if (!reached.some((one, at) => isChanged[at] && one !== dead)) continue;
        const key = reached.join();
        if (seen.has(key)) continue;
        if (seen.size >= most) return { texts, unknown: entries.filter(hasChanged).map(({ glob }) => glob) };
        seen.add(key);
        next.push([reached, text + written]);
      }
    }
    states = next;
  }
  return { texts, unknown: [] };
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

/** One character for all that every pattern takes alike; plain ones first. */
function alphabetOf(entries: readonly Entry[], never: string): string[] {
  const tokens = entries.flatMap((entry) => entry.tokens);
  const literals = new Set(tokens.flatMap((token) => (token.kind === "literal" ? [token.character] : [])));
  const sets = [...new Set(tokens.filter((token) => token.kind === "set"))];
  const written = [...literals, ...sets.flatMap((set) => set.written)];
  const every = [..."xabcdefghijklmnopqrstuvwyz0123456789_-. ", ...written, ..."!\"#$%&'()*+,/:;<=>?@[\\]^`{|}~", "é"];
  const classes = new Map<string, string>();
  for (const character of every) {
    if (never.includes(character)) continue;
    const key = `${literals.has(character) ? character : ""} ${sets.map((set) => (set.has(character) ? 1 : 0)).join("")}`;
    if (!classes.has(key)) classes.set(key, character);
  }
  return [...classes.values()];
}
