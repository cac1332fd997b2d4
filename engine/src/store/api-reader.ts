/** The record as the API reads it: as the engine does, and sessions with what they hold counted. */

import { type FiringTotals, readFiringTotals } from "./firing-totals.ts";
import { type RecordReader, recordReader } from "./record-reader.ts";
import {
  countCancellations,
  type ListedSession,
  readListedSession,
  readSessionList,
  type SessionListQuery,
} from "./session-list.ts";
import { openForReading } from "./sqlite-store.ts";
import type { Page } from "./store.ts";
import { storeError } from "./store-error.ts";

export interface ApiReader extends RecordReader {
  /** Newest first. */
  sessionList(query?: SessionListQuery): Page<ListedSession>;
  listedSession(id: string): ListedSession | null;
  /** That a session of the engine carried out: neither muted nor of a dry run. */
  cancellationCount(session: string): number;
  /** Of a session of the engine; `before`: what this gave before, from which it is counted on. */
  firingTotals(session: string, before: FiringTotals | null): FiringTotals;
  /** Whether the file is still where it was opened. */
  isInPlace(): boolean;
  close(): void;
}

/** Opens a file for reading alone; it must be there and of this version or an older one. Throws `StoreError`. */
export function openApiReader(path: string): ApiReader {
  const connection = openForReading(path);
  const { database } = connection;
  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw storeError(error, path);
    }
  };
  return {
    ...recordReader(connection),
    sessionList: (query) => reading(() => readSessionList(database, query)),
    listedSession: (id) => reading(() => readListedSession(database, id)),
    cancellationCount: (session) => reading(() => countCancellations(database, session)),
    firingTotals: (session, before) => reading(() => readFiringTotals(database, session, before)),
    isInPlace: connection.isInPlace,
    close: () => connection.close(),
  };
}
