/** The parts of a condition's `and`s and `or`s, and the condition without some of them. */

import type { Condition } from "../program/program.ts";
import type { Binary, Expression } from "../syntax/ast.ts";
import { ungrouped } from "./comparisons.ts";
import type { RuleView } from "./rule-views.ts";

export interface ChainPart {
  readonly part: Expression;
  /** The `and` or `or` that has it as a side. */
  readonly parent: Binary;
  /** The other parts of its chain. */
  readonly others: readonly Expression[];
}

/** Outer chains before inner ones, the parts of each in order of the text. */
export function chainParts(condition: Expression): ChainPart[] {
  const inner = ungrouped(condition);
  if (inner.kind === "unary" && inner.operator === "not") return chainParts(inner.operand);
  if (inner.kind !== "binary" || (inner.operator !== "and" && inner.operator !== "or")) return [];
  const sides = sidesOf(inner, inner.operator);
  const parts = sides.map(({ part }) => part);
  const own = sides.map((side) => ({ ...side, others: parts.filter((part) => part !== side.part) }));
  return [...own, ...parts.flatMap(chainParts)];
}

function sidesOf(chain: Binary, operator: Binary["operator"]): Omit<ChainPart, "others">[] {
  return [chain.left, chain.right].flatMap((side) => {
    const inner = ungrouped(side);
    const continues = inner.kind === "binary" && inner.operator === operator;
    return continues ? sidesOf(inner, operator) : [{ part: side, parent: chain }];
  });
}

/** What the condition would be; null when nothing is left of it. */
export function conditionWithout(
  view: RuleView,
  expression: Expression,
  dropped: ReadonlySet<Expression>,
): Condition | null {
  if (dropped.has(expression)) return null;
  if (expression.kind === "group") return conditionWithout(view, expression.inner, dropped);
  if (expression.kind === "unary" && expression.operator === "not") {
    const operand = conditionWithout(view, expression.operand, dropped);
    return operand === null ? null : { kind: "not", operand };
  }
  if (expression.kind !== "binary" || (expression.operator !== "and" && expression.operator !== "or")) {
    return view.condition(expression);
  }
  const sides = [expression.left, expression.right].map((side) => conditionWithout(view, side, dropped));
  return joined(
    expression.operator,
    sides.filter((side) => side !== null),
  );
}

function joined(kind: "and" | "or", operands: readonly Condition[]): Condition | null {
  return operands.length > 1 ? { kind, operands } : (operands[0] ?? null);
}
