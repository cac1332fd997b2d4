/** Which metrics a condition or term reads, in order of appearance. */

import type { Condition, ProgramRule, Term } from "@macro-engine/dsl";
import { conditionsIn, termsIn, termsInTerm } from "./parts.ts";

/** Metrics that the condition reads outside `missing`: what counts as evidence for its `for`. Unique. */
export function evidenceOf(condition: Condition): string[] {
  const found = new Set<string>();
  eachMetric(condition, (name, inMissing) => {
    if (!inMissing) found.add(name);
  });
  return [...found];
}

/** Metrics that the condition itself reads, inside `missing` and outside, in the order of the rule's. */
export function conditionMetrics(rule: ProgramRule): string[] {
  // As written: constants may have been folded away with what stood beside them.
  const found = new Set(rule.evidence);
  eachMetric(rule.condition, (name) => found.add(name));
  return rule.reads.filter((name) => found.has(name));
}

/** Every metric that the rule decides by, those of its until-condition included. Unique. */
export function metricsReadBy(rule: ProgramRule): string[] {
  const found = new Set(rule.reads);
  if (rule.until) eachMetric(rule.until.condition, (name) => found.add(name));
  return [...found];
}

type Found = (name: string, inMissing: boolean) => void;

function eachMetric(condition: Condition, found: Found): void {
  if (condition.kind === "flag") found(condition.metric, false);
  else if (condition.kind === "missing") found(condition.metric, true);
  else if (condition.kind === "compare-text") {
    for (const side of [condition.left, condition.right]) if (side.kind === "text-metric") found(side.metric, false);
  }
  for (const inner of conditionsIn(condition)) eachMetric(inner, found);
  for (const term of termsIn(condition)) eachInTerm(term, found);
}

function eachInTerm(term: Term, found: Found): void {
  if (term.kind === "share") eachMetric(term.condition, found);
  else if ("metric" in term) found(term.metric, false);
  for (const inner of termsInTerm(term)) eachInTerm(inner, found);
}
