/**
 * The arithmetic between axes, as exact inequalities. The evaluator rounds each sum once, so a sum's axis is tied to its parts by
 * what one rounding leaves: a bound on it (a double) bounds the exact sum up to the middle between that double and its neighbour.
 */

import type { Axis, SumSource } from "./axes.ts";
import { boundsOfAbsolute, boundsOfSum } from "./bounds.ts";
import { greatest, nextDown, nextUp } from "./doubles.ts";
import type { Row } from "./goals.ts";
import { meet, type Range } from "./ranges.ts";
import { add, multiply, negate, one, type Rational, rationalOf, subtract, zero } from "./rational.ts";
import type { Findings } from "./search.ts";
import { Simplex } from "./simplex.ts";

const half = rationalOf(0.5);
/** Relative error of one rounding. */
const unit = rationalOf(2 ** -53);
const more = add(one, unit);
const less = subtract(one, unit);
const minusOne = negate(one);
/** What is lost where a product is too small for a double's full precision. */
const leastProduct = rationalOf(2 ** -1000);
/** Whole numbers below this are added without rounding. */
const exactBelow = 2 ** 53;

/** Axes that are worked out from others and are certainly known. */
export function linksOf(found: Findings): Axis[] {
  return found.axes.filter((axis) => {
    if (axis.source.kind !== "sum" && axis.source.kind !== "quotient") return false;
    const { lo, hi, missing } = found.rangeOf(axis);
    return lo <= hi && !missing;
  });
}

/** The rows and links as a system of inequalities. */
export class System {
  readonly simplex = new Simplex();
  readonly axes: Axis[] = [];
  readonly #variables = new Map<Axis, number>();
  readonly #ranges = new Map<Axis, Range>();
  readonly #found: Findings;
  readonly #margin: number;

  /** `margin`: how far inside every bound a solution has to lie, as a part of the bound or of the range. */
  constructor(found: Findings, margin: number) {
    this.#found = found;
    this.#margin = margin;
    const links = linksOf(found);
    const named = [
      ...found.rows.flatMap(({ terms }) => terms.map(([axis]) => axis)),
      ...links.flatMap(partsOf),
      ...links,
    ];
    for (const axis of new Set(named)) {
      this.axes.push(axis);
      this.#variables.set(axis, this.simplex.variable());
    }
    for (const axis of this.axes) this.#bound(axis, this.#shrunk(axis));
    for (const row of found.rows) this.#addRow(row);
    for (const axis of links) {
      if (axis.source.kind === "sum") this.#addSum(axis, axis.source);
      else if (axis.source.kind === "quotient") this.#addQuotient(axis, axis.source.dividend, axis.source.divisor);
    }
  }

  /** Variables of whole axes. */
  get wholes(): readonly number[] {
    return this.axes.filter((axis) => axis.isWhole).map((axis) => this.variableOf(axis));
  }

  variableOf(axis: Axis): number {
    return this.#variables.get(axis)!;
  }

  #shrunk(axis: Axis): Range {
    const range = this.#rangeOf(axis);
    const { lo, hi } = range;
    if (this.#margin === 0 || lo === hi || axis.isWhole) return range;
    const width = hi - lo;
    const inset = (bound: number) => this.#margin * Math.min(width, Math.max(1, Math.abs(bound)));
    return { lo: isFinal(lo) ? lo + inset(lo) : lo, hi: isFinal(hi) ? hi - inset(hi) : hi, missing: false };
  }

