/** What a rule engine in the comparison is: made for a list of rules, then fed snapshots. */

import type { Snapshot, ThresholdRule } from "./workload.ts";

export interface RuleEngine {
  readonly name: string;
  /** Looks at all rules in every snapshot; gives a number that depends on all results. */
  pass(snapshots: readonly Snapshot[]): number | Promise<number>;
  /** The number of true conditions over all snapshots: all engines must agree on it. */
  countTrue(snapshots: readonly Snapshot[]): number | Promise<number>;
  /** Takes so long that it is given the first part of the snapshots only. */
  readonly slow?: boolean;
}

export type RuleEngineFactory = (rules: readonly ThresholdRule[]) => RuleEngine;
