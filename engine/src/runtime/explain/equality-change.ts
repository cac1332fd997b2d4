/** The smallest change of a number that is compared by `==` or `!=`: away from it, or onto something that was measured. */

import { mostTried } from "./change.ts";
import { type About, type Describing, type PlainChange, unanalysed } from "./describe-change.ts";
import { beside, type Direction, rounder } from "./numbers.ts";

export interface EqualityQuestion extends Pick<Describing, "range" | "holds" | "texts"> {
  readonly about: About & { readonly from: number };
  /** What its measured side was, each value once. */
  readonly values: readonly number[];
}

/**
 * Numbers that nothing was equal to are all alike, and the nearest of them lies as near as one likes. Each of the others is
 * tried, the nearest first.
 */
export function equalityChange(question: EqualityQuestion): PlainChange {
  const { about, values, holds, texts } = question;
  const { from } = about;
  const away = unmeasured(question);
  const found = { ...about, outcome: "found", reason: null } as const;
  if (away !== null && holds(away.number)) {
    const { number, direction } = away;
    const bound = { bound: from, inclusive: false, direction: direction === 1 ? "up" : "down" } as const;
    return { ...found, ...bound, rounded: number, ...texts(number) };
  }
  const others = values.filter((value) => value !== from);
  if (others.length > mostTried) {
    return unanalysed(about, `it may turn at each of ${others.length} values, more than are tried`);
  }
  const onto = others
    .toSorted((one, other) => Math.abs(one - from) - Math.abs(other - from) || one - other)
    .find((value) => holds(value));
  if (onto !== undefined) {
    const bound = { bound: onto, inclusive: true, direction: onto > from ? "up" : "down" } as const;
    return { ...found, ...bound, rounded: onto, ...texts(onto) };
  }
  const nothing = { bound: null, inclusive: false, rounded: null, rule: null, part: null };
  return { ...about, outcome: "none", reason: "no change of it alone would have", direction: "up", ...nothing };
}

/** A number beside the present one, of few digits where there is one, that nothing was equal to. */
function unmeasured({ about, values, range }: EqualityQuestion) {
  const { from, dimension } = about;
  const measured = new Set([...values, from]);
  const fits = (number: number) =>
    !measured.has(number) && number >= (range[0] ?? number) && number <= (range[1] ?? number);
  const near = (direction: Direction) =>
    dimension === "count" ? wholeBeside(from, direction, measured.size) : rounder(from, direction, dimension);
  for (const numbers of [near, exactlyBeside(from)]) {
    for (const direction of [1, -1] satisfies Direction[]) {
      for (const number of numbers(direction)) if (fits(number)) return { number, direction };
    }
  }
  return null;
}

function* wholeBeside(from: number, direction: Direction, taken: number): Generator<number> {
  for (let step = 1; step <= taken + 1; step += 1) yield Math.round(from) + step * direction;
}

function exactlyBeside(from: number): (direction: Direction) => Iterable<number> {
  return (direction) => [beside(from, direction)];
}
