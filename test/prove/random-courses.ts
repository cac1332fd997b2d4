/** Random courses of samples around the limits of random profiles: held values, silences, gaps, own reports. */

import type { SampleValue } from "@macro-engine/dsl";
import type { Random } from "../../engine/src/runtime/testing/random.ts";
import { limits, measured } from "./random-profiles.ts";

export interface CourseRow {
  readonly timeMs: number;
  readonly samples: Readonly<Record<string, SampleValue>>;
  /** The macro's own reports. */
  readonly own: Readonly<Record<string, SampleValue>>;
}

export interface Course {
  readonly intervalMs: number;
  readonly startWallMs: number;
  readonly rows: readonly CourseRow[];
}

/**
 * Values at, beside and away from the limits, which stay for a while; `whole`: every metric at every snapshot, at whole
 * milliseconds, no gaps.
 */
export function randomCourse(random: Random, whole: boolean): Course {
  const intervalMs = random.pick(whole ? [500, 1000] : [500, 1000, 999.9, 333.25]);
  const rows: CourseRow[] = [];
  const now: Record<string, SampleValue> = {};
  const silent = new Map<string, number>();
  let timeMs = 0;
  const reports = !whole && random.chance(0.2);
  // Held over by staleness in between.
  const periods = new Map([...measured, "zone"].map((name) => [name, random.pick([1, 1, 1, 3, 5, 8])]));
  for (let at = 0; at < 40; at += 1) {
    const samples: Record<string, SampleValue> = {};
    const own: Record<string, SampleValue> = {};
    for (const name of [...measured, "zone"]) {
      if (now[name] === undefined || random.chance(0.2)) now[name] = randomValue(random, name);
      if (!whole && random.chance(0.04)) silent.set(name, at + random.below(14));
      const isDue = at % periods.get(name)! === 0 && !random.chance(0.05);
      if (!whole && ((silent.get(name) ?? 0) > at || !isDue)) continue;
      if (name === "macro.cpu" || (name === "latency" && reports && at > 10)) own[name] = now[name]!;
      else samples[name] = now[name]!;
    }
    rows.push({ timeMs, samples, own });
    const isGap = !whole && random.chance(0.02);
    timeMs += isGap ? intervalMs * 4 : intervalMs * (whole ? 1 : random.pick([1, 1, 1, 2]));
  }
  return { intervalMs, startWallMs: Date.UTC(2026, 0, 5, 11, 58, 50) + random.below(100) * 1000, rows };
}

function randomValue(random: Random, name: string): SampleValue {
  if (name === "zone") return random.pick(["town", "wild", "cave"]);
  const limit = random.pick(limits) + random.pick([-10, -5, -5, 0, 0, 5, 5, 10]);
  return Math.max(0, limit + random.pick([0, 0, -0.5, 0.5]));
}
