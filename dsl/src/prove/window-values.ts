/** Values of windowed calls over invented samples, by their definitions: to aim by, never to claim by. */

import type { WindowFunction } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import { dimensions } from "../vocabulary/units.ts";
import type { AxisSource } from "./axes.ts";

export interface Call {
  /** `present`: the latest sample. */
  readonly function: WindowFunction | "forecast" | "present";
  readonly windowMs: number;
  readonly aheadMs: number;
}

/** The call of a windowed axis; of any other the present value. */
export function callOf(source: AxisSource): Call {
  if (source.kind === "window") return { function: source.function, windowMs: source.windowMs, aheadMs: 0 };
  if (source.kind !== "forecast") return { function: "present", windowMs: 0, aheadMs: 0 };
  return { function: "forecast", windowMs: source.windowMs, aheadMs: source.aheadMs };
}

/** Oldest first; `agos` in ms before the snapshot. Null where the call is missing. */
export function valueOfCall(
  call: Call,
  agos: readonly number[],
  values: readonly number[],
  metric: Metric,
): number | null {
  if (call.function === "present") return values.at(-1)!;
  const from = agos.findIndex((ago) => ago < call.windowMs);
  if (from < 0 || agos[0]! < call.windowMs) return null;
  const seen = values.slice(from);
  const last = seen.at(-1)!;
  switch (call.function) {
    case "min":
      return Math.min(...seen);
    case "max":
      return Math.max(...seen);
    case "avg":
      return Math.min(Math.max(...seen), Math.max(Math.min(...seen), mean(seen)));
    case "stddev": {
      const center = mean(seen);
      return Math.sqrt(mean(seen.map((value) => (value - center) ** 2)));
    }
    case "delta":
      return last - seen[0]!;
    case "rate":
      return seen.length < 2 ? null : ((last - seen[0]!) / (agos[from]! - agos.at(-1)!)) * 1000;
    case "anomaly":
      return anomaly(seen, metric);
    case "forecast":
      return forecast(agos.slice(from), seen, call.aheadMs, metric);
    default: {
      const rank = Math.ceil((Number(call.function.slice(1)) * seen.length) / 100);
      return seen.toSorted((a, b) => a - b)[rank - 1]!;
    }
  }
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function anomaly(seen: readonly number[], metric: Metric): number | null {
  if (seen.length < 2) return null;
  const earlier = seen.slice(0, -1);
  const center = median(earlier);
  const deviation = median(earlier.map((value) => Math.abs(value - center)));
  const { resolution } = dimensions[metric.dimension];
  return Math.abs(seen.at(-1)! - center) / Math.max(1.4826 * deviation, 0.01 * Math.abs(center), resolution);
}

function forecast(agos: readonly number[], seen: readonly number[], aheadMs: number, metric: Metric): number | null {
  if (seen.length < 3) return null;
  const center = mean(agos);
  const level = mean(seen);
  let [products, squares] = [0, 0];
  seen.forEach((value, at) => {
    products += (center - agos[at]!) * (value - level);
    squares += (center - agos[at]!) ** 2;
  });
  const value = level + (products / squares) * (aheadMs + center);
  return Math.max(
    metric.range[0] ?? Number.NEGATIVE_INFINITY,
    Math.min(metric.range[1] ?? Number.POSITIVE_INFINITY, value),
  );
}
