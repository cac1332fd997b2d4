/** Conditions as closures over slots, with Kleene's three values. */

import type { ComparisonOperator, Condition, TextTerm } from "@macro-engine/dsl";
import type { Leaves } from "./leaves.ts";
import { compileSide, constantSide, leafSide, type Side, valueAt } from "./terms.ts";
import type { Texts } from "./texts.ts";

/** 0 false, 1 unknown, 2 true: `and` is the least, `or` the greatest, `not` is 2 − x. */
export type Truth = 0 | 1 | 2;

/** `current` holds the values by slot, `slots` the slot of each of the profile's leaves. */
export type Test = (current: Float64Array, slots: Int32Array) => Truth;

export const unknown: Truth = 1;

/** How a truth stands in a slot: 1, 0, or NaN for unknown. */
export const truthValues: readonly [number, number, number] = [0, Number.NaN, 1];

export function truthOf(value: number): Truth {
  return value > 0.5 ? 2 : value <= 0.5 ? 0 : 1;
}

/** Where conditions find their leaves and text constants. */
export interface ConditionScope {
  readonly leaves: Leaves;
  readonly texts: Texts;
}

export function compileCondition(condition: Condition, scope: ConditionScope): Test {
  switch (condition.kind) {
    case "constant": {
      const truth: Truth = condition.value ? 2 : 0;
      return () => truth;
    }
    case "not":
      return negated(compileCondition(condition.operand, scope));
    case "and":
      return allOf(condition.operands.map((operand) => compileCondition(operand, scope)));
    case "or":
      return anyOf(condition.operands.map((operand) => compileCondition(operand, scope)));
    case "compare":
      return comparison(condition.operator, compileSide(condition.left, scope), compileSide(condition.right, scope));
    case "compare-text":
      return equality(condition.equal, textSide(condition.left, scope), textSide(condition.right, scope));
    case "compare-bool":
      return sameTruth(
        condition.equal,
        compileCondition(condition.left, scope),
        compileCondition(condition.right, scope),
      );
    case "flag":
      return flagTest(scope.leaves.metric(condition.metric));
    case "schedule":
      return flagTest(scope.leaves.schedule(condition.schedule));
    case "missing":
      return flagTest(scope.leaves.missing(condition.metric, condition.silentMs));
    default:
      return assertNever(condition);
  }
}

function comparison(operator: ComparisonOperator, left: Side, right: Side): Test {
  switch (operator) {
    case ">":
      return above(left, right);
    case "<":
      return above(right, left);
    case ">=":
      return negated(above(right, left));
    case "<=":
      return negated(above(left, right));
    case "==":
      return equality(true, left, right);
    case "!=":
      return equality(false, left, right);
  }
}

function above(left: Side, right: Side): Test {
  return (current, slots) => {
    left.fill?.(current, slots);
    right.fill?.(current, slots);
    const a = valueAt(left, current, slots);
    const b = valueAt(right, current, slots);
    return a > b ? 2 : a <= b ? 0 : 1;
  };
}

function negated(test: Test): Test {
  return (current, slots) => (2 - test(current, slots)) as Truth;
}

function equality(wanted: boolean, left: Side, right: Side): Test {
  const same: Truth = wanted ? 2 : 0;
  const different: Truth = wanted ? 0 : 2;
  return (current, slots) => {
    left.fill?.(current, slots);
    right.fill?.(current, slots);
    const a = valueAt(left, current, slots);
    const b = valueAt(right, current, slots);
    return Number.isNaN(a) || Number.isNaN(b) ? unknown : a === b ? same : different;
  };
}

function sameTruth(wanted: boolean, left: Test, right: Test): Test {
  const same: Truth = wanted ? 2 : 0;
  const different: Truth = wanted ? 0 : 2;
  return (current, slots) => {
    const a = left(current, slots);
    const b = right(current, slots);
    return a === unknown || b === unknown ? unknown : a === b ? same : different;
  };
}

function allOf(operands: readonly Test[]): Test {
  return (current, slots) => {
    let truth: Truth = 2;
    for (let i = 0; i < operands.length && truth !== 0; i += 1) {
      const next = operands[i]!(current, slots);
      if (next < truth) truth = next;
    }
    return truth;
  };
}

function anyOf(operands: readonly Test[]): Test {
  return (current, slots) => {
    let truth: Truth = 0;
    for (let i = 0; i < operands.length && truth !== 2; i += 1) {
      const next = operands[i]!(current, slots);
      if (next > truth) truth = next;
    }
    return truth;
  };
}

function flagTest(leaf: number): Test {
  return (current, slots) => truthOf(current[slots[leaf]!]!);
}

/** Texts are compared by their number. */
function textSide(term: TextTerm, scope: ConditionScope): Side {
  return term.kind === "text" ? constantSide(scope.texts.pin(term.value)) : leafSide(scope.leaves.metric(term.metric));
}

export function assertNever(value: never): never {
  throw new Error(`program: unexpected ${JSON.stringify(value)}`);
}
