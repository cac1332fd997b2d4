/** Why a rule did what it did, as plain data: for the command, the API and editors. Times are ms of the recording. */

import type { ActionName, Condition, NumericDimension, ProgramRule } from "@macro-engine/dsl";
import type { ComparisonView, RuleView } from "../types.ts";

export type TruthName = RuleView["truth"];

export interface Explanation {
  readonly rule: ProgramRule;
  readonly atMs: number;
  readonly state: RuleView["state"];
  /** Since when pending or firing; null when idle. */
  readonly sinceMs: number | null;
  /** When pending: ms until it fires if the condition stays true. */
  readonly firesInMs: number | null;
  /** The firing that is explained; null: it did not fire, and the changes say what would have made it. */
  readonly firedMs: number | null;
  /** The whole condition. */
  readonly condition: PartView;
  /** The profile's other rules at that time, the nearest to firing first. */
  readonly others: readonly OtherRule[];
  /** In order of the text, the wait last. Each alone, all else as it was. */
  readonly changes: readonly Change[];
  /** How far the changed rule was played: to the time asked about, to when the firing cleared, or to the recording's end. */
  readonly horizonMs: number;
  readonly horizon: "asked" | "cleared" | "end";
  /** Other rules that cancel by then, had this one not: changing it would not have saved the macro. */
  readonly otherCancels: readonly { readonly rule: string; readonly timeMs: number }[];
}

export interface PartView {
  readonly text: string;
  readonly kind: Condition["kind"];
  readonly truth: TruthName;
  /** Since when it has been so, snapshot by snapshot. */
  readonly sinceMs: number;
  /** It has been so at every snapshot that is known. */
  readonly fromStart: boolean;
  /** Null for what is no comparison of numbers. */
  readonly comparison: (ComparisonView & { readonly dimension: NumericDimension }) | null;
  /** Of a comparison: its measured side over the time before. */
  readonly course: readonly CoursePoint[];
  readonly parts: readonly PartView[];
  /** It is what a `share` counts. */
  readonly counted: boolean;
}

export interface CoursePoint {
  readonly timeMs: number;
  readonly value: number | null;
  readonly truth: TruthName;
}

export interface OtherRule extends Omit<RuleView, "comparisons"> {
  readonly all: boolean;
  /** How near its condition is to being true: 1 is true, 0.9 is nine tenths of the limit; null where that cannot be said. */
  readonly near: number | null;
  /** The comparison that decides how near. */
  readonly comparison: ComparisonView | null;
}

export interface Change {
  /** `equality`: of `==` or `!=`, where nearer numbers and farther ones are not alike. */
  readonly kind: "threshold" | "equality" | "for";
  /** What is changed: the comparison as it is, or `for 5s`. */
  readonly text: string;
  readonly outcome: "found" | "none" | "not-analysed";
  /** In words; null when found. */
  readonly reason: string | null;
  readonly dimension: NumericDimension;
  readonly action: ActionName;
  /** The number as it is, base units; null where it is not one number. */
  readonly from: number | null;
  /**
   * Where the outcome turns, and whether a number equal to it is enough. Of an equality: the nearest number that is enough,
   * if inclusive; else it is `from`, and any number will do that was never measured. Null unless found.
   */
  readonly bound: number | null;
  readonly inclusive: boolean;
  /** Whether the number is to be greater or less. */
  readonly direction: "up" | "down";
  /** A number of few digits that is enough, and the rule with it. Played as well. */
  readonly rounded: number | null;
  readonly rule: string | null;
  /** What of the rule changes: `cpu.usage > 91.3%`, `for 6s`. */
  readonly part: string | null;
  /** The param that the number is written as: what the profile would set. */
  readonly param: string | null;
}
