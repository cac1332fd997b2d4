/** Thresholds next to each other: the next double, and round ones that people would write. */

import { type Dimension, dimensions, inBaseUnits } from "@macro-engine/dsl";

export type Direction = 1 | -1;

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next double in a direction. */
export function beside(x: number, direction: Direction): number {
  if (x === 0) return direction * Number.MIN_VALUE;
  double[0] = x;
  bits[0]! += x > 0 === direction > 0 ? 1n : -1n;
  return double[0]!;
}

/** What is nearer to nothing is the neighbour of 0. */
const tiny = 1e-12;

/** Units that people write thresholds in, largest first. */
function unitsOf(dimension: Dimension): readonly number[] {
  const units = Object.entries(dimensions[dimension].units).filter(([unit]) => !/^[KMGT]B|°/.test(unit));
  return units.length === 0 ? [1] : units.map(([, size]) => size).sort((a, b) => b - a);
}

/**
 * The values at or beyond x in a direction that have few digits, from three on, in the unit that x is printed in: 91.27 →
 * 91.3, 91.27. Each is followed by its next neighbour of as many digits, for who needs more than x itself.
 */
export function* rounder(x: number, direction: Direction, dimension: Dimension): Generator<number> {
  const magnitude = Math.abs(x);
  if (magnitude < tiny) {
    yield 0;
    for (const step of [0.01, 1]) yield step * direction;
    return;
  }
  const units = unitsOf(dimension);
  const size = units.find((unit) => magnitude / unit >= 1 - 1e-12) ?? units.at(-1)!;
  const exponent = Math.floor(Math.log10(magnitude / size));
  for (let digits = 3; digits <= 15; digits += 1) {
    const decimals = dimension === "count" ? 0 : Math.max(0, digits - 1 - exponent);
    if (decimals > 15) return;
    const scaled = (x / size) * 10 ** decimals;
    // A hair's breadth is the dust of the division, not a digit.
    const nearest = Math.round(scaled);
    const isWhole = Math.abs(scaled - nearest) <= 1e-9 * Math.max(1, Math.abs(scaled));
    const whole = isWhole ? nearest : direction > 0 ? Math.ceil(scaled) : Math.floor(scaled);
    for (const step of [whole, whole + direction]) {
      const value = inBaseUnits((step / 10 ** decimals).toFixed(decimals), size);
      if ((value - x) * direction >= 0) yield value;
    }
  }
}
