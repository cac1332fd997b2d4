/** Comparisons as goals: where a numeric, text or silence comparison is true, false or unknown. */

import { holds, mirrored, opposite } from "../program/operators.ts";
import type { Condition, TextTerm } from "../program/program.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";
import type { Axes, Axis } from "./axes.ts";
import { nextDown, nextUp } from "./doubles.ts";
import { all, always, any, cell, type Goal, isKnown, isMissing, never } from "./goals.ts";
import { known } from "./ranges.ts";
import { axisOfReading, type Interval, type Reading, readTerm, turnedRound } from "./readings.ts";
import { equal, ordered } from "./rows.ts";

/** Goals by truth, of one comparison. */
export interface Outcomes {
  readonly whenTrue: Goal;
  readonly whenFalse: Goal;
  readonly whenUnknown: Goal;
}

const alwaysUnknown: Outcomes = { whenTrue: never, whenFalse: never, whenUnknown: always };

export function constantOutcomes(value: boolean): Outcomes {
  return { whenTrue: value ? always : never, whenFalse: value ? never : always, whenUnknown: never };
}

function negated({ whenTrue, whenFalse, whenUnknown }: Outcomes): Outcomes {
  return { whenTrue: whenFalse, whenFalse: whenTrue, whenUnknown };
}

export function comparisonOutcomes(condition: Condition & { readonly kind: "compare" }, axes: Axes): Outcomes {
  const { operator } = condition;
  const left = readTerm(condition.left, axes);
  const right = readTerm(condition.right, axes);
  if (left.kind === "constant" && right.kind === "constant") {
    if (Number.isNaN(left.value) || Number.isNaN(right.value)) return alwaysUnknown;
    return constantOutcomes(holds(left.value, operator, right.value));
  }
  if (right.kind === "constant") return againstConstant(left, operator, right.value);
  if (left.kind === "constant") return againstConstant(right, mirrored[operator], left.value);
  return ofTwoAxes(axisOfReading(left, axes), operator, axisOfReading(right, axes));
}

function intervalsOf(operator: ComparisonOperator, bound: number): Interval[] {
  const most = Number.POSITIVE_INFINITY;
  switch (operator) {
    case "<":
      return [[-most, nextDown(bound)]];
    case "<=":
      return [[-most, bound]];
    case ">":
      return [[nextUp(bound), most]];
    case ">=":
      return [[bound, most]];
    case "==":
      return [[bound, bound]];
    case "!=":
      return [...intervalsOf("<", bound), ...intervalsOf(">", bound)];
  }
}

function againstConstant(reading: Reading, operator: ComparisonOperator, bound: number): Outcomes {
  if (reading.kind === "constant" || Number.isNaN(bound)) return alwaysUnknown;
  const where = (of: ComparisonOperator) =>
    any(
      intervalsOf(of, bound)
        .flatMap((interval) => turnedRound(reading, interval))
        .map(([lo, hi]) => cell(reading.axis, known(lo, hi))),
    );
  return { whenTrue: where(operator), whenFalse: where(opposite[operator]), whenUnknown: isMissing(reading.axis) };
}

function ofTwoAxes(left: Axis, operator: ComparisonOperator, right: Axis): Outcomes {
  return {
    whenTrue: all([isKnown(left), isKnown(right), rowsOf(left, operator, right)]),
    whenFalse: all([isKnown(left), isKnown(right), rowsOf(left, opposite[operator], right)]),
    whenUnknown: any([isMissing(left), isMissing(right)]),
  };
}

function rowsOf(left: Axis, operator: ComparisonOperator, right: Axis): Goal {
  switch (operator) {
    case "<":
      return ordered(left, right, true);
    case "<=":
      return ordered(left, right, false);
    case ">":
      return ordered(right, left, true);
    case ">=":
      return ordered(right, left, false);
    case "==":
      return equal(left, right);
    case "!=":
      return any([ordered(left, right, true), ordered(right, left, true)]);
  }
}

export function textOutcomes(condition: Condition & { readonly kind: "compare-text" }, axes: Axes): Outcomes {
  const outcomes = sameText(condition.left, condition.right, axes);
  return condition.equal ? outcomes : negated(outcomes);
}

function sameText(left: TextTerm, right: TextTerm, axes: Axes): Outcomes {
  if (left.kind === "text" && right.kind === "text") return constantOutcomes(left.value === right.value);
  if (left.kind === "text") return sameText(right, left, axes);
  const axis = axes.metric(left.metric);
  if (right.kind === "text-metric") return ofTwoAxes(axis, "==", axes.metric(right.metric));
  return againstConstant({ kind: "chain", axis, steps: [] }, "==", axes.numberOfText(right.value));
}
