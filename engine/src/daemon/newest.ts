/** The newest value of every metric, the system's and each run's own, and whether it still counts. */

import { defaultStalenessMs, type SampleValue } from "@macro-engine/dsl";
import type { Parts } from "./parts.ts";

/** Base units; `time` is ms on the monotonic clock. */
export interface Latest {
  readonly value: SampleValue;
  readonly time: number;
}

export interface Newest {
  readonly system: ReadonlyMap<string, Latest>;
  /** What is known of a run by itself; empty for unknown runs. */
  ofRun(run: string): ReadonlyMap<string, Latest>;
  /** Of the system without `run`. */
  take(metric: string, value: SampleValue, time: number, run?: string): void;
  /** Forgets the runs that are none any more. */
  keep(isRunning: (run: string) => boolean): void;
}

type Values = Map<string, { value: SampleValue; time: number }>;

export function createNewest(): Newest {
  const system: Values = new Map();
  const runs = new Map<string, Values>();
  const nothing: Values = new Map();
  const valuesOf = (run: string | undefined): Values => {
    if (run === undefined) return system;
    const known = runs.get(run) ?? new Map();
    runs.set(run, known);
    return known;
  };
  return {
    system,
    ofRun: (run) => runs.get(run) ?? nothing,
    take: (metric, value, time, run) => {
      const values = valuesOf(run);
      const known = values.get(metric);
      // Written over: an engine that measures for a year makes no garbage of it.
      if (known === undefined) values.set(metric, { value, time });
      else Object.assign(known, { value, time });
    },
    keep: (isRunning) => {
      for (const run of runs.keys()) if (!isRunning(run)) runs.delete(run);
    },
  };
}

/** How long a sample counts, ms, as the rules see it. */
export function stalenessMs({ inForce, measuring }: Pick<Parts, "inForce" | "measuring">, metric: string): number {
  return inForce.config.stalenessMs[metric] ?? measuring.stalenessMs[metric] ?? defaultStalenessMs;
}

/** The value while it counts, else null. */
export function freshValue(parts: Pick<Parts, "inForce" | "measuring">, metric: string, latest?: Latest) {
  if (latest === undefined) return null;
  // A tick is late by what it takes.
  const most = stalenessMs(parts, metric) + parts.inForce.config.intervalMs;
  return performance.now() - latest.time <= most ? latest.value : null;
}

/** Every metric of a list with its value while that counts. */
export function freshValues(
  parts: Pick<Parts, "inForce" | "measuring">,
  latest: ReadonlyMap<string, Latest>,
): Record<string, SampleValue | null> {
  return Object.fromEntries([...latest].map(([metric, known]) => [metric, freshValue(parts, metric, known)]));
}
