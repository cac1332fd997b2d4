/** What screens and explanations see of a run's rules, as of the last snapshot. */

import { type ComparisonPlan, compileComparisons, viewComparison } from "./comparisons.ts";
import { type Truth, truthOf } from "./conditions.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Leaf } from "./leaves.ts";
import type { ProfilePlan, RulePlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { tidy } from "./time.ts";
import type { RuleReading, RuleView } from "./types.ts";

const truthNames = ["false", "unknown", "true"] as const satisfies readonly RuleView["truth"][];
const compiled = new WeakMap<RulePlan, readonly ComparisonPlan[]>();
/** By profile: in which slot each leaf's value stands where no run has slots of its own. */
const systemSlots = new WeakMap<Evaluation, Map<ProfilePlan, Int32Array>>();

/** Empty for unknown runs and those that no profile governs. */
export function viewRules(evaluation: Evaluation, id: string): readonly RuleView[] {
  const run = evaluation.runOf(id);
  return run ? run.plan.rules.map((rule, index) => viewRule(evaluation, run, rule, run.firstRow + index)) : [];
}

function viewRule(evaluation: Evaluation, run: Run, plan: RulePlan, row: number): RuleView {
  const { slots } = evaluation;
  const { table } = evaluation.rules;
  const { rule } = plan;
  const fires = table.firing[row] === 1;
  const began = fires ? table.since[row]! : table.waitingSince(row);
  const since = Number.isNaN(began) ? null : began;
  const state = fires ? "firing" : since === null ? "idle" : "pending";
  const truth: Truth = truthOf(table.truth(row, slots.current));
  return {
    rule: rule.name,
    action: rule.action,
    threshold: rule.threshold,
    state,
    truth: truthNames[truth],
    firesInMs: state === "pending" ? Math.max(0, tidy(rule.holdMs - (evaluation.time - since!))) : null,
    since,
    comparisons: comparisonsOf(evaluation, run.plan, plan).map((comparison) =>
      viewComparison(comparison, slots.current, run.slots),
    ),
  };
}

/** The comparisons of a profile's rules as the system's metrics have them; the rest is missing. */
export function viewProfile(evaluation: Evaluation, name: string): readonly RuleReading[] {
  const profile = evaluation.plan.profiles.get(name);
  if (profile === undefined) return [];
  const slots = systemSlotsOf(evaluation, profile);
  return profile.rules.map((plan) => ({
    rule: plan.rule.name,
    comparisons: comparisonsOf(evaluation, profile, plan).map((comparison) =>
      viewComparison(comparison, evaluation.slots.current, slots),
    ),
  }));
}

function systemSlotsOf(evaluation: Evaluation, profile: ProfilePlan): Int32Array {
  let byProfile = systemSlots.get(evaluation);
  if (byProfile === undefined) {
    byProfile = new Map();
    systemSlots.set(evaluation, byProfile);
  }
  const known = byProfile.get(profile);
  if (known !== undefined) return known;
  const { system, scheduleSlots } = evaluation;
  // A derived slot that nobody fills is missing at every snapshot.
  const nowhere = evaluation.slots.allocateDerived();
  const slotOf = (leaf: Leaf): number => {
    if (leaf.kind === "metric") return system.get(leaf.metric.name)?.slot ?? nowhere;
    if (leaf.kind === "window") return system.get(leaf.metric.name)?.slotOf(leaf.call) ?? nowhere;
    return leaf.kind === "schedule" ? scheduleSlots[leaf.schedule]! : nowhere;
  };
  const slots = Int32Array.from(profile.leaves.list, slotOf);
  byProfile.set(profile, slots);
  return slots;
}

function comparisonsOf(evaluation: Evaluation, profile: ProfilePlan, plan: RulePlan): readonly ComparisonPlan[] {
  const known = compiled.get(plan);
  if (known) return known;
  const scope = { leaves: profile.leaves, texts: evaluation.texts };
  const comparisons = compileComparisons(plan.rule.condition, evaluation.plan.program, scope);
  compiled.set(plan, comparisons);
  return comparisons;
}
