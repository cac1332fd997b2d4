/** The numeric comparisons of a condition, as screens show them: `cpu.usage 62% of 85%`. */

import {
  type ComparisonOperator,
  type Condition,
  conditionText,
  mirrored,
  type NumericDimension,
  opposite,
  type Program,
} from "@macro-engine/dsl";
import type { ConditionScope } from "./conditions.ts";
import { quantityText } from "./messages.ts";
import { conditionsIn } from "./parts.ts";
import { compileTerm, constantOf, type Reader } from "./terms.ts";
import type { ComparisonView } from "./types.ts";

export interface ComparisonPlan {
  readonly text: string;
  readonly value: Reader;
  readonly limit: Reader;
  /** The operator under which the comparison makes the condition true: turned round below `not`. */
  readonly operator: ComparisonOperator;
  readonly dimension: NumericDimension;
}

/** In order of the text. A constant stands on the limit's side. */
export function compileComparisons(condition: Condition, program: Program, scope: ConditionScope): ComparisonPlan[] {
  const found: ComparisonPlan[] = [];
  const visit = (inner: Condition, negated: boolean): void => {
    if (inner.kind === "compare") found.push(planComparison(inner, negated, program, scope));
    for (const part of conditionsIn(inner)) visit(part, negated !== (inner.kind === "not"));
  };
  visit(condition, false);
  return found;
}

/** `negated`: it stands below an odd number of `not`. */
export function planComparison(
  comparison: Condition & { readonly kind: "compare" },
  negated: boolean,
  program: Program,
  scope: ConditionScope,
): ComparisonPlan {
  const { left, right, dimension } = comparison;
  const turned = constantOf(left) !== null && constantOf(right) === null;
  const operator = turned ? mirrored[comparison.operator] : comparison.operator;
  return {
    text: conditionText(comparison, program),
    value: compileTerm(turned ? right : left, scope),
    limit: compileTerm(turned ? left : right, scope),
    operator: negated ? opposite[operator] : operator,
    dimension,
  };
}

export function viewComparison(plan: ComparisonPlan, current: Float64Array, slots: Int32Array): ComparisonView {
  return viewSides(plan, plan.value(current, slots), plan.limit(current, slots));
}

/** The comparison with these values of its sides, NaN where missing. */
export function viewSides(plan: Omit<ComparisonPlan, "value" | "limit">, value: number, limit: number): ComparisonView {
  return {
    text: plan.text,
    value: Number.isNaN(value) ? null : value,
    limit: Number.isNaN(limit) ? null : limit,
    valueText: quantityText(value, plan.dimension),
    limitText: quantityText(limit, plan.dimension),
    used: usedOf(plan.operator, value, limit),
  };
}

/** value / limit where more is worse, limit / value where less is; null for signs that give no fraction. */
function usedOf(operator: ComparisonOperator, value: number, limit: number): number | null {
  const fraction =
    operator === ">" || operator === ">="
      ? value / limit
      : operator === "<" || operator === "<="
        ? limit / value
        : Number.NaN;
  return Number.isFinite(fraction) && value >= 0 && limit >= 0 ? fraction : null;
}
