/** Makers of rows: orders and sums of axes. */

import type { Axis } from "./axes.ts";
import { always, type Goal, never, type Row } from "./goals.ts";
import { negate, one, type Rational, rationalOf, zero } from "./rational.ts";

const minusOne = negate(one);

/** less < more, or less ≤ more. */
export function ordered(less: Axis, more: Axis, strict: boolean): Goal {
  if (less === more) return strict ? never : always;
  return {
    kind: "row",
    terms: [
      [less, one],
      [more, minusOne],
    ],
    relation: strict ? "<" : "<=",
    bound: zero,
    order: { less, more },
  };
}

export function equal(a: Axis, b: Axis): Goal {
  if (a === b) return always;
  return { ...(ordered(a, b, false) as Row), relation: "=" };
}

/** Σ coefficient · axis against a bound. */
export function sumRow(
  terms: readonly (readonly [Axis, Rational | number])[],
  relation: Row["relation"],
  bound: Rational | number,
): Row {
  return {
    kind: "row",
    terms: terms.map(([axis, by]) => [axis, typeof by === "number" ? rationalOf(by) : by]),
    relation,
    bound: typeof bound === "number" ? rationalOf(bound) : bound,
    order: null,
  };
}
