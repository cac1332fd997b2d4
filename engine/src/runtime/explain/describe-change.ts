/** What a search for the smallest change has come to, as a change that can be told. */

import { exactQuantity, type NumericDimension } from "@macro-engine/dsl";
import type { Search } from "./change.ts";
import type { Change } from "./explanation.ts";
import type { Direction } from "./numbers.ts";

export type PlainChange = Omit<Change, "param">;
export type About = Pick<Change, "kind" | "text" | "dimension" | "action" | "from">;

export interface Describing {
  readonly direction: Direction;
  readonly range: readonly [number | null, number | null];
  /** Numbers to propose, the best first. */
  candidates(number: number): Iterable<number>;
  holds(number: number): boolean;
  /** The rule with the number, and its part that changes. */
  texts(number: number): { readonly rule: string; readonly part: string };
}

/** What a search has found, with a number of few digits that is enough. */
export function described(about: About, search: Search, describing: Describing): PlainChange {
  const { direction, range, candidates, holds, texts } = describing;
  const towards = direction === 1 ? "up" : "down";
  if (search.kind === "not-analysed") return unanalysed(about, search.reason);
  const inRange = (number: number) => number >= (range[0] ?? number) && number <= (range[1] ?? number);
  if (search.kind === "none" || !inRange(search.bound.number)) {
    const reason = search.kind === "none" ? "no change of it alone would have" : outOfRange(range, about.dimension);
    const nothing = { bound: null, inclusive: false, rounded: null, rule: null, part: null };
    return { ...about, outcome: "none", reason, direction: towards, ...nothing };
  }
  const { bound } = search;
  let rounded = bound.number;
  for (const number of candidates(bound.number)) {
    if (!inRange(number) || !holds(number)) continue;
    rounded = number;
    break;
  }
  return {
    ...about,
    outcome: "found",
    reason: null,
    bound: bound.turn,
    inclusive: bound.reached,
    direction: towards,
    rounded,
    ...texts(rounded),
  };
}

function outOfRange([least, greatest]: Describing["range"], dimension: NumericDimension): string {
  const text = (number: number) => exactQuantity(number, dimension);
  if (least === null || greatest === null) {
    const bound = least === null ? `${text(greatest!)} or less` : `${text(least)} or more`;
    return `no value of ${bound} would have`;
  }
  return `no value from ${text(least)} to ${text(greatest)} would have`;
}

export function unanalysed(about: About, reason: string): PlainChange {
  const nothing = { bound: null, inclusive: false, rounded: null, rule: null, part: null };
  return { ...about, outcome: "not-analysed", reason, direction: "up", ...nothing };
}
