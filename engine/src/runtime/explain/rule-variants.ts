/** A rule with one of its numbers replaced. */

import {
  type Condition,
  conditionText,
  exactQuantity,
  type Program,
  type ProgramRule,
  type Term,
} from "@macro-engine/dsl";
import { constantOf } from "../terms.ts";

/** The condition with the constant side of its comparison number `at` (in the order of the text, not within `share`) replaced. */
export function withLimit(condition: Condition, at: number, limit: number): Condition {
  let seen = -1;
  const replace = (inner: Condition): Condition => {
    switch (inner.kind) {
      case "not":
        return { ...inner, operand: replace(inner.operand) };
      case "and":
      case "or":
        return { ...inner, operands: inner.operands.map(replace) };
      case "compare-bool":
        return { ...inner, left: replace(inner.left), right: replace(inner.right) };
      case "compare": {
        seen += 1;
        if (seen !== at) return inner;
        const constant: Term = { kind: "constant", value: limit };
        return isLimit(inner.left) ? { ...inner, left: constant } : { ...inner, right: constant };
      }
      default:
        return inner;
    }
  };
  return replace(condition);
}

function isLimit(term: Term): boolean {
  return constantOf(term) !== null;
}

/** Whether exactly one side of a comparison is a number that the policy sets. */
export function hasLimit(condition: Condition): boolean {
  return condition.kind === "compare" && isLimit(condition.left) !== isLimit(condition.right);
}

/** The rule as policy text, numbers as they are: `cpu.usage > 91.3% for 5s`. */
export function ruleText({ condition, holdMs }: Pick<ProgramRule, "condition" | "holdMs">, program: Program): string {
  const text = conditionText(condition, program);
  return holdMs === 0 ? text : `${text} for ${exactQuantity(holdMs, "duration")}`;
}
