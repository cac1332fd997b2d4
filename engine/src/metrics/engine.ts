/** What the engine knows of itself: how late its tick is, and how many macros run. */

import { allAvailable, patience, type Sampler } from "./sampler.ts";
import type { Surroundings } from "./surroundings.ts";

export const engineMetrics = ["engine.lag", "macros.running"] as const;

/** Lag is the clock's time less the tick's scheduled time, ms: it stands first in the list, before others take time. */
export function engineSampler(runningMacros: () => number, { now: clock, intervalMs }: Surroundings): Sampler {
  return {
    name: "engine",
    metrics: engineMetrics,
    cost: "cheap",
    everyMs: 0,
    stalenessMs: patience(intervalMs),
    async probe() {
      return allAvailable(engineMetrics, "the engine itself");
    },
    sample(now, sink) {
      sink("engine.lag", clock() - now, now);
      sink("macros.running", runningMacros(), now);
    },
    close() {},
  };
}
