/** The shapes of a chart that stands still: its scale, its lines, and which point is looked at. */

import type { Course } from "./line-chart.tsx";

export interface Scale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** Room for everything, in round steps; from zero where that wastes little. */
export function scaleOf({ min, max }: Course, limits: readonly number[], dimension: string): Scale {
  const values = [...min, ...max, ...limits].filter(Number.isFinite);
  const least = Math.min(...values, values.length === 0 ? 0 : Number.POSITIVE_INFINITY);
  const most = Math.max(...values, values.length === 0 ? 1 : Number.NEGATIVE_INFINITY);
  const from = least > 0 && least < most * 0.8 ? 0 : least;
  const room = most === from ? Math.abs(most) * 0.2 || 1 : 0;
  const step = roundStep((most - from + 2 * room) / 3, dimension);
  const low = Math.floor((from - room) / step) * step;
  // A little above the highest, so that a line at the limit is seen.
  const above = Math.ceil((most + room + step * 0.05) / step) * step;
  const high = dimension === "percent" && most <= 100 ? Math.min(above, 100) : above;
  return { low: least >= 0 ? Math.max(0, low) : low, high: high === low ? low + step : high, step };
}

/** 1, 2 or 5 times a power of ten; of two for bytes, of whole minutes for long durations. */
function roundStep(rough: number, dimension: string): number {
  if (dimension.startsWith("bytes") && rough >= 1) return 2 ** Math.ceil(Math.log2(rough));
  if (dimension === "duration" && rough > 20_000) {
    const steps = [30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
    return steps.find((step) => step >= rough) ?? 3_600_000 * Math.ceil(rough / 3_600_000);
  }
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((times) => times * power >= rough * 0.999) ?? 10) * power;
}

export function levelsOf({ low, high, step }: Scale): readonly number[] {
  return Array.from({ length: Math.floor((high - low) / step + 1e-9) + 1 }, (_, at) => low + at * step);
}

/** Paths in a field of 100 × 100, interrupted where a step is missing. */
export function lineOf(
  { time, min, avg, max, stepMs }: Course,
  x: (time: number) => number,
  y: (value: number) => number,
): { readonly line: string; readonly area: string } {
  let line = "";
  let area = "";
  for (let at = 0; at < time.length; ) {
    let end = at + 1;
    while (end < time.length && time[end]! - time[end - 1]! <= 3 * stepMs) end += 1;
    const stretch = Array.from({ length: end - at }, (_, index) => at + index);
    const point = (index: number, value: number) => `${round(x(time[index]!))} ${round(y(value))}`;
    line += `M${stretch.map((index) => point(index, avg[index]!)).join("L")}`;
    // A point alone has no length: a line cap shows it.
    if (stretch.length === 1) line += "h0.01";
    const upper = stretch.map((index) => point(index, max[index]!));
    const lower = stretch.toReversed().map((index) => point(index, min[index]!));
    area += `M${[...upper, ...lower].join("L")}Z`;
    at = end;
  }
  return { line, area };
}

/** The index of the nearest time; null where there is none. */
export function nearestAt(times: readonly number[], time: number): number | null {
  if (times.length === 0) return null;
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low > 0 && time - times[low - 1]! < times[low]! - time ? low - 1 : low;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
