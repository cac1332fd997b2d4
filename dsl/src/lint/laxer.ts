/** What one set of rules answers and another does not: shown by a replay, or not claimed. */

import { harshnessOf } from "../program/harshness.ts";
import type { Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import { meaningOf } from "../prove/compare-rules.ts";
import { coveredBy } from "../prove/coverage.ts";
import { describeWitness } from "../prove/describe-witness.ts";
import { refuteLasting, refuteRetained } from "../prove/refute.ts";
import { withRules } from "../prove/room.ts";
import { firstRefuted, provedAtLeast } from "../prove/strictness.ts";
import { divergence } from "../prove/timeline.ts";
import type { ReplayedEvent, Witness } from "../prove/witness.ts";
import { provingOnly } from "./questions.ts";
import type { LintSet } from "./rule.ts";

/** A rule that the one side has, and that the other as a whole does not make up for. */
export interface LostRule {
  readonly rule: ProgramRule;
  /** Ends where the one side has answered and the other has not. */
  readonly witness: Witness;
  /** What the one side does. */
  readonly answer: Pick<ReplayedEvent, "action" | "all">;
}

/** What the rules of `before` answer and all the rules of `after` together do not. */
export function* lostRules(set: LintSet, before: ProgramProfile, after: ProgramProfile): Iterable<LostRule> {
  const kept = new Set(after.rules.map(meaningOf));
  for (const rule of before.rules) {
    if (kept.has(meaningOf(rule))) continue;
    const lost = lostRule(set, before, rule, after.rules);
    if (lost !== null) yield lost;
  }
}

/** Null where the rules of `after` do all that the rule did, or where it was not shown that they do not. */
function lostRule(
  set: LintSet,
  before: ProgramProfile,
  rule: ProgramRule,
  after: readonly ProgramRule[],
): LostRule | null {
  const atLeast = harshnessOf(rule);
  const answers = after.filter((other) => harshnessOf(other) >= atLeast);
  if (isMadeUpFor(set, rule, answers)) return null;
  const counterpart = answers.find(({ name }) => name === rule.name);
  const courses = function* () {
    yield* refuteLasting(set.prover, rule, answers);
    if (counterpart !== undefined) yield* refuteRetained(set.prover, rule, counterpart);
  };
  // Under one profile's name, so that a witness plays for both alike.
  const programs = [withRules(set.program, before, before.rules), withRules(set.program, before, answers)];
  const refuted = firstRefuted(courses(), rule.reads, (witness) => {
    const [one, other] = programs.map((program) => set.replay(program, before.name, witness));
    return divergence(witness, one!, other!, atLeast);
  });
  return refuted === null ? null : { rule, witness: refuted.witness, answer: refuted.divergence.answer };
}

function isMadeUpFor(set: LintSet, rule: ProgramRule, answers: readonly ProgramRule[]): boolean {
  const prover = provingOnly(set.prover);
  if (rule.action === "cancel") return coveredBy(prover, rule, answers, "fired").kind === "proved";
  return answers.some((answer) => provedAtLeast(prover, rule, answer).kind === "proved");
}

/** A course of samples that a rule cancels on and others do not; null where none was shown. */
export function cancelledOnlyBy(
  set: LintSet,
  { profile, rule }: { readonly profile: ProgramProfile; readonly rule: ProgramRule },
  others: readonly ProgramRule[],
): Witness | null {
  return lostRule(set, { ...profile, rules: [rule] }, rule, others)?.witness ?? null;
}

/** "latency = 510ms for 3s pauses a macro". */
export function lostText({ rule, witness, answer }: LostRule, program: Program): string {
  return `${describeWitness(witness, rule.reads, program)} ${actsOn(answer)}`;
}

function actsOn({ action, all }: LostRule["answer"]): string {
  if (action === "warn") return "is reported";
  return `${action}s ${all ? "every macro" : "a macro"}`;
}
