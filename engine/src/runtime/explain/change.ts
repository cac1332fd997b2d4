/** The smallest change of one number of a rule that brings about another outcome, found and shown by playing again. */

import type { Direction } from "./numbers.ts";

/** Numbers to try, in the order in which they are farther from the present one. */
export interface Axis {
  readonly direction: Direction;
  /** Where the outcome may turn: what was measured, or how long the condition held. */
  readonly turns: readonly number[];
  /** Whether the number of a turn is itself beyond it; else the next one is. */
  readonly reached: boolean;
  /** The next number in a direction that means another thing. */
  beside(number: number, direction: Direction): number;
}

export interface Bound {
  /** The turn at which the outcome changes. */
  readonly turn: number;
  /** Whether a number equal to `turn` is enough; else it must be beyond it. */
  readonly reached: boolean;
  /** The smallest change that is enough: `turn`, or the next number beyond it. */
  readonly number: number;
}

export type Search =
  | { readonly kind: "found"; readonly bound: Bound }
  /** None of the numbers, however far, changes the outcome. */
  | { readonly kind: "none" }
  | { readonly kind: "not-analysed"; readonly reason: string };

/** Rules whose outcome may turn several times are tried number by number; so many at most. */
export const mostTried = 300;

/**
 * The first number along the axis that brings about what is wanted. With `steady`, what one number brings about all farther
 * ones do, and halving finds it; else each is tried. Both sides of the bound are played before it is given.
 */
export function smallestChange(axis: Axis, wanted: (number: number) => boolean, steady: boolean): Search {
  const { turns, direction, reached } = axis;
  const beyond = (turn: number) => (reached ? turn : axis.beside(turn, direction));
  const within = (turn: number) => (reached ? axis.beside(turn, direction === 1 ? -1 : 1) : turn);
  if (!steady && turns.length > mostTried) {
    const reason = `its outcome may turn at each of ${turns.length} values, more than are tried`;
    return { kind: "not-analysed", reason };
  }
  const at = steady
    ? firstByHalving(turns, (turn) => wanted(beyond(turn)))
    : turns.findIndex((turn) => wanted(beyond(turn)));
  const turn = turns[at];
  if (turn === undefined) return { kind: "none" };
  const bound = { turn, reached, number: beyond(turn) };
  if (wanted(bound.number) && !wanted(within(turn))) return { kind: "found", bound };
  return { kind: "not-analysed", reason: "playing it again did not confirm the bound" };
}

/** Index of the first for which it holds, holding for all after it; the list's length where it holds for none. */
function firstByHalving(turns: readonly number[], holds: (turn: number) => boolean): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(turns[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
