/** Counts of firings, added up. */

import type { ActionName } from "@macro-engine/dsl";
import type { FiringCount } from "../store/sums.ts";
import type { Tally } from "./report.ts";

const columnOf = {
  warn: "warnings",
  throttle: "throttles",
  pause: "pauses",
  cancel: "cancellations",
} as const satisfies Record<ActionName, keyof Tally>;

export function tallyOf(counts: readonly FiringCount[]): Tally {
  const tally = {
    firings: 0,
    warnings: 0,
    throttles: 0,
    pauses: 0,
    cancellations: 0,
    failed: 0,
    dryRun: 0,
    muted: 0,
  };
  for (const { action, count, failed, dryRun, muted, along } of counts) {
    if (dryRun) tally.dryRun += count;
    else if (muted) tally.muted += count;
    else {
      if (!along) tally.firings += count;
      tally[columnOf[action]] += count;
      tally.failed += failed;
    }
  }
  return tally;
}

/** What did most comes first: cancellations, then firings, then those without consequences. */
export function byWeight(a: Tally, b: Tally): number {
  return b.cancellations - a.cancellations || b.firings - a.firings || b.dryRun - a.dryRun || b.muted - a.muted;
}
