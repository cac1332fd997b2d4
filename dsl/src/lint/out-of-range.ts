/** Comparisons that the range of what they measure decides, whatever is measured. */

import { levels } from "../program/levels.ts";
import { metricOf } from "../program/metric-of.ts";
import { exactQuantity } from "../program/print.ts";
import type { Condition, Program, Term } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import { termsIn } from "./condition-facts.ts";
import { decidedByRange, rangeOf } from "./term-range.ts";

export interface OutOfRange {
  /** How it comes out, where it is known. */
  readonly outcome: boolean;
  /** "`cpu.usage` is never more than 100%". */
  readonly reason: string;
}

/** Null for comparisons that depend on what is measured, or that hold no limit against it. */
export function outOfRange(condition: Condition, program: Program): OutOfRange | null {
  if (condition.kind === "compare-text") return unknownLevel(condition);
  if (condition.kind !== "compare") return null;
  const { left, right, operator } = condition;
  if ((left.kind === "constant") === (right.kind === "constant")) return null;
  const [measured, limit] = left.kind === "constant" ? [right, left] : [left, right];
  const outcome = decidedByRange(condition, program);
  if (outcome !== null) return { outcome, reason: `${rangeText(measured, condition.dimension, program)}` };
  const isEquality = operator === "==" || operator === "!=";
  if (isEquality && isWhole(measured, program) && !Number.isInteger((limit as { value: number }).value)) {
    return { outcome: operator === "!=", reason: `\`${nameOf(measured)}\` is a whole number` };
  }
  return null;
}

function unknownLevel(condition: Extract<Condition, { kind: "compare-text" }>): OutOfRange | null {
  const { left, right, equal } = condition;
  const [metric, text] = left.kind === "text" ? [right, left] : [left, right];
  if (metric.kind !== "text-metric" || metric.metric !== "macro.level" || text.kind !== "text") return null;
  if ((levels as readonly string[]).includes(text.value)) return null;
  return { outcome: !equal, reason: "`macro.level` is `safe`, `risky` or `dangerous`" };
}

function rangeText(measured: Term, dimension: Metric["dimension"], program: Program): string {
  const { low, high } = rangeOf(measured, program);
  const name = nameOf(measured);
  const what = name === null ? "what is measured" : `\`${name}\``;
  if (low === Number.NEGATIVE_INFINITY) return `${what} is never more than ${exactQuantity(high, dimension)}`;
  if (high === Number.POSITIVE_INFINITY) return `${what} is never less than ${exactQuantity(low, dimension)}`;
  return `${what} lies between ${exactQuantity(low, dimension)} and ${exactQuantity(high, dimension)}`;
}

/** The metric that a term is, or is the average, forecast or such of; null for sums and shares. */
function nameOf(term: Term): string | null {
  if (term.kind === "metric" || term.kind === "forecast") return term.metric;
  return term.kind === "window" && !["delta", "rate", "stddev", "anomaly"].includes(term.function) ? term.metric : null;
}

function isWhole(term: Term, program: Program): boolean {
  return term.kind === "metric" && metricOf(program, term.metric)?.dimension === "count";
}

/** Several rules ask it of every condition. */
const known = new WeakMap<Condition, boolean>();

/** Whether the condition, or a part of it, comes out the same whatever is measured. */
export function holdsOutOfRange(condition: Condition, program: Program): boolean {
  let holds = known.get(condition);
  if (holds === undefined) {
    holds = findOutOfRange(condition, program);
    known.set(condition, holds);
  }
  return holds;
}

function findOutOfRange(condition: Condition, program: Program): boolean {
  switch (condition.kind) {
    case "not":
      return holdsOutOfRange(condition.operand, program);
    case "and":
    case "or":
      return condition.operands.some((operand) => holdsOutOfRange(operand, program));
    case "compare-bool":
      return holdsOutOfRange(condition.left, program) || holdsOutOfRange(condition.right, program);
    case "compare": {
      if (outOfRange(condition, program) !== null) return true;
      return [condition.left, condition.right].some((side) => shareOutOfRange(side, program));
    }
    default:
      return outOfRange(condition, program) !== null;
  }
}

function shareOutOfRange(term: Term, program: Program): boolean {
  // Most terms are made of nothing else.
  if (term.kind === "metric" || term.kind === "constant" || term.kind === "window") return false;
  return termsIn(term).some((part) => part.kind === "share" && holdsOutOfRange(part.condition, program));
}
