/** The comparisons in a rule's text, and the chains of `and` and `or` that hold them. */

import { remembered } from "../remembered.ts";
import type { Binary, Call, ComparisonOperator, Expression, RuleMember } from "../syntax/ast.ts";

export interface Comparison extends Binary {
  readonly operator: ComparisonOperator;
}

/** Every comparison of a rule's condition and `until`, inside `share` too, in order of the text. */
export const comparisonsOf = remembered((rule: RuleMember): readonly Comparison[] =>
  conditionsOf(rule).flatMap(comparisonsIn),
);

function conditionsOf({ condition, until }: RuleMember): readonly Expression[] {
  return until === null ? [condition] : [condition, until.condition];
}

function comparisonsIn(expression: Expression): Comparison[] {
  switch (expression.kind) {
    case "group":
      return comparisonsIn(expression.inner);
    case "unary":
      return comparisonsIn(expression.operand);
    case "call":
      return expression.arguments.flatMap(comparisonsIn);
    case "binary": {
      const inside = [...comparisonsIn(expression.left), ...comparisonsIn(expression.right)];
      return isComparison(expression) ? [expression, ...inside] : inside;
    }
    default:
      return [];
  }
}

function isComparison(expression: Binary): expression is Comparison {
  return ["<", "<=", ">", ">=", "==", "!="].includes(expression.operator);
}

/** The parts that one `and` or `or` joins, parentheses of the same kind looked through; the expression itself where none does. */
export function partsOf(expression: Expression, operator: "and" | "or"): Expression[] {
  const inner = ungrouped(expression);
  if (inner.kind !== "binary" || inner.operator !== operator) return [expression];
  return [...partsOf(inner.left, operator), ...partsOf(inner.right, operator)];
}

export function ungrouped(expression: Expression): Expression {
  return expression.kind === "group" ? ungrouped(expression.inner) : expression;
}

/** Every call in a rule's condition and `until`, in order of the text. */
export const callsOf = remembered((rule: RuleMember): readonly Call[] => conditionsOf(rule).flatMap(callsIn));

function callsIn(expression: Expression): Call[] {
  switch (expression.kind) {
    case "group":
      return callsIn(expression.inner);
    case "unary":
      return callsIn(expression.operand);
    case "call":
      return [expression, ...expression.arguments.flatMap(callsIn)];
    case "binary":
      return [...callsIn(expression.left), ...callsIn(expression.right)];
    default:
      return [];
  }
}
