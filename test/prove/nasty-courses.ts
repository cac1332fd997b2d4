/** Short courses of samples at, and one double beside, the limits of nasty conditions. */

import type { SampleValue } from "@macro-engine/dsl";
import type { Random } from "../../engine/src/runtime/testing/random.ts";
import { fields } from "./nasty-conditions.ts";

type Samples = readonly (readonly [metric: string, value: SampleValue])[];

export interface NastyRow {
  readonly timeMs: number;
  /** In order: a second sample of a metric takes the place of the first. */
  readonly system: Samples;
  readonly own: Samples;
}

export interface NastyCourse {
  readonly intervalMs: number;
  readonly startWallMs: number;
  /** The row at which the macro begins; those before are history. */
  readonly startRow: number;
  readonly startedAt: number;
  readonly rows: readonly NastyRow[];
}

/** Metrics that macros may report themselves, and those that nobody else does. */
const reportable = new Set(["fps", "fps.low1", "latency", "response_time"]);
const macroOnly = new Set(["macro.processes", "macro.heartbeat_age"]);

interface Habits {
  readonly limits: readonly number[];
  /** How likely a value is another one than before, and not sampled at all. */
  readonly lively: number;
  readonly silent: number;
  /** The row from which on a macro reports for itself. */
  readonly reportsFrom: number;
}

export function nastyCourse(random: Random, name: string, length = 14): NastyCourse {
  const { metrics, limits } = fields[name]!;
  const intervalMs = random.pick([250, 500, 1000, 1000, 1500, 2500]);
  const startRow = random.below(6);
  const habits: Habits = {
    limits: random.chance(0.3) ? limits.slice(0, 2) : limits,
    lively: random.pick([0.1, 0.5, 0.9]),
    silent: random.pick([0, 0.1, 0.5]),
    reportsFrom: random.chance(0.3) ? startRow + random.below(length) : Number.POSITIVE_INFINITY,
  };
  const measured = [...metrics.filter((metric) => metric !== "duration"), "my.flag", "my.text"];
  const now = new Map<string, SampleValue>();
  const rows: NastyRow[] = [];
  let timeMs = 0;
  for (let at = 0; at < length + startRow; at += 1) {
    const samples = measured.flatMap((metric) => samplesOf(random, metric, habits, now));
    const isOwn = ([metric]: Samples[number]) =>
      macroOnly.has(metric) || (reportable.has(metric) && at >= habits.reportsFrom);
    const own = at >= startRow ? samples.filter(isOwn) : [];
    rows.push({ timeMs, system: samples.filter((sample) => !isOwn(sample)), own });
    timeMs += random.chance(0.03) ? intervalMs * 4 : random.pick([1, 1, 1, 1, 2, 3]) * intervalMs;
  }
  const startWallMs = Date.UTC(2026, 0, 5, 11, 59, 50) - random.below(2) * 43_200_000 + random.below(80) * 1000;
  return { intervalMs, startWallMs, startRow, startedAt: rows[startRow]!.timeMs, rows };
}

function samplesOf(random: Random, metric: string, habits: Habits, now: Map<string, SampleValue>): Samples {
  if (!now.has(metric) || random.chance(habits.lively)) now.set(metric, valueFor(random, metric, habits.limits));
  if (random.chance(habits.silent)) return [];
  const kept = [metric, now.get(metric)!] as const;
  return random.chance(0.05) ? [[metric, valueFor(random, metric, habits.limits)], kept] : [kept];
}

function valueFor(random: Random, metric: string, limits: readonly number[]): SampleValue {
  if (metric === "my.flag") return random.chance(0.5);
  if (metric === "my.text") return random.pick(["x", "y", "z"]);
  const limit = random.pick(limits);
  if (fields.count!.metrics.includes(metric)) return Math.round(limit) + random.below(2);
  const value = random.pick([limit, limit, beside(limit, 1n), beside(limit, -1n), limit + 1, limit / 2]);
  if (fields.percent!.metrics.includes(metric)) return Math.min(100, Math.max(0, value));
  return metric.startsWith("my.") ? value : Math.max(0, value);
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The next double: further from 0, or nearer to it. */
function beside(value: number, steps: 1n | -1n): number {
  if (value === 0) return 0;
  double[0] = value;
  bits[0] = bits[0]! + steps;
  return double[0]!;
}
