/** What of today's values of the system's metrics most stay below: 95 % of them, since midnight in the engine's zone. */

import { dayOf } from "../macros/day.ts";
import type { Store } from "../store/store.ts";

export interface Today {
  /** Takes a sample that has just been measured; nothing is kept of metrics that nobody has asked for. */
  take(metric: string, value: unknown, wall: number): void;
  /**
   * By metric, to half a percent of the value, nearest rank; null where today has no sample yet. The part of the day before
   * the first question comes from the store in averages of ten seconds, one metric a call: a tick must not wait for all.
   */
  p95(metrics: readonly string[], wall: number): ReadonlyMap<string, number | null>;
  /** The same of one metric that has been asked for before; null for others, and nothing is begun for them. */
  known(metric: string, wall: number): number | null;
}

export interface TodayOptions {
  readonly store: Pick<Store, "history">;
  readonly zone: () => string;
}

/** Values within a bucket differ by half a percent. */
const bucketBase = Math.log(1.005);
const stepMs = 10_000;

interface Counted {
  /** How many values by bucket: 0 for zero, else the logarithm, below zero for negative values. */
  readonly counts: Map<string, { readonly value: number; count: number }>;
  total: number;
}

export function createToday({ store, zone }: TodayOptions): Today {
  let day = { start: 0, end: Number.NEGATIVE_INFINITY };
  const kept = new Map<string, Counted>();

  const turn = (wall: number) => {
    if (wall >= day.start && wall < day.end) return;
    day = dayOf(wall, zone());
    for (const counted of kept.values()) {
      counted.counts.clear();
      counted.total = 0;
    }
  };
  const begin = (metric: string, wall: number) => {
    const counted: Counted = { counts: new Map(), total: 0 };
    kept.set(metric, counted);
    for (const { avg, count } of store.history({ metric, fromWall: day.start, toWall: wall, stepMs })) {
      add(counted, avg, count);
    }
  };
  return {
    take(metric, value, wall) {
      const counted = kept.get(metric);
      if (counted === undefined || typeof value !== "number" || !Number.isFinite(value)) return;
      turn(wall);
      add(counted, value, 1);
    },
    p95(metrics, wall) {
      turn(wall);
      const next = metrics.find((metric) => !kept.has(metric));
      if (next !== undefined) begin(next, wall);
      return new Map(metrics.map((metric) => [metric, rank(kept.get(metric), 0.95)]));
    },
    known(metric, wall) {
      turn(wall);
      return rank(kept.get(metric), 0.95);
    },
  };
}

function add(counted: Counted, value: number, count: number): void {
  const exponent = value === 0 ? 0 : Math.round(Math.log(Math.abs(value)) / bucketBase);
  const key = `${Math.sign(value)} ${exponent}`;
  const bucket = counted.counts.get(key);
  if (bucket === undefined) counted.counts.set(key, { value, count });
  else bucket.count += count;
  counted.total += count;
}

function rank(counted: Counted | undefined, share: number): number | null {
  if (counted === undefined || counted.total === 0) return null;
  let left = Math.ceil(counted.total * share);
  const buckets = [...counted.counts.values()].sort((a, b) => a.value - b.value);
  for (const { value, count } of buckets) {
    left -= count;
    if (left <= 0) return value;
  }
  return buckets.at(-1)!.value;
}
