/** The runtime's nouns: program + state + samples → decisions. Pure: the clock enters with the samples. */

import type { ActionName, Level, Place, Program, SampleValue } from "@macro-engine/dsl";

/** One run of one macro, as the evaluator needs to know it. Times are ms on the monotonic clock. */
export interface RunStart {
  readonly id: string;
  readonly macro: string;
  /** Name of the governing profile; null: watched, never acted upon. */
  readonly profile: string | null;
  /** Replaces the profile's level for this run. */
  readonly level?: Level;
  readonly startedAt: number;
}

export type Values = Readonly<Record<string, SampleValue | null>>;

/** What a rule did at a snapshot; everything needed to say why. */
export interface Decision {
  readonly kind: "fire" | "clear";
  /** Snapshot time, ms monotonic. */
  readonly time: number;
  /** The same on the wall clock, ms since the epoch. */
  readonly wall: number;
  readonly run: string;
  readonly macro: string;
  readonly profile: string;
  readonly level: Level;
  readonly rule: string;
  readonly action: ActionName;
  /** `cancel all`. */
  readonly all: boolean;
  readonly message: string;
  /** Every metric that the rule reads, base units; null where missing. */
  readonly values: Values;
  /** The condition with params as values. */
  readonly threshold: string;
  /** When the condition became true, ms monotonic. */
  readonly since: number;
  readonly place: Place;
  /** What mutes it, by `EvaluatorOptions.mutedBy`; absent: nothing. Of a clear: what muted the firing. */
  readonly mute?: string;
}

/** What the evaluator sees of a rule of a running macro, for screens and explanations. */
export interface RuleView {
  readonly rule: string;
  readonly action: ActionName;
  readonly threshold: string;
  readonly state: "idle" | "pending" | "firing";
  readonly truth: "true" | "false" | "unknown";
  /** When pending: ms until it fires if the condition stays true. */
  readonly firesInMs: number | null;
  /** Since when pending or firing, ms monotonic; null when idle. */
  readonly since: number | null;
  /** Its comparisons of a measured side with a limit, in order of the text. */
  readonly comparisons: readonly ComparisonView[];
}

export interface ComparisonView {
  readonly text: string;
  readonly value: number | null;
  readonly limit: number | null;
  readonly valueText: string;
  readonly limitText: string;
  /** Fraction of the limit that is used: 1 at the limit, more beyond; null when it cannot be said. */
  readonly used: number | null;
}

/** The comparisons of a profile's rule as far as the system's metrics tell, whether a macro of it runs or not. */
export interface RuleReading {
  readonly rule: string;
  /** In the order of `RuleView.comparisons`; what only a run knows is null. */
  readonly comparisons: readonly ComparisonView[];
}

/**
 * Evaluates a program over samples, a snapshot at a time.
 *
 * Order of calls: samples with `time` up to t, then `tick(t, wall)`. Times never decrease; a second sample of one metric at
 * one time replaces the first. The list that `tick` returns is valid until the next call.
 */
export interface Evaluator {
  readonly program: Program;
  /** Begins a run. Throws when the id is in use or the profile is not in the program. */
  start(run: RunStart): void;
  /** Forgets a run; unknown ids are ignored. */
  end(id: string): void;
  /** Gives a run another level from the next snapshot on; null: its profile's. Unknown ids are ignored. */
  level(id: string, level: Level | null): void;
  /** Takes a sample: of the system without `run`, else the run's own. Metrics that no rule reads are ignored. */
  sample(metric: string, value: SampleValue, time: number, run?: string): void;
  /** Takes the snapshot of time t: all runs, clears before firings, firings by severity, then declaration. */
  tick(time: number, wall: number): readonly Decision[] | Promise<readonly Decision[]>;
  /** The rules of a run as of the last tick; empty for unknown runs and runs without profile. */
  inspect(id: string): readonly RuleView[];
  /** The rules of a profile by the system's metrics alone, as of the last tick; empty for unknown profiles. */
  readings(profile: string): readonly RuleReading[];
  /**
   * Swaps the program, and the options where they are given. Histories stay; a rule's state stays where profile, name and
   * meaning are the same.
   */
  replace(program: Program, options?: EvaluatorOptions): void;
}

export interface EvaluatorOptions {
  /** Sampling interval, ms; a gap is more than three of them between snapshots. */
  readonly intervalMs: number;
  /** Zone of schedules without one, and of "today"; IANA. Default UTC. */
  readonly zone?: string;
  /** Staleness by metric, ms, where a source has one of its own. */
  readonly stalenessMs?: Readonly<Record<string, number>>;
  /**
   * What mutes a rule of a run at the snapshot of this wall time, ms since the epoch: an id; null, and the default: nothing.
   * A muted rule fires and clears as others do, but its cancel ends no run; if it still fires when nothing mutes it any
   * more, it fires once again.
   */
  readonly mutedBy?: (firing: MutedFiring, wall: number) => string | null;
}

export interface MutedFiring extends Pick<RunStart, "id" | "macro"> {
  readonly level: Level;
  readonly rule: string;
}
