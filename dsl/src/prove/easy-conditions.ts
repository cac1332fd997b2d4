/**
 * Conditions that compare metrics, or windows over them, with constants, prepared to be tried at many points: a function, and
 * points worth trying. At a point every metric has stayed level.
 */

import type { Condition, Term, WindowFunction } from "../program/program.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";
import type { Axes, Axis } from "./axes.ts";
import type { Range } from "./ranges.ts";
import { isFalse, isTrue, isUnknown, turned, type Wish } from "./wishes.ts";

/** By the number of the metric; NaN is missing. */
export type Values = number[];

/** Values of some metrics that probably make a condition what is wanted; the others stay as they are. A number, its value, a number … */
export type Proposal = readonly number[];

/** Asked by the thousand: truths are bits, and what is the same each time is worked out once. */
export interface EasyCondition {
  /** One bit. */
  truth(values: Values): Wish;
  /** Few for each truth of the wish, the likeliest first. */
  proposals(wish: Wish): readonly Proposal[];
}

const mostProposals = 3;

/** Windows over a level course, all of whose samples are alike. */
const levels: ReadonlySet<WindowFunction> = new Set(["avg", "min", "max", "p50", "p90", "p95", "p99"]);

const nothing: readonly Proposal[] = [[]];
const none: readonly Proposal[] = [];

interface Numbered {
  readonly number: number;
  readonly axis: Axis;
}

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

class EasyConstant implements EasyCondition {
  readonly #truth: Wish;

  constructor(truth: Wish) {
    this.#truth = truth;
  }

  truth(): Wish {
    return this.#truth;
  }

  proposals(wish: Wish): readonly Proposal[] {
    return (wish & this.#truth) === 0 ? none : nothing;
  }
}

class EasyFlag implements EasyCondition {
  readonly #number: number;

  constructor(number: number) {
    this.#number = number;
  }

