/**
 * The compiled form of a policy set: plain JSON, no source text needed to run it. Inheritance is flattened, params and
 * lets are numbers, every value is in base units (%, ms, B, B/s, fps, °C, 1/s). No infinities, no NaN.
 */

import type { ActionName, ComparisonOperator } from "../syntax/ast.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import type { Dimension, NumericDimension } from "../vocabulary/units.ts";

/** Raised when the shape below changes; a reader refuses what it does not know. */
export const programVersion = 3;

export interface Program {
  readonly version: typeof programVersion;
  /** Every metric that a rule, test or assertion of the set names, and every declared one; by name, unique. */
  readonly metrics: readonly Metric[];
  readonly schedules: readonly ProgramSchedule[];
  readonly profiles: readonly ProgramProfile[];
  readonly tests: readonly ProgramTest[];
  readonly assertions: readonly ProgramAssertion[];
}

/** A place in a policy file; line and column are 1-based, columns in UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `zone` null: the engine's zone; UTC in tests and replay. */
export interface ProgramSchedule {
  readonly name: string;
  readonly zone: string | null;
  readonly spans: readonly ProgramSpan[];
}

/** True on the days in `days` (0 Monday … 6 Sunday) from `start` to `end` (minutes since midnight); `end <= start` runs into the next day. All day: 0 to 1440. */
export interface ProgramSpan {
  readonly days: readonly number[];
  readonly start: number;
  readonly end: number;
}

export type Level = "safe" | "risky" | "dangerous";

export interface ProgramProfile {
  readonly name: string;
  readonly description: string;
  readonly level: Level;
  readonly graceMs: number;
  readonly cooldownMs: number;
  readonly patterns: readonly ProgramPattern[];
  /** Channels by the actions they hear of; "cancel" includes `cancel all`, which can also be asked for alone. */
  readonly notify: readonly { readonly channel: string; readonly actions: readonly NotifiedAction[] }[];
  /** Final values of the params, for display. */
  readonly params: readonly { readonly name: string; readonly value: number; readonly dimension: NumericDimension }[];
  /** In order of declaration (LANGUAGE: bases left to right, then own; an override keeps its place). */
  readonly rules: readonly ProgramRule[];
  readonly place: Place;
}

export type NotifiedAction = ActionName | "cancel all";

export interface ProgramPattern {
  readonly target: "macro" | "process";
  readonly glob: string;
}

export interface ProgramRule {
  readonly name: string;
  readonly action: ActionName;
  /** `cancel all`. */
  readonly all: boolean;
  readonly condition: Condition;
  /** 0 when there is no `for`. */
  readonly holdMs: number;
  readonly until: ProgramUntil | null;
  /** Null: the condition's text and the values of its metrics. */
  readonly message: readonly ProgramMessagePart[] | null;
  /** The condition as written, blanks collapsed, with its `for`. */
  readonly text: string;
  /** The same with params and lets as values: "cpu.usage > 85% for 5s". */
  readonly threshold: string;
  /** Metrics that the condition and then its `until` read, `missing` included, in order of appearance, unique. */
  readonly reads: readonly string[];
  /** Those that only its message reads, in order of appearance. */
  readonly messageReads: readonly string[];
  /** Those that the condition, as written, reads outside `missing`: what counts as evidence for `for`. */
  readonly evidence: readonly string[];
  readonly place: Place;
  /** The profile or template whose body wrote it. */
  readonly declaredIn: string;
}

/** `evidence` as of a rule's condition. */
export interface ProgramUntil {
  readonly condition: Condition;
  /** 0 when there is no `for`. */
  readonly holdMs: number;
  readonly evidence: readonly string[];
}

export type ProgramMessagePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "number"; readonly value: Term; readonly dimension: NumericDimension }
  | { readonly kind: "bool"; readonly value: Condition }
  | { readonly kind: "text-metric"; readonly metric: string };

