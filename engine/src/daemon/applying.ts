/** What a changed configuration means for an engine that runs: most of it is in force at once, some needs a restart. */

import { isDeepStrictEqual } from "node:util";
import type { Config } from "../config.ts";

/** Where and by whom things are kept and counted: an engine keeps to these for life. */
const forLife = ["policies", "zone", "evaluator", "store", "log"] as const satisfies readonly (keyof Config)[];

/** The configuration that can be put in force now, and the keys that wait for a restart. */
export function applicable(
  before: Config,
  next: Config,
): { readonly config: Config; readonly waiting: readonly string[] } {
  const waiting = forLife.filter((key) => !isDeepStrictEqual(before[key], next[key]));
  const kept = Object.fromEntries(forLife.map((key) => [key, before[key]]));
  return { config: { ...next, ...kept }, waiting };
}

/** Whether samplers have to be made anew. */
export function measuredOtherwise(before: Config, next: Config): boolean {
  return before.intervalMs !== next.intervalMs || !isDeepStrictEqual(before.sources, next.sources);
}
