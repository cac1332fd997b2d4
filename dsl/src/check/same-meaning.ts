/** Compares parts of the syntax tree by what they say, whatever their blanks, comments and parentheses. */

import type { Expression, RuleMember } from "../syntax/ast.ts";
import { evaluate } from "./values.ts";

/** Two constants of one dimension written alike, or of the same value whatever names stand for. */
export function sameConstant(a: Expression, b: Expression): boolean {
  return shapeOf(a) === shapeOf(b) || (constantValue(a) ?? Number.NaN) === constantValue(b);
}

/** Null for a constant that refers to names. */
function constantValue(expression: Expression): number | null {
  const result = evaluate(expression, () => null);
  return result !== null && "value" in result ? result.value : null;
}

/** Two rules of one name that say the same. */
export function sameRule(a: RuleMember, b: RuleMember): boolean {
  return shapeOf(ruleParts(a)) === shapeOf(ruleParts(b));
}

function ruleParts({ action, condition, hold, until, message }: RuleMember): unknown {
  return { action, condition, hold, until, message: message?.parts };
}

/** Everything of a node but where and how it was written. */
function shapeOf(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === "span" || key === "operatorSpan") return undefined;
    if (!isNode(value)) return value;
    let inner: { kind: string } = value;
    while (inner.kind === "group") inner = (inner as Extract<Expression, { kind: "group" }>).inner;
    return inner.kind === "quantity" ? { ...inner, text: "" } : inner;
  });
}

function isNode(value: unknown): value is { kind: string } {
  return typeof value === "object" && value !== null && "kind" in value;
}
