/** Whom a decision to cancel ended. */

import type { RecordReader } from "../store/record-reader.ts";
import type { StoredDecision } from "../store/store.ts";

/** Its own run first, and for `cancel all` those of others as well. */
export function cancelledRuns(reader: RecordReader, { id, run, all }: StoredDecision): string[] {
  return all ? [run, ...reader.endedAlong(id)] : [run];
}
