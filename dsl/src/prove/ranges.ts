/**
 * The side of a box on one axis: a closed interval of doubles, and whether the axis may be missing. An open end is the closed
 * one at the neighbouring double, so that emptiness is exact.
 */

import { nextDown, nextUp } from "./doubles.ts";

export interface Range {
  /** More than `hi`: no value is allowed. */
  readonly lo: number;
  readonly hi: number;
  /** Missing is allowed. */
  readonly missing: boolean;
}

export const onlyMissing: Range = { lo: 1, hi: 0, missing: true };

export function known(lo: number, hi: number): Range {
  return { lo, hi, missing: false };
}

export function allowsValue(range: Range): boolean {
  return range.lo <= range.hi;
}

export function isEmpty(range: Range): boolean {
  return range.lo > range.hi && !range.missing;
}

/** One of the two where it lies within the other, so that comparing identities tells whether anything was lost. */
export function meet(a: Range, b: Range): Range {
  if (isWithin(a, b)) return a;
  if (isWithin(b, a)) return b;
  return { lo: Math.max(a.lo, b.lo), hi: Math.min(a.hi, b.hi), missing: a.missing && b.missing };
}

export function isWithin(inner: Range, outer: Range): boolean {
  if (inner.missing && !outer.missing) return false;
  return inner.lo > inner.hi || (inner.lo >= outer.lo && inner.hi <= outer.hi);
}

/** Narrowed to whole numbers. */
export function whole(range: Range): Range {
  const lo = Math.ceil(range.lo);
  const hi = Math.floor(range.hi);
  return lo === range.lo && hi === range.hi ? range : { lo, hi, missing: range.missing };
}

/** Values above a double, or at it. */
export function from(bound: number, open: boolean): number {
  return open ? nextUp(bound) : bound;
}

/** Values below a double, or at it. */
export function upTo(bound: number, open: boolean): number {
  return open ? nextDown(bound) : bound;
}

/** A plain number well inside, as people would say it; to be asked only where a value is allowed. */
export function pickInside({ lo, hi }: Range, isWhole: boolean): number {
  // What is this far away is no end that anybody has in mind: three centuries in ms, for one.
  const far = Math.min(1e13, 1e6 * Math.max(1e3, Math.abs(lo > -1e13 ? lo : hi)));
  const middle = lo + (hi - lo) / 2;
  if (lo === hi) return lo;
  let wanted: number;
  if (lo > -far && hi < far) wanted = middle;
  else if (lo > -far) wanted = lo === 0 ? 1 : Math.min(middle, lo + Math.max(1, Math.abs(lo) / 10));
  else if (hi < far) wanted = Math.max(middle, hi - Math.max(1, Math.abs(hi) / 10));
  else wanted = 0;
  if (isWhole) return Math.min(hi, Math.max(lo, Math.round(wanted)));
  for (let digits = 2; digits <= 15; digits += 1) {
    const rounded = Number(wanted.toPrecision(digits));
    if (rounded > lo && rounded < hi) return rounded;
  }
  return wanted >= lo && wanted <= hi ? wanted : lo;
}
