/** The direct parts of conditions and terms, for those that walk over them. */

import type { Condition, Term } from "@macro-engine/dsl";

export function conditionsIn(condition: Condition): readonly Condition[] {
  switch (condition.kind) {
    case "not":
      return [condition.operand];
    case "and":
    case "or":
      return condition.operands;
    case "compare-bool":
      return [condition.left, condition.right];
    default:
      return [];
  }
}

/** Terms that stand directly in a condition, not in a condition within. */
export function termsIn(condition: Condition): readonly Term[] {
  return condition.kind === "compare" ? [condition.left, condition.right] : [];
}

export function termsInTerm(term: Term): readonly Term[] {
  switch (term.kind) {
    case "negate":
    case "absolute":
      return [term.operand];
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return [term.left, term.right];
    default:
      return [];
  }
}
