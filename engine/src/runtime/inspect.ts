/** What screens and explanations see of a run's rules, as of the last snapshot. */

import { type ComparisonPlan, compileComparisons, viewComparison } from "./comparisons.ts";
import { type Truth, truthOf } from "./conditions.ts";
import type { Evaluation } from "./evaluation.ts";
import type { RulePlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { tidy } from "./time.ts";
import type { RuleView } from "./types.ts";

const truthNames = ["false", "unknown", "true"] as const satisfies readonly RuleView["truth"][];
const compiled = new WeakMap<RulePlan, readonly ComparisonPlan[]>();

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
    comparisons: comparisonsOf(evaluation, run, plan).map((comparison) =>
      viewComparison(comparison, slots.current, run.slots),
    ),
  };
}

function comparisonsOf(evaluation: Evaluation, run: Run, plan: RulePlan): readonly ComparisonPlan[] {
  const known = compiled.get(plan);
  if (known) return known;
  const scope = { leaves: run.plan.leaves, texts: evaluation.texts };
  const comparisons = compileComparisons(plan.rule.condition, evaluation.plan.program, scope);
  compiled.set(plan, comparisons);
  return comparisons;
}
