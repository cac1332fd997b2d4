/** The tick's look at all trees. */

import type { Census } from "./census.ts";
import type { LiveRun, Registry } from "./registry.ts";

/** Brings every run's tree up to date, and returns the runs of which nothing is left, still in the registry. */
export function lookAtTrees(registry: Registry, census: Census): readonly LiveRun[] {
  const newcomers = census.newcomers();
  const over: LiveRun[] = [];
  for (const live of registry.running()) {
    live.tree.update(newcomers);
    if (live.tree.alive()) continue;
    // Before it is called ended: has it slipped away altogether?
    live.tree.survey();
    if (!live.tree.alive()) over.push(live);
  }
  return over;
}
