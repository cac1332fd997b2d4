/** Terms as closures over slots. */

import type { Term } from "@macro-engine/dsl";
import type { ConditionScope } from "./conditions.ts";

/** A number in base units; NaN is missing, and no infinity ever comes out. */
export type Reader = (current: Float64Array, slots: Int32Array) => number;

export function compileTerm(term: Term, scope: ConditionScope): Reader {
  const side = compileSide(term, scope);
  return (current, slots) => {
    side.fill?.(current, slots);
    return valueAt(side, current, slots);
  };
}

/**
 * Where the value of a term stands: in the slot of a leaf, or in a cell of its own (`leaf` −1), in which `fill` puts it. A
 * number that a closure gives back would be allocated at every snapshot.
 */
export interface Side {
  readonly leaf: number;
  readonly cell: Float64Array;
  readonly fill: ((current: Float64Array, slots: Int32Array) => void) | null;
}

/** To be called once the side is filled. */
export function valueAt({ leaf, cell }: Side, current: Float64Array, slots: Int32Array): number {
  return leaf >= 0 ? current[slots[leaf]!]! : cell[0]!;
}

export function compileSide(term: Term, scope: ConditionScope): Side {
  const constant = constantOf(term);
  if (constant !== null) return constantSide(constant);
  const leaf = scope.leaves.term(term);
  if (leaf !== null) return leafSide(leaf);
  const cell = new Float64Array(1);
  switch (term.kind) {
    case "negate":
    case "absolute": {
      const operand = compileSide(term.operand, scope);
      const negates = term.kind === "negate";
      const fill: Side["fill"] = (current, slots) => {
        operand.fill?.(current, slots);
        const value = valueAt(operand, current, slots);
        cell[0] = negates ? -value : Math.abs(value);
      };
      return { leaf: -1, cell, fill };
    }
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return arithmetic(term.kind, compileSide(term.left, scope), compileSide(term.right, scope));
    default:
      throw new Error(`program: ${term.kind} is no term`);
  }
}

export function constantSide(value: number): Side {
  return { leaf: -1, cell: Float64Array.of(value), fill: null };
}

export function leafSide(leaf: number): Side {
  return { leaf, cell: new Float64Array(1), fill: null };
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

function arithmetic(kind: keyof typeof operations, left: Side, right: Side): Side {
  const cell = new Float64Array(1);
  const fill: Side["fill"] = (current, slots) => {
    left.fill?.(current, slots);
    right.fill?.(current, slots);
    const a = valueAt(left, current, slots);
    const b = valueAt(right, current, slots);
    cell[0] = finite(kind === "add" ? a + b : kind === "subtract" ? a - b : kind === "multiply" ? a * b : a / b);
  };
  return { leaf: -1, cell, fill };
}
