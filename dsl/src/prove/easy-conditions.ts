/**
 * Conditions that compare metrics, or windows over them, with constants, prepared to be tried at many points: a function, and
 * points worth trying. At a point every metric has stayed level.
 */

import { mirrored } from "../program/operators.ts";
import type { Condition, Term, WindowFunction } from "../program/program.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";
import type { Axes } from "./axes.ts";
import {
  EasyChain,
  EasyComparison,
  type EasyCondition,
  EasyConstant,
  EasyFlag,
  EasyNot,
  EasyOfRun,
  type Numbered,
  type Values,
} from "./easy-kinds.ts";
import { isFalse, isTrue } from "./wishes.ts";

/** Windows over a level course, all of whose samples are alike. */
const levels: ReadonlySet<WindowFunction> = new Set(["avg", "min", "max", "p50", "p90", "p95", "p99"]);

export class EasyConditions {
  /** What metrics are where no proposal says otherwise: missing, or what is said at `#number`. */
  readonly values: Values = [];
  readonly #axes: Axes;
  readonly #numbers = new Map<string, Numbered>();

  constructor(axes: Axes) {
    this.#axes = axes;
  }

  /** Null for a condition that is not easy. */
  of(condition: Condition): EasyCondition | null {
    switch (condition.kind) {
      case "constant":
        return new EasyConstant(condition.value ? isTrue : isFalse);
      case "flag":
        return new EasyFlag(this.#number(condition.metric).number);
      case "not": {
        const operand = this.of(condition.operand);
        return operand === null ? null : new EasyNot(operand);
      }
      case "and":
      case "or":
        return this.#chain(condition.operands, condition.kind);
      case "compare":
        return this.#comparison(condition.left, condition.operator, condition.right);
      default:
        return null;
    }
  }

  #chain(operands: readonly Condition[], kind: "and" | "or"): EasyCondition | null {
    const parts: EasyCondition[] = [];
    for (const operand of operands) {
      const part = this.of(operand);
      if (part === null) return null;
      parts.push(part);
    }
    return kind === "and" ? new EasyChain(parts, isFalse, isTrue) : new EasyChain(parts, isTrue, isFalse);
  }

  #comparison(left: Term, operator: ComparisonOperator, right: Term): EasyCondition | null {
    if (left.kind === "constant" && right.kind !== "constant") return this.#comparison(right, mirrored[operator], left);
    if (right.kind !== "constant") return null;
    if (left.kind === "metric") return new EasyComparison(this.#number(left.metric), operator, right.value);
    if (left.kind !== "forecast" && (left.kind !== "window" || !levels.has(left.function))) return null;
    return this.#overLevel(left.metric, left.windowMs, operator, right.value);
  }

  /** A window has the value that its metric has while that stays level: of a run's own metrics once the run is as old. */
  #overLevel(metric: string, windowMs: number, operator: ComparisonOperator, limit: number): EasyCondition | null {
    // It never stays level.
    if (metric === "duration") return null;
    const level = new EasyComparison(this.#number(metric), operator, limit);
    if (this.#axes.metricOf(metric).scope !== "macro") return level;
    return new EasyOfRun(level, this.#number("duration").number, windowMs);
  }

  /** `duration` is never missing, and no window waits for it: it begins as great as can be. */
  #number(metric: string): Numbered {
    let known = this.#numbers.get(metric);
    if (known === undefined) {
      const axis = this.#axes.metric(metric);
      const { missing, lo, hi } = axis.domain;
      const value = missing ? Number.NaN : metric === "duration" ? hi : lo;
      known = { number: this.values.push(value) - 1, axis };
      this.#numbers.set(metric, known);
    }
    return known;
  }
}