  /** What is left of a range, under the ranges of the parts it is worked out from. */
  #rangeOf(axis: Axis): Range {
    let range = this.#ranges.get(axis);
    if (range === undefined) {
      range = this.#found.rangeOf(axis);
      const parts = (part: Axis) => this.#rangeOf(part);
      if (axis.source.kind === "sum") range = meet(range, boundsOfSum(axis.source, parts));
      else if (axis.source.kind === "absolute") range = meet(range, boundsOfAbsolute(parts(axis.source.operand)));
      this.#ranges.set(axis, range);
    }
    return range;
  }

  #bound(axis: Axis, { lo, hi }: Range): void {
    const variable = this.variableOf(axis);
    if (isFinal(lo)) this.simplex.atLeast(variable, rationalOf(lo));
    if (isFinal(hi)) this.simplex.atMost(variable, rationalOf(hi));
  }

  #sum(terms: readonly (readonly [Axis, Rational])[]): number {
    return this.simplex.sum(terms.map(([axis, by]) => [this.variableOf(axis), by]));
  }

  #addRow({ terms, relation, bound }: Row): void {
    const sum = this.#sum(terms);
    const strict = relation === "<";
    this.simplex.atMost(sum, strict ? subtract(bound, rationalOf(this.#margin)) : bound, strict);
    if (relation === "=") this.simplex.atLeast(sum, bound);
  }

  #addSum(axis: Axis, { terms, constant }: SumSource): void {
    const range = this.#shrunk(axis);
    const sum = this.#sum(terms);
    const isExact = axis.isWhole && Math.max(Math.abs(range.lo), Math.abs(range.hi)) < exactBelow;
    if (isFinal(range.lo))
      this.simplex.atLeast(sum, subtract(isExact ? rationalOf(range.lo) : leastRoundedTo(range.lo), constant));
    if (isFinal(range.hi))
      this.simplex.atMost(sum, subtract(isExact ? rationalOf(range.hi) : mostRoundedTo(range.hi), constant));
    this.#tie(axis, terms, constant, isExact);
    if (terms.length === 2) {
      this.#keepSide(axis, terms[0]!, terms[1]!);
      this.#keepSide(axis, terms[1]!, terms[0]!);
    }
  }

  /** Rounding keeps order: what is not negative, added to a double, does not take the sum below it. */
  #keepSide(axis: Axis, [part, by]: SumSource["terms"][number], [other, otherBy]: SumSource["terms"][number]): void {
    const { lo, hi } = this.#rangeOf(other);
    const rises = isPositive(otherBy) ? lo >= 0 : hi <= 0;
    const falls = isPositive(otherBy) ? hi <= 0 : lo >= 0;
    if ((!rises && !falls) || !isPowerOfTwo(by)) return;
    const off = this.#sum([
      [axis, one],
      [part, negate(by)],
    ]);
    if (rises) this.simplex.atLeast(off, zero);
    else this.simplex.atMost(off, zero);
  }

  /** axis = (Σ + constant)(1 + θ), |θ| ≤ 2⁻⁵³. */
  #tie(axis: Axis, terms: SumSource["terms"], constant: Rational, isExact: boolean): void {
    const { lo, hi } = this.#rangeOf(axis);
    const most = Math.max(Math.abs(lo), Math.abs(hi));
    const scalesOnly = constant.numerator === 0n && terms.length === 1 && isPowerOfTwo(terms[0]![1]);
    if (isExact || scalesOnly) this.#within(axis, terms, constant, zero);
    else if (lo >= 0 || hi <= 0) {
      const [above, below] = lo >= 0 ? [more, less] : [less, more];
      // Sums lose nothing near 0; products may.
      const tiny = terms.length > 1 ? zero : leastProduct;
      this.simplex.atLeast(
        this.#sum([...scaled(terms, above), [axis, minusOne]]),
        negate(add(multiply(constant, above), tiny)),
      );
      this.simplex.atMost(
        this.#sum([...scaled(terms, below), [axis, minusOne]]),
        subtract(tiny, multiply(constant, below)),
      );
    } else if (most < greatest) this.#within(axis, terms, constant, multiply(rationalOf(most), unit));
  }

  #within(axis: Axis, terms: SumSource["terms"], constant: Rational, slack: Rational): void {
    const off = this.#sum([...terms, [axis, minusOne]]);
    this.simplex.atLeast(off, negate(add(constant, slack)));
    this.simplex.atMost(off, subtract(slack, constant));
  }

  /** axis = dividend / divisor, where the divisor's sign is known: its bounds are bounds of the dividend. */
  #addQuotient(axis: Axis, dividend: Axis | number, divisor: Axis): void {
    const { lo, hi } = this.#shrunk(axis);
    const by = this.#found.rangeOf(divisor);
    if (by.missing || (by.lo <= 0 && by.hi >= 0)) return;
    const bounds: [Rational, boolean][] = [];
    if (isFinal(lo)) bounds.push([leastRoundedTo(lo), by.lo > 0]);
    if (isFinal(hi)) bounds.push([mostRoundedTo(hi), by.hi < 0]);
    for (const [bound, isLeast] of bounds) {
      // dividend − bound · divisor
      const own = typeof dividend === "number" ? [] : ([[dividend, one]] as const);
      const rest = this.#sum([...own, [divisor, negate(bound)]]);
      const against = typeof dividend === "number" ? negate(rationalOf(dividend)) : zero;
      if (isLeast) this.simplex.atLeast(rest, against);
      else this.simplex.atMost(rest, against);
    }
  }
}

function isPositive({ numerator }: Rational): boolean {
  return numerator > 0n;
}

/** Such factors change no digit. */
function isPowerOfTwo({ numerator, denominator }: Rational): boolean {
  const size = numerator < 0n ? -numerator : numerator;
  return size !== 0n && (size & (size - 1n)) === 0n && (denominator & (denominator - 1n)) === 0n;
}

function scaled(terms: SumSource["terms"], by: Rational): SumSource["terms"] {
  return terms.map(([axis, factor]) => [axis, multiply(factor, by)]);
}

/** Whether a bound says anything: beyond the greatest value there is none. */
function isFinal(bound: number): boolean {
  return Math.abs(bound) < greatest;
}

/** Axes that an axis is worked out from. */
export function partsOf({ source }: Axis): readonly Axis[] {
  if (source.kind === "absolute") return [source.operand];
  if (source.kind === "sum") return source.terms.map(([axis]) => axis);
  if (source.kind !== "quotient") return [];
  return typeof source.dividend === "number" ? [source.divisor] : [source.dividend, source.divisor];
}

/** Nothing less is rounded to the double. */
function leastRoundedTo(double: number): Rational {
  return multiply(add(rationalOf(double), rationalOf(nextDown(double))), half);
}

function mostRoundedTo(double: number): Rational {
  return multiply(add(rationalOf(double), rationalOf(nextUp(double))), half);
}
