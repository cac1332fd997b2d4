/** Between which values a term can lie at all, and what that decides about a comparison. Interval arithmetic: sound, never too narrow. */

import { metricOf } from "../program/metric-of.ts";
import { opposite } from "../program/operators.ts";
import type { Condition, Program, Term } from "../program/program.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";

/** Both ends belong to it; infinite ones are never reached. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const everything: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

export function rangeOf(term: Term, program: Program): Range {
  switch (term.kind) {
    case "constant":
      return { low: term.value, high: term.value };
    case "metric":
    case "forecast":
      return rangeOfMetric(term.metric, program);
    case "window":
      return rangeOfWindow(term.function, rangeOfMetric(term.metric, program));
    case "share":
      return { low: 0, high: 100 };
    case "negate":
      return scaled(rangeOf(term.operand, program), -1);
    case "absolute":
      return absolute(rangeOf(term.operand, program));
    case "add":
      return sum(rangeOf(term.left, program), rangeOf(term.right, program));
    case "subtract":
      return sum(rangeOf(term.left, program), scaled(rangeOf(term.right, program), -1));
    case "multiply":
      return product(term.left, term.right, program);
    case "divide":
      return term.right.kind === "constant" && term.right.value !== 0
        ? scaled(rangeOf(term.left, program), 1 / term.right.value)
        : everything;
  }
}

/** Whether the comparison comes out the same whatever is measured; null when it depends. What is missing leaves both unknown. */
export function decidedByRange(condition: Condition, program: Program): boolean | null {
  if (condition.kind !== "compare") return null;
  const left = rangeOf(condition.left, program);
  const right = rangeOf(condition.right, program);
  if (!canHold(condition.operator, left, right)) return false;
  return canHold(opposite[condition.operator], left, right) ? null : true;
}

function canHold(operator: ComparisonOperator, left: Range, right: Range): boolean {
  switch (operator) {
    case "<":
      return left.low < right.high;
    case "<=":
      return left.low <= right.high;
    case ">":
      return left.high > right.low;
    case ">=":
      return left.high >= right.low;
    case "==":
      return left.low <= right.high && right.low <= left.high;
    case "!=":
      return left.low !== left.high || right.low !== right.high || left.low !== right.low;
  }
}

function rangeOfMetric(name: string, program: Program): Range {
  const metric = metricOf(program, name);
  const [low, high] = metric?.range ?? [null, null];
  return { low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY };
}

function rangeOfWindow(name: Extract<Term, { kind: "window" }>["function"], of: Range): Range {
  switch (name) {
    case "stddev":
      return { low: 0, high: (of.high - of.low) / 2 };
    case "delta":
      return { low: of.low - of.high, high: of.high - of.low };
    case "rate":
      return everything;
    case "anomaly":
      return { low: 0, high: Number.POSITIVE_INFINITY };
    default:
      return of;
  }
}

function product(left: Term, right: Term, program: Program): Range {
  if (left.kind === "constant") return scaled(rangeOf(right, program), left.value);
  return right.kind === "constant" ? scaled(rangeOf(left, program), right.value) : everything;
}

function scaled({ low, high }: Range, factor: number): Range {
  if (factor === 0) return { low: 0, high: 0 };
  return factor > 0 ? { low: low * factor, high: high * factor } : { low: high * factor, high: low * factor };
}

function sum(a: Range, b: Range): Range {
  return { low: a.low + b.low, high: a.high + b.high };
}

function absolute({ low, high }: Range): Range {
  if (low >= 0) return { low, high };
  return high <= 0 ? { low: -high, high: -low } : { low: 0, high: Math.max(-low, high) };
}
