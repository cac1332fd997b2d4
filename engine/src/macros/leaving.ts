/** What becomes of the macros when the engine ends: nothing stays paused or throttled, and children end whole or not at all. */

import type { Performer } from "../actions/performer.ts";
import type { LiveRun, Registry } from "./registry.ts";
import type { Outcome } from "./types.ts";

export interface LeavingOptions {
  readonly performer: Pick<Performer, "releaseAll" | "settle">;
  readonly registry: Registry;
  readonly onExit: "stop" | "leave";
  /** Cancels a run, with its own grace. Never rejects. */
  readonly stop: (live: LiveRun) => Promise<Outcome>;
}

/**
 * Lets go whatever is held, then, under `stop`, cancels every supervised child with its own grace; waits for cancels that
 * were under way. Attached and found macros go on: they were there before the engine. Never rejects.
 */
export async function leave(options: LeavingOptions): Promise<readonly Outcome[]> {
  const { performer, registry, onExit, stop } = options;
  const released = await performer.releaseAll();
  const children = onExit === "stop" ? [...registry.running()].filter((live) => live.run.origin === "child") : [];
  const ended = await Promise.all(children.map(stop));
  await performer.settle();
  return [...released, ...ended];
}
