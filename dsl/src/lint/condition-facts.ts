/** What can be read off a compiled condition without proof: its comparisons, its metrics, which way it goes. */

import type { Condition, Term } from "../program/program.ts";
import { remembered } from "../remembered.ts";

export function conditionsIn(condition: Condition): Condition[] {
  switch (condition.kind) {
    case "not":
      return [condition, ...conditionsIn(condition.operand)];
    case "and":
    case "or":
      return [condition, ...condition.operands.flatMap(conditionsIn)];
    case "compare-bool":
      return [condition, ...conditionsIn(condition.left), ...conditionsIn(condition.right)];
    default:
      return [condition];
  }
}

/** A term and those that it is made of; conditions inside `share` are not gone into. */
export function termsIn(term: Term): Term[] {
  switch (term.kind) {
    case "negate":
    case "absolute":
      return [term, ...termsIn(term.operand)];
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return [term, ...termsIn(term.left), ...termsIn(term.right)];
    default:
      return [term];
  }
}

/** Metrics whose silence the condition asks about. */
export function metricsWatched(condition: Condition): string[] {
  return conditionsIn(condition).flatMap((part) => (part.kind === "missing" ? [part.metric] : []));
}

/** Metrics whose values are held against something, by themselves or over a window, inside `share` too; in order, unique. */
export const metricsMeasured = remembered((condition: Condition): readonly string[] => {
  const found: string[] = [];
  measureCondition(condition, found);
  return found;
});

function measureCondition(condition: Condition, into: string[]): void {
  switch (condition.kind) {
    case "not":
      measureCondition(condition.operand, into);
      return;
    case "and":
    case "or":
      for (const operand of condition.operands) measureCondition(operand, into);
      return;
    case "compare":
      measureTerm(condition.left, into);
      measureTerm(condition.right, into);
      return;
    case "compare-bool":
      measureCondition(condition.left, into);
      measureCondition(condition.right, into);
      return;
  }
}

function measureTerm(term: Term, into: string[]): void {
  switch (term.kind) {
    case "constant":
      return;
    case "negate":
    case "absolute":
      measureTerm(term.operand, into);
      return;
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      measureTerm(term.left, into);
      measureTerm(term.right, into);
      return;
    case "share":
      measureCondition(term.condition, into);
      return;
    default:
      if (!into.includes(term.metric)) into.push(term.metric);
  }
}
