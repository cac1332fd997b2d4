/** The levels that bounds on windows tell apart: each limit itself, and what lies between two. */

import { nextDown, nextUp } from "./doubles.ts";
import type { BoundedCall } from "./mixtures.ts";
import type { Range } from "./ranges.ts";

/** Between two cuts (an even place) or at one (odd), counted from below; `lo` and `hi` are the least and greatest values of it. */
export interface Level {
  readonly place: number;
  readonly lo: number;
  readonly hi: number;
}

/** Limits at which it matters on which side a sample lies: all but those of means. */
export function cutsOf(bounds: readonly BoundedCall[], domain: Range): number[] {
  const cuts = new Set<number>();
  for (const { call, range } of bounds) {
    if (call.function === "avg") continue;
    if (range.lo > domain.lo) cuts.add(range.lo);
    if (range.hi < domain.hi) cuts.add(range.hi);
  }
  return [...cuts].sort((a, b) => a - b);
}

export function levelsBetween(cuts: readonly number[], domain: Range, isWhole: boolean): Level[] {
  const above = (value: number) => (isWhole ? Math.floor(value) + 1 : nextUp(value));
  const below = (value: number) => (isWhole ? Math.ceil(value) - 1 : nextDown(value));
  const levels: Level[] = [];
  let lo = domain.lo;
  cuts.forEach((cut, at) => {
    levels.push({ place: 2 * at, lo, hi: below(cut) }, { place: 2 * at + 1, lo: cut, hi: cut });
    lo = above(cut);
  });
  levels.push({ place: 2 * cuts.length, lo, hi: domain.hi });
  // Nothing lies between neighbouring doubles.
  return levels.filter((level) => level.lo <= level.hi);
}
