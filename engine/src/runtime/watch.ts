/** The parts of a rule's condition, each with its truth and its sides, as of the last snapshot. */

import { type Condition, conditionText, type Term } from "@macro-engine/dsl";
import { type ComparisonPlan, planComparison } from "./comparisons.ts";
import { compileCondition, type Test, type Truth } from "./conditions.ts";
import type { Evaluation } from "./evaluation.ts";
import { conditionsIn, termsIn, termsInTerm } from "./parts.ts";

/** What a part does to the whole: helps it to be true, helps it to be false, or either (0) as others are. */
export type Polarity = 1 | -1 | 0;

export interface WatchedPart {
  readonly condition: Condition;
  readonly text: string;
  /** Index of the part that it is a part of; −1: it is the whole. */
  readonly parent: number;
  readonly polarity: Polarity;
  /** Null for what is no comparison of numbers. */
  readonly comparison: ComparisonPlan | null;
  /** It is what a `share` counts: its parent depends on its past. */
  readonly counted: boolean;
}

/** Reads what the last snapshot has left; a look costs no more than the condition itself. */
export interface RuleWatch {
  /** The whole first, each part before its own parts, in order of the text. */
  readonly parts: readonly WatchedPart[];
  truth(part: number): Truth;
  /** Sides of a comparison, NaN where missing: what is measured, and its limit. */
  value(part: number): number;
  limit(part: number): number;
  /** Since when a rule that does not fire has been waiting, ms; NaN while it is idle. */
  waitingSince(): number;
}

export function watchRule(evaluation: Evaluation, id: string, name: string): RuleWatch | null {
  const run = evaluation.runOf(id);
  const index = run?.plan.rules.findIndex(({ rule }) => rule.name === name) ?? -1;
  if (!run || index < 0) return null;
  const scope = { leaves: run.plan.leaves, texts: evaluation.texts };
  const { program } = evaluation.plan;
  const parts: WatchedPart[] = [];
  const tests: Test[] = [];

  const visit = (condition: Condition, parent: number, polarity: Polarity, negated: boolean, counted: boolean) => {
    const at = parts.length;
    const comparison = condition.kind === "compare" ? planComparison(condition, negated, program, scope) : null;
    parts.push({ condition, text: conditionText(condition, program), parent, polarity, comparison, counted });
    tests.push(compileCondition(condition, scope));
    const turns = condition.kind === "not";
    const inner: Polarity = condition.kind === "compare-bool" ? 0 : turns ? (-polarity as Polarity) : polarity;
    for (const part of conditionsIn(condition)) visit(part, at, inner, negated !== turns, false);
    for (const share of termsIn(condition).flatMap(sharesIn)) visit(share.condition, at, 0, false, true);
  };
  visit(run.plan.rules[index]!.rule.condition, -1, 1, false, false);

  const side = (which: "value" | "limit") => (part: number) =>
    parts[part]!.comparison?.[which](evaluation.slots.current, run.slots) ?? Number.NaN;
  return {
    parts,
    truth: (part) => tests[part]!(evaluation.slots.current, run.slots),
    value: side("value"),
    limit: side("limit"),
    waitingSince: () => evaluation.rules.table.waitingSince(run.firstRow + index),
  };
}

function sharesIn(term: Term): (Term & { readonly kind: "share" })[] {
  return term.kind === "share" ? [term] : termsInTerm(term).flatMap(sharesIn);
}
