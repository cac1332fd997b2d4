/**
 * Whether linear inequalities have a common solution, exactly: the general simplex of Dutertre and de Moura ("A Fast
 * Linear-Arithmetic Solver for DPLL(T)", 2006) in fractions. Strict bounds are bounds with a small positive part of their own.
 */

import {
  add,
  compare,
  divide,
  isZero,
  multiply,
  negate,
  one,
  type Rational,
  rationalOf,
  subtract,
  zero,
} from "./rational.ts";

/** value + small·ε, for an ε > 0 as small as need be. */
interface Near {
  readonly value: Rational;
  readonly small: Rational;
}

function compareNear(a: Near, b: Near): number {
  return compare(a.value, b.value) || compare(a.small, b.small);
}

const origin: Near = { value: zero, small: zero };

/** Bounds of one variable or sum. */
interface Bounds {
  low: Near | null;
  high: Near | null;
}

/** A system that only grows: variables are numbers from 0, sums get the next ones. */
export class Simplex {
  readonly #bounds: Bounds[] = [];
  readonly #values: Near[] = [];
  /** Row of a basic variable, −1 of the others. */
  readonly #rowOf: number[] = [];
  /** Basic variable of each row, and the row: what it is the sum of, by non-basic variable. */
  readonly #basic: number[] = [];
  readonly #rows: Map<number, Rational>[] = [];

  variable(): number {
    this.#bounds.push({ low: null, high: null });
    this.#values.push(origin);
    this.#rowOf.push(-1);
    return this.#bounds.length - 1;
  }

  /** A variable that is Σ coefficient · variable. */
  sum(terms: Iterable<readonly [number, Rational]>): number {
    const row = new Map<number, Rational>();
    for (const [variable, coefficient] of terms) this.#addTo(row, variable, coefficient);
    const sum = this.variable();
    this.#rowOf[sum] = this.#rows.length;
    this.#basic.push(sum);
    this.#rows.push(row);
    this.#values[sum] = this.#valueOfRow(row);
    return sum;
  }

