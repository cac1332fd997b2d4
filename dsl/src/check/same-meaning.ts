/** Compares parts of the syntax tree by what they say, whatever their blanks, comments and parentheses, lets by their values. */

import type { Expression, Reference, RuleMember } from "../syntax/ast.ts";
import { type Environment, evaluate } from "./values.ts";

/** Two constants of one dimension written alike, or of the same value whatever params stand for. */
export function sameConstant(a: Expression, b: Expression, lets: Environment): boolean {
  return shapeOf(a, lets) === shapeOf(b, lets) || (constantValue(a, lets) ?? Number.NaN) === constantValue(b, lets);
}

/** Null for a constant that refers to params. */
function constantValue(expression: Expression, lets: Environment): number | null {
  const result = evaluate(expression, lets);
  return result !== null && "value" in result ? result.value : null;
}

/** Two rules of one name that say the same. */
export function sameRule(a: RuleMember, b: RuleMember, lets: Environment): boolean {
  return shapeOf(ruleParts(a), lets) === shapeOf(ruleParts(b), lets);
}

function ruleParts({ action, condition, hold, until, message }: RuleMember): unknown {
  return { action, condition, hold, until, message: message?.parts };
}

/** Everything of a node but where and how it was written. */
function shapeOf(node: unknown, lets: Environment): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === "span" || key === "operatorSpan") return undefined;
    if (!isNode(value)) return value;
    let inner: { kind: string } = value;
    while (inner.kind === "group") inner = (inner as Extract<Expression, { kind: "group" }>).inner;
    if (inner.kind === "quantity") return { quantity: (inner as Extract<Expression, { kind: "quantity" }>).value };
    const constant = inner.kind === "reference" ? lets(inner as Reference) : null;
    return constant === null ? inner : { quantity: constant };
  });
}

function isNode(value: unknown): value is { kind: string } {
  return typeof value === "object" && value !== null && "kind" in value;
}
