/** Doubles as the evaluator computes with them: neighbours, and where a monotone function crosses a bound. */

const value = new Float64Array(1);
const bits = new BigInt64Array(value.buffer);

/** Metrics and what is computed from them stay below this: what would overflow is no value that anybody measures. */
export const greatest = 1e100;

/** Place of a double among all doubles: neighbours differ by one, and both zeros are 0. */
function placeOf(double: number): bigint {
  value[0] = double;
  const raw = bits[0]!;
  return raw >= 0n ? raw : -(raw & 0x7fffffffffffffffn);
}

function atPlace(place: bigint): number {
  bits[0] = place >= 0n ? place : -place;
  return place >= 0n ? value[0]! : -value[0]!;
}

export function nextUp(double: number): number {
  return double === Number.POSITIVE_INFINITY ? double : atPlace(placeOf(double) + 1n);
}

export function nextDown(double: number): number {
  return -nextUp(-double);
}

/** The least double in [lo, hi] at which a condition holds that, once true, stays true; null when it never does. */
export function leastWhere(lo: number, hi: number, holds: (double: number) => boolean): number | null {
  if (!holds(hi)) return null;
  if (holds(lo)) return lo;
  let below = placeOf(lo);
  let above = placeOf(hi);
  while (above - below > 1n) {
    const middle = (above + below) / 2n;
    const between = middle === below ? below + 1n : middle;
    if (holds(atPlace(between))) above = between;
    else below = between;
  }
  return atPlace(above);
}

/** The greatest double in [lo, hi] at which a condition holds that, once false, stays false; null when it never does. */
export function greatestWhere(lo: number, hi: number, holds: (double: number) => boolean): number | null {
  const least = leastWhere(-hi, -lo, (double) => holds(-double));
  return least === null ? null : 0 - least;
}
