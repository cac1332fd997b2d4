/** What is answered on one side and not on the other, in words. */

import { harshnessOf } from "../program/harshness.ts";
import type { Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import { compareAllRules } from "../prove/compare-profiles.ts";
import { coveredBy } from "../prove/coverage.ts";
import { describeWitness } from "../prove/describe-witness.ts";
import { refuteLasting } from "../prove/refute.ts";
import { withRules } from "../prove/room.ts";
import { firstRefuted } from "../prove/strictness.ts";
import { divergence } from "../prove/timeline.ts";
import type { ReplayedEvent, Witness } from "../prove/witness.ts";
import { provingOnly } from "./questions.ts";
import type { LintSet } from "./rule.ts";

/** A rule that the one side has, and that the other as a whole does not make up for; shown by a replay. */
export interface LostRule {
  readonly rule: ProgramRule;
  /** Ends where the one side has answered and the other has not; replayed. */
  readonly witness: Witness;
  /** What the one side does. */
  readonly answer: Pick<ReplayedEvent, "action" | "all">;
}

/** What the rules of `before` answer and all the rules of `after` together do not. */
export function lostRules(set: LintSet, before: ProgramProfile, after: ProgramProfile): LostRule[] {
  const { relation, rules } = compareAllRules(set, { before, after });
  // Whatever single rules have lost, the others answer.
  if (relation === "equivalent" || relation === "stricter") return [];
  return rules.flatMap(({ before: rule, lost }) => (rule === null || lost === null ? [] : [{ rule, ...lost }]));
}

/** "latency = 510ms for 3s pauses a macro". */
export function lostText({ rule, witness, answer }: LostRule, program: Program): string {
  return `${describeWitness(witness, rule.reads, program)} ${actsOn(answer)}`;
}

function actsOn({ action, all }: LostRule["answer"]): string {
  if (action === "warn") return "is reported";
  return `${action}s ${all ? "every macro" : "a macro"}`;
}

/** A course of samples that a rule cancels on and others, all harsh enough, do not; null where none was shown. */
export function cancelledOnlyBy(
  set: LintSet,
  { profile, rule }: { readonly profile: ProgramProfile; readonly rule: ProgramRule },
  others: readonly ProgramRule[],
): Witness | null {
  const rules = others.filter((other) => harshnessOf(other) >= harshnessOf(rule));
  if (coveredBy(provingOnly(set.prover), rule, rules, "fired").kind === "proved") return null;
  // Under one profile's name, so that a witness plays for both alike.
  const programs = [withRules(set.program, profile, [rule]), withRules(set.program, profile, rules)];
  const refuted = firstRefuted(refuteLasting(set.prover, rule, rules), (witness) => {
    const [one, other] = programs.map((program) => set.replay(program, profile.name, witness));
    return divergence(witness, one!, other!, harshnessOf(rule));
  });
  return refuted?.witness ?? null;
}
