/** The record as reports read it: page by page as the engine does, and summed up. */

import { countCancelled, readCancellations } from "./cancellations.ts";
import { readEndedAlong } from "./cancelled-along.ts";
import type { Connection } from "./connection.ts";
import { readCancelledAlong, readDecidedOn, readFiringCounts, readFiringSteps } from "./firing-counts.ts";
import { readRunSums, readSystemSums } from "./metric-sums.ts";
import { readNamedSessions, readRunSpans, readSessionBefore, readSessionSpans, readSessionsNamed } from "./spans.ts";
import { openForReading, reader } from "./sqlite-store.ts";
import type { StoreReader } from "./store.ts";
import { storeError } from "./store-error.ts";
import type { SumReader } from "./sums.ts";
import { valueReader } from "./value-at.ts";

export type RecordReader = StoreReader & SumReader;

/** Opens a file for reading alone; it must be there and of this version or an older one. Throws `StoreError`. */
export function openRecord(path: string): RecordReader & { close(): void } {
  const connection = openForReading(path);
  return { ...recordReader(connection), close: () => connection.close() };
}

/** Reads by a connection that somebody else closes. */
export function recordReader(connection: Connection): RecordReader {
  const { database, path } = connection;
  const valueAt = valueReader(database);
  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  return {
    ...reader(connection, () => {}),
    firingCounts: (scope) => reading(() => readFiringCounts(database, scope)),
    cancellations: (query, cursor) => reading(() => readCancellations(database, query, cursor)),
    cancelledCount: (query) => reading(() => countCancelled(database, query)),
    endedAlong: (decision) => reading(() => readEndedAlong(database, decision)),
    cancelledAlong: (scope) => reading(() => readCancelledAlong(database, scope)),
    firingSteps: (scope, stepMs, dryRun) => reading(() => readFiringSteps(database, scope, stepMs, dryRun)),
    sessionSpans: (times) => reading(() => readSessionSpans(database, times)),
    sessionBefore: (id) => reading(() => readSessionBefore(database, id)),
    runSpans: (times) => reading(() => readRunSpans(database, times)),
    decidedOn: (scope) => reading(() => readDecidedOn(database, scope)),
    systemSums: (times) => reading(() => readSystemSums(database, times)),
    runSums: (runs, times) => reading(() => readRunSums(database, runs, times)),
    valueAt: (metric, run, wall) => reading(() => valueAt(metric, run, wall)),
    namedSessions: (scope) => reading(() => readNamedSessions(database, scope)),
    sessionsNamed: (text) => reading(() => readSessionsNamed(database, text)),
  };
}
