/** What the engine remembers, whatever keeps it: an interface that SQLite fills. Walls are ms since the epoch. */

import type { ActionName, SampleValue } from "@macro-engine/dsl";
import type { ProcessIdentity, RunEnd } from "../macros/types.ts";
import type {
  DecisionRecord,
  Entry,
  MuteRecord,
  OutcomeRecord,
  PausedProcess,
  SessionStart,
  StoredRunStart,
} from "./entries.ts";

export interface StoreWriter {
  /**
   * Writes all of the entries or none, in one transaction. When it returns, cancellations, cooldowns and paused
   * processes are on the disk itself; the rest is safe from a crash of the engine. Throws `StoreError`.
   */
  write(entries: readonly Entry[]): void;
  /** Takes a sample, of the system or of a run; kept in memory until the next flush. Texts are not kept. Never throws. */
  sample(metric: string, value: SampleValue, wall: number, run?: string): void;
  /** Writes the samples taken so far. Throws `StoreError`. */
  flush(): void;
  /** To be called at every snapshot: flushes, rolls up and prunes when it is time, a little each. Throws `StoreError`. */
  tick(wall: number): void;
  /** Flushes and closes. Throws `StoreError` when the last samples could not be written; it is closed all the same. */
  close(): void;
}

export interface StoreReader {
  /** Newest first. */
  decisions(query?: DecisionQuery): Page<StoredDecision>;
  decision(id: string): StoredDecision | null;
  /** Decisions whose id begins or ends with this part of one, newest first; a few at most. */
  decisionsNamed(part: string): readonly StoredDecision[];
  runs(query?: RunQuery): Page<StoredRun>;
  run(id: string): StoredRun | null;
  sessions(query?: PageQuery): Page<StoredSession>;
  session(id: string): StoredSession | null;
  /** A metric's course, oldest first, in buckets of `stepMs` aligned to the epoch; empty buckets are left out. */
  history(query: HistoryQuery): readonly HistoryPoint[];
  /** A metric's samples as they were taken, oldest first; none where only summaries are left. */
  samples(query: SampleQuery): readonly StoredSample[];
  /** Times at which any metric of a run was sampled, oldest first: the snapshots it was looked at in. */
  snapshots(query: SnapshotQuery): readonly number[];
  /** Metrics with samples: the system's, or a run's. */
  metrics(run?: string): readonly string[];
  /** Macros under cooldown at `wall`, with the end of it. */
  cooldowns(wall: number): ReadonlyMap<string, number>;
  /** Mutes that last beyond `wall`, those to come included, in the order in which they were made. */
  mutes(wall: number): readonly MuteRecord[];
  /** Processes that were paused and not resumed, by this engine or one that is gone. */
  paused(): readonly PausedProcess[];
  /** Processes that other engines, present now, guard as the roots of runs; those of dry runs are not guarded. */
  guardedByOthers(): readonly ProcessIdentity[];
}

export interface Store extends StoreWriter, StoreReader {
  readonly path: string;
}

export interface PageQuery {
  /** The `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 1000; default 100. */
  readonly limit?: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page; null at the end. */
  readonly next: string | null;
}

export interface RunQuery extends PageQuery {
  readonly session?: string;
  readonly macro?: string;
  readonly profile?: string;
  readonly running?: boolean;
  /** Started at or after, and before. */
  readonly fromWall?: number;
  readonly toWall?: number;
}

export interface DecisionQuery extends PageQuery {
  readonly session?: string;
  readonly run?: string;
  readonly macro?: string;
  readonly profile?: string;
  readonly rule?: string;
  readonly action?: ActionName;
  readonly kind?: "fire" | "clear";
  readonly dryRun?: boolean;
  /** Whether a mute kept it from having consequences. */
  readonly muted?: boolean;
  /** At or after, and before. */
  readonly fromWall?: number;
  readonly toWall?: number;
}

export interface StoredDecision extends DecisionRecord {
  /** In the order in which they came. */
  readonly outcomes: readonly OutcomeRecord[];
}

export interface StoredRun extends StoredRunStart {
  readonly session: string;
  /** At its first snapshot under its session; null where that has not come, or was not kept. Below 0: it was due before the run began. */
  readonly age: { readonly wall: number; readonly ageMs: number } | null;
  /** Both null while it runs. */
  readonly endedWall: number | null;
  readonly end: RunEnd | null;
}

export interface StoredSession extends SessionStart {
  /** Both null while it runs; `how` is "crashed" where the engine ended without a word. */
  readonly endedWall: number | null;
  readonly how: string | null;
}

/** At or after `fromWall`, and before `toWall`. */
export interface SnapshotQuery {
  readonly run: string;
  readonly fromWall: number;
  readonly toWall: number;
}

export interface SampleQuery extends Omit<SnapshotQuery, "run"> {
  readonly metric: string;
  /** Absent: the system's. */
  readonly run?: string;
  /** The first ones only. */
  readonly limit?: number;
}

/** Bools are 0 and 1. */
export interface StoredSample {
  readonly wall: number;
  readonly value: number;
}

export interface HistoryQuery {
  readonly metric: string;
  /** One or several, taken together; absent: the system's. */
  readonly run?: string | readonly string[];
  readonly fromWall: number;
  readonly toWall: number;
  /** At least 1000; at most 20,000 buckets in the range. */
  readonly stepMs: number;
}

export interface HistoryPoint {
  readonly wall: number;
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  readonly count: number;
}

/** What the macros' side needs of it: who may not start yet. */
export interface CooldownStore {
  load(nowWall: number): ReadonlyMap<string, number>;
  save(macro: string, untilWall: number): void;
}

/** What the macros' side needs of it: whom to let go on when an engine ended while it held them. */
export interface PausedStore {
  add(process: PausedProcess): void;
  remove(process: { readonly pid: number; readonly startTime: number }): void;
  list(): readonly PausedProcess[];
}

export function cooldownStore(store: Store): CooldownStore {
  return {
    load: (nowWall) => store.cooldowns(nowWall),
    save: (macro, untilWall) => store.write([{ kind: "cooldown", macro, untilWall }]),
  };
}

export function pausedStore(store: Store): PausedStore {
  return {
    add: (process) => store.write([{ kind: "paused", process }]),
    remove: (process) => store.write([{ kind: "resumed", process }]),
    list: () => store.paused(),
  };
}
