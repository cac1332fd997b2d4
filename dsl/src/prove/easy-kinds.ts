/** The kinds of easy conditions: what each comes to at a point, and values that probably make it what is wanted. */

import { holds, opposite } from "../program/operators.ts";
import type { ComparisonOperator } from "../syntax/ast.ts";
import type { Axis } from "./axes.ts";
import { valueFor } from "./likely-values.ts";
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

const nothing: readonly Proposal[] = [[]];
const none: readonly Proposal[] = [];

/** A metric by its place among the values. */
export interface Numbered {
  readonly number: number;
  readonly axis: Axis;
}

export class EasyConstant implements EasyCondition {
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

export class EasyFlag implements EasyCondition {
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

export class EasyNot implements EasyCondition {
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

export class EasyComparison implements EasyCondition {
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
export class EasyOfRun implements EasyCondition {
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

export class EasyChain implements EasyCondition {
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
