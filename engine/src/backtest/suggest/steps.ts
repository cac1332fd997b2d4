/** The values that a threshold or a wait may be set to: round ones, as people would write them. */

import { dimensions, type NumericDimension } from "@macro-engine/dsl";

/** Values of one step and the next lie this far apart, in base units. */
function stepAt(value: number, dimension: NumericDimension): number {
  const magnitude = Math.abs(value);
  if (dimension === "percent") return magnitude < 2 ? 0.1 : 1;
  if (dimension === "framerate" || dimension === "temperature" || dimension === "count") return 1;
  const unit = largestUnit(magnitude, dimension);
  // Two digits of the unit in which it would be written.
  return unit * 10 ** (Math.floor(Math.log10(magnitude / unit)) - 1);
}

/** Bytes are counted in powers of two. */
function largestUnit(magnitude: number, dimension: NumericDimension): number {
  if (dimension !== "bytes" && dimension !== "bytes_per_second") return 1;
  const sizes = Object.entries(dimensions[dimension].units)
    .filter(([name]) => !/^[KMGT]B/.test(name))
    .map(([, size]) => size);
  return Math.max(1, ...sizes.filter((size) => size <= magnitude));
}

/** Steps past which nobody would look. */
const most = 2000;

/**
 * From a value in one direction, without the value itself, up to the first step past `end` (which is in, and is never
 * left), the nearest first.
 */
export function stepsFrom(value: number, direction: 1 | -1, dimension: NumericDimension, end: number): number[] {
  const steps: number[] = [];
  let at = value;
  while (steps.length < most && (end - at) * direction > 0) {
    const next = nextStep(at, direction, dimension);
    at = next;
    steps.push(at);
  }
  return steps;
}

function nextStep(value: number, direction: 1 | -1, dimension: NumericDimension): number {
  if (value === 0) return direction * smallestStep(dimension);
  // Towards zero, the digits are those of the decade below.
  const towardsZero = Math.sign(value) !== direction;
  const step = stepAt(towardsZero ? value * (1 - 1e-9) : value, dimension);
  const count = value / step;
  const next = direction > 0 ? Math.floor(count + 1 + 1e-9) : Math.ceil(count - 1 - 1e-9);
  const rounded = Number((next * step).toPrecision(12));
  // Below what anybody measures, zero is next.
  return towardsZero && Math.abs(rounded) < smallestStep(dimension) / 2 ? 0 : rounded;
}

function smallestStep(dimension: NumericDimension): number {
  if (dimension === "number") return 0.01;
  return dimension === "percent" ? 0.1 : dimensions[dimension].resolution;
}

/** Spacing of waits, by how long they are, ms. */
const waits: readonly (readonly [upToMs: number, stepMs: number])[] = [
  [30_000, 1000],
  [120_000, 5000],
  [600_000, 30_000],
  [3_600_000, 60_000],
  [Number.POSITIVE_INFINITY, 600_000],
];

/** Waits longer than `holdMs`, up to the first past `longestMs`. */
export function longerWaits(holdMs: number, longestMs: number): number[] {
  const found: number[] = [];
  for (let at = holdMs; at <= longestMs && found.length < most; ) {
    const [, step] = waits.find(([upTo]) => at < upTo)!;
    at = (Math.floor(at / step + 1e-9) + 1) * step;
    found.push(at);
  }
  return found;
}

/** Waits shorter than `holdMs`, the nearest first; the last is none at all. */
export function shorterWaits(holdMs: number): number[] {
  return [
    ...longerWaits(0, holdMs)
      .filter((wait) => wait < holdMs)
      .reverse(),
    ...(holdMs > 0 ? [0] : []),
  ];
}
