/** What a test expects, held against what happened. */

import type { ProgramExpectation } from "@macro-engine/dsl";
import { sameTimeMs } from "./time.ts";
import type { Decision } from "./types.ts";

export interface Verdict {
  readonly expectation: ProgramExpectation;
  readonly met: boolean;
  /** The decisions that are what the expectation names, its time and rule included. */
  readonly matching: readonly Decision[];
  /** Those that differ from it in time or rule only. */
  readonly near: readonly Decision[];
}

function isOutcome(decision: Decision, outcome: ProgramExpectation["outcome"]): boolean {
  if (outcome === "clear") return decision.kind === "clear";
  if (decision.kind !== "fire") return false;
  // `cancel` includes `cancel all`, not the reverse.
  return outcome === "cancel all" ? decision.action === "cancel" && decision.all : decision.action === outcome;
}

function isWhen(timeMs: number, when: ProgramExpectation["when"]): boolean {
  if (when === null) return true;
  const distance = timeMs - when.timeMs;
  switch (when.kind) {
    case "at":
      return Math.abs(distance) <= sameTimeMs;
    case "before":
      return distance < -sameTimeMs;
    case "after":
      return distance > sameTimeMs;
  }
}

/** Judges one expectation over the decisions of a whole run, in order of time. */
export function judge(expectation: ProgramExpectation, decisions: readonly Decision[]): Verdict {
  const { outcome, by, when, negated } = expectation;
  const alike = decisions.filter((decision) => isOutcome(decision, outcome));
  const matching = alike.filter((decision) => (by === null || decision.rule === by) && isWhen(decision.time, when));
  const near = alike.filter((decision) => !matching.includes(decision));
  return { expectation, met: negated ? matching.length === 0 : matching.length > 0, matching, near };
}
