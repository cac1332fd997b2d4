/** A report, as the API and `--format json` give it. Times are ISO 8601, lengths ms, values of metrics in base units. */

import type { ActionName, Dimension } from "@macro-engine/dsl";
import type { RunEnd } from "../macros/types.ts";

export interface Report {
  readonly kind: "session" | "period";
  readonly from: string;
  /** When the report was made, where what it tells of goes on. */
  readonly to: string;
  readonly running: boolean;
  readonly madeAt: string;
  /** Null: of a period. */
  readonly session: ReportSession | null;
  /** Sessions of the engine in that time, oldest first. */
  readonly sessions: readonly ReportSession[];
  readonly totals: Totals;
  /** The period or session before; null: there is none in the record. */
  readonly before: TotalsBefore | null;
  /** Most cancelled first, as the next three are. */
  readonly macros: readonly MacroReport[];
  readonly profiles: readonly ProfileReport[];
  readonly rules: readonly RuleReport[];
  readonly reasons: readonly ReasonReport[];
  /** Of the system. */
  readonly metrics: readonly MetricReport[];
  /** Newest first, a hundred at most. */
  readonly cancellations: readonly CancellationReport[];
  readonly firings: FiringCourse;
  /** Of metrics of the system that count most; then of macros, what they said of themselves and what rules upon them read. */
  readonly courses: readonly MetricCourse[];
  /** What is to be known besides. */
  readonly notes: readonly ReportNote[];
}

/** A sentence; the times that it ends with, if any, stand apart: each reader has a clock of its own. */
export interface ReportNote {
  readonly text: string;
  readonly times: readonly string[];
}

export interface ReportSession {
  readonly kind: "engine" | "named";
  readonly id: string;
  readonly name: string | null;
  readonly startedAt: string;
  /** Null while it goes on. */
  readonly endedAt: string | null;
  /** How the engine ended; null while it goes on, and for named ones. */
  readonly how: string | null;
  readonly dryRun: boolean;
  readonly policies: readonly string[];
}

/** How often rules fired; a `cancel all` is one firing, and a cancellation of each macro that it ended. Those without consequences, in dry runs and under mutes, count apart and nowhere else. */
export interface Tally {
  readonly firings: number;
  readonly warnings: number;
  readonly throttles: number;
  readonly pauses: number;
  readonly cancellations: number;
  /** Firings whose action came to nothing. */
  readonly failed: number;
  readonly dryRun: number;
  readonly muted: number;
}

export interface Totals extends Tally {
  readonly runs: number;
  /** Different ones. */
  readonly macros: number;
  /** Time that runs were guarded under a profile, summed over them; dry runs guard nothing. */
  readonly protectedMs: number;
  /** Time that an engine watched runs without guarding them: under no profile, or in a dry run. */
  readonly unprotectedMs: number;
  /** Time that an engine was there, that of several at once counting once. */
  readonly engineMs: number;
  /** Cancellations in an hour of protected time; null without any. */
  readonly cancellationsPerHour: number | null;
  readonly ends: RunEnds;
}

export interface TotalsBefore extends Totals {
  readonly from: string;
  readonly to: string;
  /** Null: a period. */
  readonly session: string | null;
}

/** How runs ended in that time; `running`: not in it. */
export type RunEnds = Readonly<Record<RunEnd["kind"] | "running", number>>;

export interface MacroReport extends Tally {
  readonly macro: string;
  /** What it last called itself; null: nothing. */
  readonly title: string | null;
  /** Those that governed it. */
  readonly profiles: readonly string[];
  readonly runs: number;
  readonly protectedMs: number;
  readonly unprotectedMs: number;
  /** Of its longest run, in that time. */
  readonly longestMs: number;
  readonly ends: RunEnds;
  readonly metrics: readonly MetricReport[];
}

export interface ProfileReport extends Tally {
  readonly profile: string;
  readonly runs: number;
  readonly protectedMs: number;
}

export interface RuleReport extends Tally {
  readonly profile: string;
  readonly rule: string;
  readonly action: ActionName;
  /** As it last fired. */
  readonly threshold: string;
  readonly message: string;
  readonly lastAt: string;
  /** Names, most fired upon first. */
  readonly macros: readonly string[];
}

/** What was past its limit, whatever rule said so. */
export interface ReasonReport extends Tally {
  /** The metrics that the rules read, with commas between them. */
  readonly reason: string;
  readonly metrics: readonly string[];
  readonly rules: readonly string[];
}

export interface MetricReport {
  readonly metric: string;
  /** Null: a declared metric. */
  readonly dimension: Dimension | null;
  readonly min: number;
  readonly avg: number;
  readonly max: number;
  readonly samples: number;
  /** In the period or session before; null: not measured then, and for a macro's own. */
  readonly before: { readonly avg: number; readonly max: number } | null;
}

export interface CancellationReport {
  /** Id of the decision. */
  readonly id: string;
  readonly time: string;
  readonly session: string;
  readonly run: string;
  readonly macro: string;
  readonly profile: string;
  readonly rule: string;
  readonly message: string;
  readonly threshold: string;
  readonly dryRun: boolean;
  /** What came of it, in words; null: nothing is known. */
  readonly outcome: string | null;
  readonly ok: boolean | null;
}

/** Firings with consequences over time, in steps; empty ones are left out. In a dry run, those that would have had some. */
export interface FiringCourse {
  readonly stepMs: number;
  readonly points: readonly FiringPoint[];
}

export interface FiringPoint extends Readonly<Record<ActionName, number>> {
  readonly time: string;
}

export interface MetricCourse {
  /** Over all of its runs in that time; null: of the system. */
  readonly macro: string | null;
  readonly metric: string;
  readonly dimension: Dimension | null;
  readonly stepMs: number;
  readonly points: readonly {
    readonly time: string;
    readonly min: number;
    readonly avg: number;
    readonly max: number;
  }[];
}
