/** Simple conditions (a value against a constant) as a line of a table: `sign · x > bound`, free of branches. */

import { type ComparisonOperator, type Condition, mirrored } from "@macro-engine/dsl";
import type { Leaves } from "./leaves.ts";
import { constantOf } from "./terms.ts";

/** True when `sign · x > bound`; unknown when x is NaN. `bound` already carries the sign. */
export interface Threshold {
  readonly leaf: number;
  readonly sign: 1 | -1;
  readonly bound: number;
}

/** The condition as a threshold; null when it is none. */
export function thresholdOf(condition: Condition, leaves: Leaves): Threshold | null {
  switch (condition.kind) {
    case "not": {
      const inner = thresholdOf(condition.operand, leaves);
      // not (s·x > b)  ⇔  s·x <= b  ⇔  −s·x >= −b
      return inner && { leaf: inner.leaf, sign: inner.sign === 1 ? -1 : 1, bound: below(-inner.bound) };
    }
    case "flag":
      return { leaf: leaves.metric(condition.metric), sign: 1, bound: 0.5 };
    case "schedule":
      return { leaf: leaves.schedule(condition.schedule), sign: 1, bound: 0.5 };
    case "missing":
      return { leaf: leaves.missing(condition.metric, condition.silentMs), sign: 1, bound: 0.5 };
    case "compare": {
      const left = constantOf(condition.left);
      const right = constantOf(condition.right);
      const limit = left ?? right;
      if ((left === null) === (right === null) || limit === null || Number.isNaN(limit)) return null;
      const leaf = leaves.term(left === null ? condition.left : condition.right);
      return leaf === null
        ? null
        : bounded(leaf, left === null ? condition.operator : mirrored[condition.operator], limit);
    }
    default:
      return null;
  }
}

function bounded(leaf: number, operator: ComparisonOperator, limit: number): Threshold | null {
  switch (operator) {
    case ">":
      return { leaf, sign: 1, bound: limit };
    case ">=":
      return { leaf, sign: 1, bound: below(limit) };
    case "<":
      return { leaf, sign: -1, bound: -limit };
    case "<=":
      return { leaf, sign: -1, bound: below(-limit) };
    default:
      return null;
  }
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The greatest number less than x: `y >= x` is `y > below(x)`. */
function below(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  double[0] = x;
  bits[0]! += x > 0 ? -1n : 1n;
  return double[0]!;
}
