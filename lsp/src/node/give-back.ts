/** Gives memory back to the machine while nobody waits: a first look at a big set, or lint, needs several times what is kept of it. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Below this nothing is done, bytes; nor again within this time, ms: to go over all of it takes a tenth of a second. */
const modest = 120 * 2 ** 20;
const restMs = 20_000;

setFlagsFromString("--expose-gc");
// What a set takes is kept; beyond that V8 would let the heap double before it looks.
setFlagsFromString("--heap-growing-percent=50");
const collect = runInNewContext("gc") as (options: {
  readonly type: "major";
  readonly execution: "async";
}) => Promise<void>;

let last = Number.NEGATIVE_INFINITY;

/** To be called when there is nothing to do. */
export function giveBack(): void {
  const now = performance.now();
  if (now - last < restMs || process.memoryUsage.rss() < modest) return;
  last = now;
  void collect({ type: "major", execution: "async" });
}