/** Three-valued (Kleene): true, false, unknown. */
export type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "and" | "or"; readonly operands: readonly Condition[] }
  | {
      readonly kind: "compare";
      readonly operator: ComparisonOperator;
      readonly left: Term;
      readonly right: Term;
      readonly dimension: NumericDimension;
    }
  | { readonly kind: "compare-text"; readonly equal: boolean; readonly left: TextTerm; readonly right: TextTerm }
  | { readonly kind: "compare-bool"; readonly equal: boolean; readonly left: Condition; readonly right: Condition }
  /** A metric of dimension bool. */
  | { readonly kind: "flag"; readonly metric: string }
  /** An index into `Program.schedules`. */
  | { readonly kind: "schedule"; readonly schedule: number }
  /** `silentMs` null: the metric's staleness. Never unknown. */
  | { readonly kind: "missing"; readonly metric: string; readonly silentMs: number | null };

export type TextTerm =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "text-metric"; readonly metric: string };

export type WindowFunction =
  | "avg"
  | "min"
  | "max"
  | "stddev"
  | "p50"
  | "p90"
  | "p95"
  | "p99"
  | "delta"
  | "rate"
  | "anomaly";

/** A number, or missing. */
export type Term =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "metric"; readonly metric: string }
  | { readonly kind: "window"; readonly function: WindowFunction; readonly metric: string; readonly windowMs: number }
  | { readonly kind: "forecast"; readonly metric: string; readonly aheadMs: number; readonly windowMs: number }
  | { readonly kind: "share"; readonly condition: Condition; readonly windowMs: number }
  | { readonly kind: "negate" | "absolute"; readonly operand: Term }
  | { readonly kind: "add" | "subtract" | "multiply" | "divide"; readonly left: Term; readonly right: Term };

// --- Tests ------------------------------------------------------------------------------------------------------

export type SampleValue = number | boolean | string;

export interface ProgramTest {
  readonly title: string;
  readonly profile: string;
  /** Null: 1 s, or the trace's rows. */
  readonly everyMs: number | null;
  /** Wall time of t = 0, ms since the epoch; null: the trace's, else 2026-01-05T12:00:00Z. */
  readonly startMs: number | null;
  readonly runMs: number | null;
  /** Path as written, relative to the test's file. */
  readonly trace: string | null;
  /** In the order of the text. */
  readonly steps: readonly ProgramStep[];
  readonly expectations: readonly ProgramExpectation[];
  readonly place: Place;
}

/** `value` null is `missing`; what `given` assigns is at 0, and marked, since it names no time. */
export type ProgramStep =
  | {
      readonly kind: "assign";
      readonly atMs: number;
      readonly metric: string;
      readonly value: SampleValue | null;
      readonly given?: true;
    }
  | {
      readonly kind: "ramp";
      readonly fromMs: number;
      readonly toMs: number;
      readonly metric: string;
      readonly from: number;
      readonly to: number;
    };

export interface ProgramExpectation {
  readonly negated: boolean;
  readonly outcome: ActionName | "cancel all" | "clear";
  readonly by: string | null;
  readonly when: { readonly kind: "at" | "before" | "after"; readonly timeMs: number } | null;
  /** As written, blanks collapsed. */
  readonly text: string;
  readonly place: Place;
}

// --- Assertions -------------------------------------------------------------------------------------------------

/** Each claim is to hold for each of the profiles. */
export interface ProgramAssertion {
  readonly name: string;
  readonly profiles: readonly string[];
  readonly claims: readonly ProgramClaim[];
  readonly place: Place;
}

/** Whenever the condition has been true for `holdMs`, the profile has answered with `action` or a harsher one. */
export interface ProgramClaim {
  readonly action: ActionName;
  readonly condition: Condition;
  /** 0 when there is no `for`. */
  readonly holdMs: number;
  /** As of a rule. */
  readonly evidence: readonly string[];
  /** The condition as written, blanks collapsed, with its `for`. */
  readonly text: string;
  /** The same with lets as values. */
  readonly threshold: string;
  readonly place: Place;
}

/** What a dimension's values are, for those that print them. */
export type { Dimension };
