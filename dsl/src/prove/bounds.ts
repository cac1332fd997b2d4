/** Bounds of what is worked out from axes with bounds: a little wide, never too narrow. */

import type { Axis, SumSource } from "./axes.ts";
import { greatest } from "./doubles.ts";
import { known, type Range } from "./ranges.ts";
import { doubleOf } from "./rational.ts";

/** More than any rounding loses, relative to what is added. */
const pad = 1e-14;

export function boundsOfSum({ terms, constant }: SumSource, rangeOf: (axis: Axis) => Range): Range {
  let lo = doubleOf(constant);
  let hi = lo;
  let size = Math.abs(lo);
  for (const [axis, by] of terms) {
    const range = rangeOf(axis);
    const factor = doubleOf(by);
    const [a, b] = [factor * range.lo, factor * range.hi];
    lo += Math.min(a, b);
    hi += Math.max(a, b);
    size += Math.max(Math.abs(a), Math.abs(b));
  }
  return known(Math.max(-greatest, lo - size * pad), Math.min(greatest, hi + size * pad));
}

export function boundsOfAbsolute({ lo, hi }: Range): Range {
  return known(lo > 0 ? lo : hi < 0 ? -hi : 0, Math.max(Math.abs(lo), Math.abs(hi)));
}
