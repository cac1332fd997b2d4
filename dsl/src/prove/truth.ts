/** What a condition is at a point, by the evaluator's own arithmetic. */

import { holds } from "../program/operators.ts";
import type { Condition, Term, TextTerm } from "../program/program.ts";
import type { Axes, Axis } from "./axes.ts";
import type { Truth } from "./prover.ts";

/** Null is missing. */
export type ValueAt = (axis: Axis) => number | null;

export interface PointContext {
  readonly axes: Axes;
  readonly valueAt: ValueAt;
}

export function truthAt(condition: Condition, context: PointContext): Truth {
  const { axes, valueAt } = context;
  switch (condition.kind) {
    case "constant":
      return truthOf(condition.value);
    case "not":
      return opposite[truthAt(condition.operand, context)];
    case "and":
      return chained(condition.operands, context, "false");
    case "or":
      return chained(condition.operands, context, "true");
    case "compare": {
      const left = termAt(condition.left, context);
      const right = termAt(condition.right, context);
      return left === null || right === null ? "unknown" : truthOf(holds(left, condition.operator, right));
    }
    case "compare-text":
      return sameness(textAt(condition.left, context), textAt(condition.right, context), condition.equal);
    case "compare-bool": {
      const left = truthAt(condition.left, context);
      const right = truthAt(condition.right, context);
      return sameness(left === "unknown" ? null : left, right === "unknown" ? null : right, condition.equal);
    }
    case "flag": {
      const value = valueAt(axes.metric(condition.metric));
      return value === null ? "unknown" : truthOf(value === 1);
    }
    case "schedule": {
      const instant = axes.instants.list[valueAt(axes.instant()) ?? 0]!;
      return truthOf(instant.holds[condition.schedule]!);
    }
    case "missing": {
      const silentMs = condition.silentMs ?? axes.stalenessOf(condition.metric);
      return truthOf((valueAt(axes.silence(condition.metric)) ?? 0) > silentMs);
    }
  }
}

const opposite: Readonly<Record<Truth, Truth>> = { true: "false", false: "true", unknown: "unknown" };

function truthOf(value: boolean): Truth {
  return value ? "true" : "false";
}

function chained(operands: readonly Condition[], context: PointContext, decisive: "true" | "false"): Truth {
  let truth: Truth = opposite[decisive];
  for (const operand of operands) {
    const next = truthAt(operand, context);
    if (next === decisive) return decisive;
    if (next === "unknown") truth = "unknown";
  }
  return truth;
}

function sameness(left: string | number | null, right: string | number | null, equal: boolean): Truth {
  return left === null || right === null ? "unknown" : truthOf((left === right) === equal);
}

function textAt(term: TextTerm, { axes, valueAt }: PointContext): number | null {
  return term.kind === "text" ? axes.numberOfText(term.value) : valueAt(axes.metric(term.metric));
}

/** A term's value; null where it is missing. */
function termAt(term: Term, context: PointContext): number | null {
  const { axes, valueAt } = context;
  switch (term.kind) {
    case "constant":
      return finite(term.value);
    case "metric":
      return valueAt(axes.metric(term.metric));
    case "window":
      return valueAt(axes.window(term.metric, term.function, term.windowMs));
    case "forecast":
      return valueAt(axes.forecast(term.metric, term.aheadMs, term.windowMs));
    case "share":
      return valueAt(axes.share(term));
    case "negate":
    case "absolute": {
      const operand = termAt(term.operand, context);
      return operand === null ? null : term.kind === "negate" ? -operand : Math.abs(operand);
    }
    default: {
      const left = termAt(term.left, context);
      const right = termAt(term.right, context);
      return left === null || right === null ? null : finite(calculated(term.kind, left, right));
    }
  }
}

function finite(value: number): number | null {
  return value - value === 0 ? value : null;
}

function calculated(kind: "add" | "subtract" | "multiply" | "divide", a: number, b: number): number {
  return kind === "add" ? a + b : kind === "subtract" ? a - b : kind === "multiply" ? a * b : a / b;
}
