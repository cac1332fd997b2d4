/** The store in an SQLite file. Several engines may share one; each waits a moment for another's write before it fails. */

import { existsSync } from "node:fs";
import { type Connection, openConnection } from "./connection.ts";
import { type DecisionRecord, isDurable } from "./entries.ts";
import { readHistory, readMetrics, readSamples, readSnapshots } from "./history.ts";
import { readMutes } from "./mutes.ts";
import { type Bounds, pruner } from "./pruning.ts";
import {
  readCooldowns,
  readDecision,
  readDecisions,
  readDecisionsNamed,
  readGuardedByOthers,
  readPaused,
  readRun,
  readRuns,
  readSession,
  readSessions,
} from "./read-entries.ts";
import { sampleWriter } from "./samples.ts";
import type { Store, StoreReader } from "./store.ts";
import { StoreError, storeError } from "./store-error.ts";
import { entryWriter } from "./write-entries.ts";

export interface StoreOptions {
  readonly path: string;
  /** `secondsMs` and the rest as in the configuration. */
  readonly retention: Omit<Bounds, "sizeBytes">;
  readonly sizeBytes: number;
  /** How long samples wait in memory, ms; default 30 s. */
  readonly flushMs?: number;
}

/** Each flush touches a page of every series: rarer flushes spare the disk. */
const defaultFlushMs = 30_000;
const pruneMs = 60_000;
/** Flushes that firings bring about are at least this far from the one before, ms: a rule may fire often. */
const firingFlushMs = 5000;

/** Opens the file, made and brought up to date where needed. Throws `StoreError`. */
export function openStore(options: StoreOptions): Store {
  const connection = openConnection(options.path);
  const { database } = connection;
  const writeEntry = entryWriter(database);
  const samples = sampleWriter(database);
  const bounds = pruner(database, { ...options.retention, sizeBytes: options.sizeBytes });
  const flushMs = options.flushMs ?? defaultFlushMs;
  let flushed = 0;
  let flushAt = 0;
  let pruneAt = 0;
  let lastWall = 0;

  function flush(wall: number): void {
    flushed = wall;
    flushAt = wall + flushMs;
    if (samples.waiting === 0) return;
    try {
      connection.transaction(false, () => samples.write(wall));
      samples.written();
    } catch (error) {
      samples.failed();
      throw error;
    }
  }

  /** Who asks why a rule fired asks at once, and from another process: the samples are to be there by then. */
  function flushSoon({ kind, action }: DecisionRecord): void {
    if (kind !== "fire") return;
    flushAt = Math.min(flushAt, action === "cancel" ? flushed : flushed + firingFlushMs);
  }

  function prune(wall: number): void {
    let more = false;
    connection.transaction(false, () => {
      more = bounds.prune(wall);
    });
    more = bounds.shrink() || more;
    pruneAt = more ? wall : wall + pruneMs;
  }

  connection.transaction(false, () => samples.catchUp(Date.now()));

  return {
    path: options.path,
    ...reader(connection, () => flush(lastWall)),
    write(entries) {
      if (entries.length === 0) return;
      connection.transaction(entries.some(isDurable), () => entries.forEach(writeEntry));
      for (const entry of entries) if (entry.kind === "decision") flushSoon(entry.decision);
    },
    sample(metric, value, wall, run = "") {
      lastWall = wall;
      samples.take(metric, value, wall, run);
    },
    flush: () => flush(lastWall),
    tick(wall) {
      lastWall = wall;
      connection.refuseMoved();
      // A clock that was set back must not stop either.
      if (wall >= flushAt || wall < flushed) flush(wall);
      if (wall >= pruneAt || wall < pruneAt - pruneMs) prune(wall);
    },
    close() {
      try {
        flush(lastWall);
      } finally {
        connection.close();
      }
    },
  };
}

/** Opens a file for reading alone, as reports do; it must be there and of this version. Throws `StoreError`. */
export function openStoreReader(path: string): StoreReader & { close(): void } {
  const connection = openForReading(path);
  return { ...reader(connection, () => {}), close: () => connection.close() };
}

export function openForReading(path: string): Connection {
  if (existsSync(path)) return openConnection(path, true);
  throw new StoreError("unreachable", `there is no record at ${path}: \`macro-engine watch\` and \`run\` make one`);
}

export function reader({ database, path }: Connection, flush: () => void): StoreReader {
  const reading = <T>(read: () => T): T => {
    try {
      return read();
    } catch (error) {
      throw error instanceof RangeError ? error : storeError(error, path);
    }
  };
  /** What waits in memory is part of the answer. */
  const flushed = <T>(read: () => T): T =>
    reading(() => {
      flush();
      return read();
    });
  return {
    decisions: (query = {}) => reading(() => readDecisions(database, query)),
    decision: (id) => reading(() => readDecision(database, id)),
    decisionsNamed: (part) => reading(() => readDecisionsNamed(database, part)),
    runs: (query = {}) => reading(() => readRuns(database, query)),
    run: (id) => reading(() => readRun(database, id)),
    sessions: (query = {}) => reading(() => readSessions(database, query)),
    session: (id) => reading(() => readSession(database, id)),
    history: (query) => flushed(() => readHistory(database, query)),
    samples: (query) => flushed(() => readSamples(database, query)),
    snapshots: (query) => flushed(() => readSnapshots(database, query)),
    metrics: (run) => flushed(() => readMetrics(database, run)),
    cooldowns: (wall) => reading(() => readCooldowns(database, wall)),
    mutes: (wall) => reading(() => readMutes(database, wall)),
    paused: () => reading(() => readPaused(database)),
    guardedByOthers: () => reading(() => readGuardedByOthers(database)),
  };
}