  atLeast(variable: number, bound: Rational, strict = false): void {
    const low = { value: bound, small: strict ? one : zero };
    const bounds = this.#bounds[variable]!;
    if (bounds.low === null || compareNear(low, bounds.low) > 0) bounds.low = low;
    if (this.#rowOf[variable]! < 0 && compareNear(this.#values[variable]!, bounds.low) < 0)
      this.#move(variable, bounds.low);
  }

  atMost(variable: number, bound: Rational, strict = false): void {
    const high = { value: bound, small: strict ? negate(one) : zero };
    const bounds = this.#bounds[variable]!;
    if (bounds.high === null || compareNear(high, bounds.high) < 0) bounds.high = high;
    if (this.#rowOf[variable]! < 0 && compareNear(this.#values[variable]!, bounds.high) > 0)
      this.#move(variable, bounds.high);
  }

  /** Whether all bounds can be met at once. */
  solve(): boolean {
    for (const { low, high } of this.#bounds)
      if (low !== null && high !== null && compareNear(low, high) > 0) return false;
    for (;;) {
      const broken = this.#leastBroken();
      if (broken === null) return true;
      const { variable, target, rises } = broken;
      const entering = this.#entering(this.#rowOf[variable]!, rises);
      if (entering === null) return false;
      this.#pivot(variable, entering, target);
    }
  }

  /** The bounds as they are, to come back to. */
  mark(): readonly Bounds[] {
    return this.#bounds.map(({ low, high }) => ({ low, high }));
  }

  /** Widens the bounds to those of a mark; later variables lose theirs. */
  reset(mark: readonly Bounds[]): void {
    this.#bounds.forEach((bounds, variable) => {
      bounds.low = mark[variable]?.low ?? null;
      bounds.high = mark[variable]?.high ?? null;
    });
    this.#bounds.forEach(({ low, high }, variable) => {
      if (this.#rowOf[variable]! >= 0) return;
      if (low !== null && compareNear(this.#values[variable]!, low) < 0) this.#move(variable, low);
      if (high !== null && compareNear(this.#values[variable]!, high) > 0) this.#move(variable, high);
    });
  }

  /** A variable's value in the last solution. */
  valueOf(variable: number): Rational {
    const { value, small } = this.#values[variable]!;
    return isZero(small) ? value : add(value, multiply(small, this.#epsilon()));
  }

  /** Values of the first `count` variables in the last solution. */
  solution(count: number): Rational[] {
    const epsilon = this.#epsilon();
    return this.#values.slice(0, count).map(({ value, small }) => add(value, multiply(small, epsilon)));
  }

  #addTo(row: Map<number, Rational>, variable: number, coefficient: Rational): void {
    const own = this.#rowOf[variable]!;
    if (own < 0) addTerm(row, variable, coefficient);
    else for (const [other, factor] of this.#rows[own]!) addTerm(row, other, multiply(factor, coefficient));
  }

  #valueOfRow(row: ReadonlyMap<number, Rational>): Near {
    let [value, small] = [zero, zero];
    for (const [variable, factor] of row) {
      value = add(value, multiply(factor, this.#values[variable]!.value));
      small = add(small, multiply(factor, this.#values[variable]!.small));
    }
    return { value, small };
  }

  #leastBroken(): { variable: number; target: Near; rises: boolean } | null {
    let found: { variable: number; target: Near; rises: boolean } | null = null;
    for (const variable of this.#basic) {
      if (found !== null && variable > found.variable) continue;
      const { low, high } = this.#bounds[variable]!;
      const value = this.#values[variable]!;
      if (low !== null && compareNear(value, low) < 0) found = { variable, target: low, rises: true };
      else if (high !== null && compareNear(value, high) > 0) found = { variable, target: high, rises: false };
    }
    return found;
  }

  /** The least variable that can move the row's sum the right way (Bland's rule: it ends). */
  #entering(row: number, rises: boolean): number | null {
    let found: number | null = null;
    for (const [variable, factor] of this.#rows[row]!) {
      if (found !== null && variable > found) continue;
      const up = factor.numerator > 0n === rises;
      const { low, high } = this.#bounds[variable]!;
      const bound = up ? high : low;
      if (bound === null || compareNear(this.#values[variable]!, bound) !== 0) found = variable;
    }
    return found;
  }

  #move(variable: number, to: Near): void {
    const by = minus(to, this.#values[variable]!);
    this.#values[variable] = to;
    this.#rows.forEach((row, index) => {
      const factor = row.get(variable);
      if (factor !== undefined) this.#shift(this.#basic[index]!, by, factor);
    });
  }

  #shift(variable: number, by: Near, factor: Rational): void {
    const { value, small } = this.#values[variable]!;
    this.#values[variable] = {
      value: add(value, multiply(by.value, factor)),
      small: add(small, multiply(by.small, factor)),
    };
  }

  #pivot(leaving: number, entering: number, target: Near): void {
    const index = this.#rowOf[leaving]!;
    const row = this.#rows[index]!;
    const factor = row.get(entering)!;
    const by = minus(target, this.#values[leaving]!);
    const move: Near = { value: divide(by.value, factor), small: divide(by.small, factor) };
    this.#values[leaving] = target;
    this.#values[entering] = plus(this.#values[entering]!, move);
    row.delete(entering);
    const turned = new Map<number, Rational>([[leaving, divide(one, factor)]]);
    for (const [variable, coefficient] of row) turned.set(variable, negate(divide(coefficient, factor)));
    this.#rows[index] = turned;
    this.#basic[index] = entering;
    this.#rowOf[entering] = index;
    this.#rowOf[leaving] = -1;
    this.#rows.forEach((other, at) => {
      const inOther = at === index ? undefined : other.get(entering);
      if (inOther === undefined) return;
      this.#shift(this.#basic[at]!, move, inOther);
      other.delete(entering);
      for (const [variable, coefficient] of turned) addTerm(other, variable, multiply(coefficient, inOther));
    });
  }

  /** An ε that leaves every bound met. */
  #epsilon(): Rational {
    let epsilon = one;
    const keep = (less: Near, more: Near): void => {
      const room = subtract(more.value, less.value);
      const needed = subtract(less.small, more.small);
      if (needed.numerator <= 0n || isZero(room)) return;
      const most = divide(room, needed);
      if (compare(most, epsilon) < 0) epsilon = most;
    };
    this.#bounds.forEach(({ low, high }, variable) => {
      const value = this.#values[variable]!;
      if (low !== null) keep(low, value);
      if (high !== null) keep(value, high);
    });
    return multiply(epsilon, rationalOf(0.5));
  }
}

function addTerm(row: Map<number, Rational>, variable: number, coefficient: Rational): void {
  const before = row.get(variable);
  const after = before === undefined ? coefficient : add(before, coefficient);
  if (isZero(after)) row.delete(variable);
  else row.set(variable, after);
}

function minus(a: Near, b: Near): Near {
  return { value: subtract(a.value, b.value), small: subtract(a.small, b.small) };
}

function plus(a: Near, b: Near): Near {
  return { value: add(a.value, b.value), small: add(a.small, b.small) };
}