  truth(values: Values): Wish {
    const value = values[this.#number]!;
    return Number.isNaN(value) ? isUnknown : value === 1 ? isTrue : isFalse;
  }

  proposals(wish: Wish): readonly Proposal[] {
    const found: Proposal[] = [];
    if (wish & isTrue) found.push([this.#number, 1]);
    if (wish & isFalse) found.push([this.#number, 0]);
    if (wish & isUnknown) found.push([]);
    return found;
  }
}

class EasyNot implements EasyCondition {
  readonly #operand: EasyCondition;

  constructor(operand: EasyCondition) {
    this.#operand = operand;
  }

  truth(values: Values): Wish {
    return turned(this.#operand.truth(values));
  }

  proposals(wish: Wish): readonly Proposal[] {
    return this.#operand.proposals(turned(wish));
  }
}

class EasyComparison implements EasyCondition {
  readonly #metric: Numbered;
  readonly #operator: ComparisonOperator;
  readonly #limit: number;
  #whenTrue: readonly Proposal[] | null = null;
  #whenFalse: readonly Proposal[] | null = null;

  constructor(metric: Numbered, operator: ComparisonOperator, limit: number) {
    this.#metric = metric;
    this.#operator = operator;
    this.#limit = limit;
  }

  truth(values: Values): Wish {
    const value = values[this.#metric.number]!;
    if (Number.isNaN(value)) return isUnknown;
    return holds(value, this.#operator, this.#limit) ? isTrue : isFalse;
  }

  proposals(wish: Wish): readonly Proposal[] {
    if (wish === isTrue) {
      this.#whenTrue ??= this.#propose(this.#operator);
      return this.#whenTrue;
    }
    if (wish === isFalse) {
      this.#whenFalse ??= this.#propose(opposite[this.#operator]);
      return this.#whenFalse;
    }
    return together(this, wish);
  }

  #propose(operator: ComparisonOperator): readonly Proposal[] {
    const { number, axis } = this.#metric;
    const value = valueFor(operator, this.#limit, axis);
    return value === null ? none : [[number, value]];
  }
}

/** Over a run's own metric: unknown for as long as the run is younger than the window. */
class EasyOfRun implements EasyCondition {
  readonly #level: EasyCondition;
  readonly #age: number;
  readonly #windowMs: number;

  constructor(level: EasyCondition, age: number, windowMs: number) {
    this.#level = level;
    this.#age = age;
    this.#windowMs = windowMs;
  }

  truth(values: Values): Wish {
    return values[this.#age]! >= this.#windowMs ? this.#level.truth(values) : isUnknown;
  }

  proposals(wish: Wish): readonly Proposal[] {
    return this.#level.proposals(wish);
  }
}

class EasyChain implements EasyCondition {
  readonly #parts: readonly EasyCondition[];
  readonly #decisive: Wish;
  readonly #otherwise: Wish;
  readonly #known: (readonly Proposal[] | undefined)[] = [];

  constructor(parts: readonly EasyCondition[], decisive: Wish, otherwise: Wish) {
    this.#parts = parts;
    this.#decisive = decisive;
    this.#otherwise = otherwise;
  }

  truth(values: Values): Wish {
    let truth = this.#otherwise;
    for (const part of this.#parts) {
      const next = part.truth(values);
      if (next === this.#decisive) return next;
      if (next === isUnknown) truth = next;
    }
    return truth;
  }

  proposals(wish: Wish): readonly Proposal[] {
    let known = this.#known[wish];
    if (known === undefined) {
      known = this.#propose(wish);
      this.#known[wish] = known;
    }
    return known;
  }

  #propose(wish: Wish): readonly Proposal[] {
    if (wish === isUnknown) return nothing;
    if (wish === this.#decisive) {
      return this.#parts.flatMap((part) => part.proposals(wish)).slice(0, mostProposals);
    }
    if (wish !== this.#otherwise) return together(this, wish);
    let all = nothing;
    for (const part of this.#parts) all = combined(all, part.proposals(wish));
    return all;
  }
}

/** The proposals of each truth that is wished for. */
function together(condition: EasyCondition, wish: Wish): readonly Proposal[] {
  const found: Proposal[] = [];
  if (wish & isTrue) found.push(...condition.proposals(isTrue));
  if (wish & isFalse) found.push(...condition.proposals(isFalse));
  if (wish & isUnknown) found.push([]);
  return found;
}

/** Each of one list with each of another; both ways round, where one metric is in both. */
function combined(some: readonly Proposal[], others: readonly Proposal[]): readonly Proposal[] {
  if (some === nothing) return others;
  const found: Proposal[] = [];
  for (const one of some) {
    for (const other of others) {
      found.push([...one, ...other]);
      if (shareMetric(one, other)) found.push([...other, ...one]);
      if (found.length >= mostProposals) return found.slice(0, mostProposals);
    }
  }
  return found;
}

function shareMetric(one: Proposal, other: Proposal): boolean {
  for (let at = 0; at < one.length; at += 2) {
    for (let index = 0; index < other.length; index += 2) if (one[at] === other[index]) return true;
  }
  return false;
}

function holds(value: number, operator: ComparisonOperator, limit: number): boolean {
  switch (operator) {
    case "<":
      return value < limit;
    case "<=":
      return value <= limit;
    case ">":
      return value > limit;
    case ">=":
      return value >= limit;
    case "==":
      return value === limit;
    case "!=":
      return value !== limit;
  }
}

const mirrored: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "==": "==",
  "!=": "!=",
};

const opposite: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

/** A value of the axis for which `value operator limit` holds; null where none comes to mind. */
function valueFor(operator: ComparisonOperator, limit: number, { domain, isWhole }: Axis): number | null {
  const isIn = limit >= domain.lo && limit <= domain.hi && (!isWhole || Number.isInteger(limit));
  const exactly = isIn ? limit : null;
  switch (operator) {
    case "==":
      return exactly;
    case "!=":
      return above(limit, domain, isWhole) ?? below(limit, domain, isWhole);
    case ">":
      return above(limit, domain, isWhole);
    case ">=":
      return above(limit, domain, isWhole) ?? exactly;
    case "<":
      return below(limit, domain, isWhole);
    case "<=":
      return below(limit, domain, isWhole) ?? exactly;
  }
}

function above(limit: number, { lo, hi }: Range, isWhole: boolean): number | null {
  const from = Math.max(limit, lo);
  const value = isWhole ? Math.floor(from) + 1 : from + Math.min((hi - from) / 2, Math.max(1, Math.abs(from)));
  return value > limit && value <= hi ? value : null;
}

function below(limit: number, { lo, hi }: Range, isWhole: boolean): number | null {
  const from = Math.min(limit, hi);
  const value = isWhole ? Math.ceil(from) - 1 : from - Math.min((from - lo) / 2, Math.max(1, Math.abs(from)));
  return value < limit && value >= lo ? value : null;
}
