/** What claims about profiles are made with: a program, its prover, and a way to play what the prover finds. */

import type { Condition, Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { Prover, Truth, Wanted } from "./prover.ts";
import type { Replay } from "./witness.ts";

export interface ProofRoom {
  /** Its metrics and schedules are those that conditions name; the prover knows the same. */
  readonly program: Program;
  readonly prover: Prover;
  readonly replay: Replay;
}

/** A condition that lasts: what a rule waits for, what ends it, what an assertion names. */
export interface LastingState {
  readonly condition: Condition;
  readonly holdMs: number;
  readonly evidence: readonly string[];
}

/**
 * As many rules are asked about together: a union of more takes the prover longer than anybody waits. A proof stays open then; in
 * a search for a counterexample, whether the others are out of the way is for the replay to say.
 */
export const mostTogether = 40;

export function isTrue(condition: Condition): Wanted {
  return { condition, is: ["true"] };
}

export function isNotTrue(condition: Condition): Wanted {
  return { condition, is: ["false", "unknown"] };
}

const truths = ["true", "false", "unknown"] as const satisfies readonly Truth[];

export function isNot({ condition, is }: Wanted): Wanted {
  return { condition, is: truths.filter((truth) => !is.includes(truth)) };
}

/** The program in which a profile has these rules and there is no other profile. */
export function withRules(program: Program, profile: ProgramProfile, rules: readonly ProgramRule[]): Program {
  return { ...program, profiles: [{ ...profile, rules }], tests: [], assertions: [] };
}
