/** Conditions and terms as closures over slots, with Kleene's three values. */

import type { ComparisonOperator, Condition, Term, TextTerm } from "@macro-engine/dsl";
import type { Leaves } from "./leaves.ts";
import type { Texts } from "./texts.ts";

/** 0 false, 1 unknown, 2 true: `and` is the least, `or` the greatest, `not` is 2 − x. */
export type Truth = 0 | 1 | 2;

/** `current` holds the values by slot, `slots` the slot of each of the profile's leaves. */
export type Test = (current: Float64Array, slots: Int32Array) => Truth;

/** A number in base units; NaN is missing, and no infinity ever comes out. */
export type Reader = (current: Float64Array, slots: Int32Array) => number;

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
    case "not": {
      const operand = compileCondition(condition.operand, scope);
      return (current, slots) => (2 - operand(current, slots)) as Truth;
    }
    case "and":
      return allOf(condition.operands.map((operand) => compileCondition(operand, scope)));
    case "or":
      return anyOf(condition.operands.map((operand) => compileCondition(operand, scope)));
    case "compare":
      return comparison(condition.operator, compileTerm(condition.left, scope), compileTerm(condition.right, scope));
    case "compare-text":
      return equality(condition.equal, textReader(condition.left, scope), textReader(condition.right, scope));
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

export function compileTerm(term: Term, scope: ConditionScope): Reader {
  const constant = constantOf(term);
  if (constant !== null) return () => constant;
  const leaf = scope.leaves.term(term);
  if (leaf !== null) return (current, slots) => current[slots[leaf]!]!;
  switch (term.kind) {
    case "negate": {
      const operand = compileTerm(term.operand, scope);
      return (current, slots) => -operand(current, slots);
    }
    case "absolute": {
      const operand = compileTerm(term.operand, scope);
      return (current, slots) => Math.abs(operand(current, slots));
    }
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return arithmetic(term.kind, compileTerm(term.left, scope), compileTerm(term.right, scope));
    default:
      throw new Error(`program: ${term.kind} is no term`);
  }
}

/** The value of a term without leaves, NaN where it divides by zero; null for a term that varies. */
export function constantOf(term: Term): number | null {
  switch (term.kind) {
    case "constant":
      return finite(term.value);
    case "negate":
    case "absolute": {
      const value = constantOf(term.operand);
      if (value === null) return null;
      return term.kind === "negate" ? -value : Math.abs(value);
    }
    case "add":
    case "subtract":
    case "multiply":
    case "divide": {
      const left = constantOf(term.left);
      const right = constantOf(term.right);
      return left === null || right === null ? null : finite(operations[term.kind](left, right));
    }
    default:
      return null;
  }
}

const operations = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
};

function finite(value: number): number {
  return value - value === 0 ? value : Number.NaN;
}

function arithmetic(kind: keyof typeof operations, left: Reader, right: Reader): Reader {
  switch (kind) {
    case "add":
      return (current, slots) => finite(left(current, slots) + right(current, slots));
    case "subtract":
      return (current, slots) => finite(left(current, slots) - right(current, slots));
    case "multiply":
      return (current, slots) => finite(left(current, slots) * right(current, slots));
    case "divide":
      return (current, slots) => finite(left(current, slots) / right(current, slots));
  }
}

function comparison(operator: ComparisonOperator, left: Reader, right: Reader): Test {
  switch (operator) {
    case ">":
      return (current, slots) => above(left(current, slots), right(current, slots));
    case "<":
      return (current, slots) => above(right(current, slots), left(current, slots));
    case ">=":
      return (current, slots) => (2 - above(right(current, slots), left(current, slots))) as Truth;
    case "<=":
      return (current, slots) => (2 - above(left(current, slots), right(current, slots))) as Truth;
    case "==":
      return equality(true, left, right);
    case "!=":
      return equality(false, left, right);
  }
}

function above(a: number, b: number): Truth {
  return a > b ? 2 : a <= b ? 0 : 1;
}

function equality(wanted: boolean, left: Reader, right: Reader): Test {
  const same: Truth = wanted ? 2 : 0;
  const different: Truth = wanted ? 0 : 2;
  return (current, slots) => {
    const a = left(current, slots);
    const b = right(current, slots);
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
function textReader(term: TextTerm, scope: ConditionScope): Reader {
  if (term.kind === "text") {
    const number = scope.texts.pin(term.value);
    return () => number;
  }
  const leaf = scope.leaves.metric(term.metric);
  return (current, slots) => current[slots[leaf]!]!;
}

export function assertNever(value: never): never {
  throw new Error(`program: unexpected ${JSON.stringify(value)}`);
}
