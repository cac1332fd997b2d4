/** What can be read off a compiled condition without proof: its comparisons, its metrics, which way it goes. */

import type { Condition, Term } from "../program/program.ts";

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

/** Every term of a condition's comparisons. */
function termsOf(condition: Condition): Term[] {
  return conditionsIn(condition).flatMap((part) =>
    part.kind === "compare" ? [...termsIn(part.left), ...termsIn(part.right)] : [],
  );
}

/** Metrics whose silence the condition asks about. */
export function metricsWatched(condition: Condition): string[] {
  return conditionsIn(condition).flatMap((part) => (part.kind === "missing" ? [part.metric] : []));
}

/** Several rules ask it of every condition. */
const measuredIn = new WeakMap<Condition, readonly string[]>();

/** Metrics whose values are held against something, by themselves or over a window, inside `share` too; in order, unique. */
export function metricsMeasured(condition: Condition): readonly string[] {
  let metrics = measuredIn.get(condition);
  if (metrics === undefined) {
    metrics = findMeasured(condition);
    measuredIn.set(condition, metrics);
  }
  return metrics;
}

function findMeasured(condition: Condition): string[] {
  const found = termsOf(condition).flatMap((term) => {
    if (term.kind === "share") return metricsMeasured(term.condition);
    return "metric" in term ? [term.metric] : [];
  });
  return [...new Set(found)];
}
