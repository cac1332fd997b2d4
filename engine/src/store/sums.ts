/** What sums over the record ask and answer: made in SQL, because years of it are too much to be read page by page. */

import type { ActionName } from "@macro-engine/dsl";
import type { MacroOrigin, RunEnd } from "../macros/types.ts";
import type { Page, StoredDecision } from "./store.ts";

/** A part of the record; what is absent does not bound it. */
export interface Scope {
  readonly session?: string;
  /** At or after, and before. */
  readonly fromWall?: number;
  readonly toWall?: number;
}

/** Cancellations that were carried out: neither muted nor of a dry run. */
export interface CancellationQuery extends Scope {
  readonly macro?: string;
}

/** Firings that have all of these in common. */
export interface FiringCount {
  readonly macro: string;
  readonly profile: string;
  readonly rule: string;
  readonly action: ActionName;
  readonly threshold: string;
  readonly dryRun: boolean;
  /** Had no consequences, because of a mute. */
  readonly muted: boolean;
  /** The macro was cancelled along with another one, upon whom a rule of `cancel all` fired; no rule fired upon it. */
  readonly along: boolean;
  readonly count: number;
  /** Whose action came to nothing in the end. */
  readonly failed: number;
  /** The newest of them: its id, time, message and the metrics that its rule reads. */
  readonly last: {
    readonly id: string;
    readonly wall: number;
    readonly message: string;
    readonly metrics: readonly string[];
  };
}

/** Firings with consequences, of one action in one step of time. */
export interface FiringStep {
  readonly wall: number;
  readonly action: ActionName;
  readonly count: number;
}

/** A session's time; an engine that is gone without a word guarded until its last sign of life. */
export interface SessionSpan {
  readonly id: string;
  readonly name: string | null;
  readonly startedWall: number;
  /** Null: it goes on. */
  readonly endedWall: number | null;
  /** "crashed" where the engine ended without a word; null while it goes on. */
  readonly how: string | null;
  readonly policies: readonly string[];
  readonly dryRun: boolean;
}

/** A run's time, and which sessions are known to have looked at it. */
export interface RunSpan {
  readonly id: string;
  /** The session that guarded it last. */
  readonly session: string;
  readonly macro: string;
  readonly title: string | null;
  readonly profile: string | null;
  readonly origin: MacroOrigin;
  readonly startedWall: number;
  readonly endedWall: number | null;
  readonly end: RunEnd["kind"] | null;
  /** Of its oldest sample that is left, to the hour where only sums by the hour are; null: none. */
  readonly sampledWall: number | null;
}

/** A session that decided something about a run. */
export interface DecidedOn {
  readonly session: string;
  readonly run: string;
}

/** All samples of a metric, of the system (`macro` "") or of a macro's runs. */
export interface MetricSum {
  readonly macro: string;
  readonly metric: string;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
}

/** A session that a user named, within one of the engine. */
export interface StoredNamedSession {
  readonly id: string;
  /** The engine's session. */
  readonly session: string;
  readonly name: string;
  readonly startedWall: number;
  /** Null while it goes on, and where the engine ended before it. */
  readonly endedWall: number | null;
}

/** The part of a reader that sums up. */
export interface SumReader {
  /** Firings, counted by macro, rule, threshold and what came of them. */
  firingCounts(scope: Scope): readonly FiringCount[];
  /** What `cancel all` ended besides, counted likewise. */
  cancelledAlong(scope: Scope): readonly FiringCount[];
  /** Oldest first, by pages; of a macro also each `cancel all`, which may have ended it. */
  cancellations(query: CancellationQuery, cursor: string | null): Page<StoredDecision>;
  /** A `cancel all` counts for each macro that it ended. */
  cancelledCount(query: CancellationQuery): number;
  /** Runs that a decision of `cancel all` ended besides its own. */
  endedAlong(decision: string): readonly string[];
  /** When firings with consequences came, oldest first, in steps aligned to the epoch; those of dry runs where asked for. */
  firingSteps(scope: Scope, stepMs: number, dryRun: boolean): readonly FiringStep[];
  /** Sessions that were under way in the time, oldest first. */
  sessionSpans(scope: Omit<Scope, "session">): readonly SessionSpan[];
  /** The engine's session before this one, of the same policies. */
  sessionBefore(id: string): string | null;
  /** Runs that were under way in the time, oldest first. */
  runSpans(scope: Omit<Scope, "session">): readonly RunSpan[];
  decidedOn(scope: Scope): readonly DecidedOn[];
  /** Every metric of the system in the time. Where only sums by the minute or hour are left, their borders are rounded to. */
  systemSums(scope: Omit<Scope, "session">): readonly MetricSum[];
  /** Every metric of these runs, by macro; of all their time where the scope does not bound it. */
  runSums(runs: readonly string[], scope: Omit<Scope, "session">): readonly MetricSum[];
  /** What a metric of the system (`run` "") or of a run was then: the last sample, or its minute's average; null: unknown. */
  valueAt(metric: string, run: string, wall: number): number | null;
  /** Newest first. */
  namedSessions(scope?: Scope): readonly StoredNamedSession[];
  /** Ids of sessions that go by this name, or whose id begins or ends so, newest first; a few at most. */
  sessionsNamed(text: string): readonly FoundSession[];
}

export interface FoundSession {
  readonly kind: "engine" | "named";
  readonly id: string;
  readonly name: string | null;
  readonly startedWall: number;
}
