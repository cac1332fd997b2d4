/**
 * Windows of one metric as a linear question: how many samples lie in each stretch between two windows' beginnings, and at which
 * level. Counts may be any fraction, since nobody says how densely a metric is sampled, and so the question scales: "some" is "at
 * least 1". Means, extremes, percentiles by nearest rank and the present value are all linear in the counts.
 */

import { cutsOf, type Level, levelsBetween } from "./mixture-levels.ts";
import type { Range } from "./ranges.ts";
import { one, type Rational, rationalOf, zero } from "./rational.ts";
import { Simplex } from "./simplex.ts";
import type { Call } from "./window-values.ts";

/** A call whose value is known, and where it has to lie. */
export interface BoundedCall {
  readonly call: Call;
  readonly range: Range;
}

/** Percent of each percentile. */
const percents: Partial<Record<Call["function"], number>> = { p50: 50, p90: 90, p95: 95, p99: 99 };

const linear: ReadonlySet<Call["function"]> = new Set(["present", "min", "max", "avg", "p50", "p90", "p95", "p99"]);

/** Whether counts alone decide a call's value. */
export function isLinear({ function: name }: Call): boolean {
  return linear.has(name);
}

/** Samples of one value in one stretch of time. */
export interface Column {
  readonly band: number;
  readonly place: number;
  readonly value: number;
}

export interface MixtureOptions {
  /** Of the windows that are known, rising, ms. */
  readonly lengths: readonly number[];
  /** What the metric can be at all. */
  readonly domain: Range;
  readonly isWhole: boolean;
  /** Values at which samples of a level are counted. */
  readonly valuesOf: (level: Level) => readonly number[];
  /** Part of the way into their ranges that means and percentiles have to lie, lest whole counts take them out of these. */
  readonly room: number;
}

/** The levels that the bounds tell apart, and the stretches of time, newest first, each up to a window's beginning. */
export class Mixture {
  readonly columns: Column[] = [];
  readonly #bounds: readonly BoundedCall[];
  readonly #lengths: readonly number[];
  readonly #cuts: readonly number[];
  readonly #room: number;
  readonly #simplex = new Simplex();

  constructor(bounds: readonly BoundedCall[], { lengths, domain, isWhole, valuesOf, room }: MixtureOptions) {
    this.#bounds = bounds;
    this.#lengths = lengths;
    this.#room = room;
    this.#cuts = cutsOf(bounds, domain);
    const levels = levelsBetween(this.#cuts, domain, isWhole).map(({ place, ...level }) => ({
      place,
      values: valuesOf({ place, ...level }),
    }));
    lengths.forEach((_, band) => {
      for (const { place, values } of levels) if (this.#isAllowed(place, band)) this.#addColumns(band, place, values);
    });
    this.#addRows(domain);
  }

  /** Whether there are counts under which every call lies in its range. */
  solve(): boolean {
    return this.#simplex.solve();
  }

  /** As many samples in each stretch as its length asks for. */
  spread(): void {
    const spans = this.#lengths.map((length, at) => length - (this.#lengths[at - 1] ?? 0));
    for (let other = 1; other < spans.length; other += 1) {
      const by = ({ band }: Column) => (band === 0 ? spans[other]! : band === other ? -spans[0]! : null);
      const sum = this.#sum(by);
      this.#simplex.atLeast(sum, zero);
      this.#simplex.atMost(sum, zero);
    }
  }

  /** How many samples each column has in the last solution. */
  counts(): readonly Rational[] {
    return this.#simplex.solution(this.columns.length);
  }

  #addColumns(band: number, place: number, values: readonly number[]): void {
    for (const value of values) {
      this.columns.push({ band, place, value });
      this.#simplex.atLeast(this.#simplex.variable(), zero);
    }
  }

  /** Least and greatest values keep samples out of some levels. */
  #isAllowed(place: number, band: number): boolean {
    return this.#bounds.every(({ call, range }) => {
      if (this.#lengths[band]! > call.windowMs) return true;
      if (call.function === "min") return place >= this.#placeOf(range.lo, -1);
      return call.function !== "max" || place <= this.#placeOf(range.hi, Number.POSITIVE_INFINITY);
    });
  }

  #placeOf(cut: number, otherwise: number): number {
    const at = this.#cuts.indexOf(cut);
    return at < 0 ? otherwise : 2 * at + 1;
  }

  #addRows(domain: Range): void {
    // The shortest window that is known holds a sample, and so does each longer one.
    this.#someAre(({ band }) => band === 0);
    for (const { call, range } of this.#bounds) {
      const { lo, hi } = range;
      const window: Window = {
        holds: ({ band }) => this.#lengths[band]! <= Math.max(call.windowMs, this.#lengths[0]!),
        least: lo > domain.lo,
        most: hi < domain.hi,
        isAbove: ({ place }) => place >= this.#placeOf(lo, -1),
        isBelow: ({ place }) => place <= this.#placeOf(hi, Number.POSITIVE_INFINITY),
      };
      this.#addCall(call, range, window);
    }
  }

  #addCall({ function: name }: Call, range: Range, window: Window): void {
    const { holds, least, most, isAbove, isBelow } = window;
    const percent = percents[name];
    if (name === "present") this.#someAre((column) => holds(column) && isAbove(column) && isBelow(column));
    else if (name === "min" && most) this.#someAre((column) => holds(column) && isBelow(column));
    else if (name === "max" && least) this.#someAre((column) => holds(column) && isAbove(column));
    else if (name === "avg") this.#addMean(range, window);
    else if (percent !== undefined) {
      // The ⌈p · n⌉-th of n is at most h where p · n of them are, and at least l where fewer are less.
      const [more, fewer] = [percent + this.#room * (100 - percent), percent - this.#room * percent];
      if (most) this.#atLeast(zero, (column) => (holds(column) ? (isBelow(column) ? 100 : 0) - more : null));
      if (least) this.#atLeast(one, (column) => (holds(column) ? fewer - (isAbove(column) ? 0 : 100) : null));
    }
  }

  /** Σ (value − mean) · count against 0. */
  #addMean(range: Range, { holds, least, most }: Window): void {
    const [lo, hi] = this.#insetOf(range);
    if (least) this.#atLeast(zero, (column) => (holds(column) ? column.value - lo : null));
    if (most) this.#atLeast(zero, (column) => (holds(column) ? hi - column.value : null));
  }

  #insetOf({ lo, hi }: Range): readonly [number, number] {
    const inset = (end: number) => this.#room * Math.min(hi - lo, Math.max(1, Math.abs(end)));
    return [lo + inset(lo), hi - inset(hi)];
  }

  #someAre(is: (column: Column) => boolean): void {
    this.#atLeast(one, (column) => (is(column) ? 1 : null));
  }

  #atLeast(bound: Rational, by: (column: Column) => number | null): void {
    this.#simplex.atLeast(this.#sum(by), bound);
  }

  /** Σ coefficient · count, or a multiple of it. */
  #sum(by: (column: Column) => number | null): number {
    const coefficients = this.columns.map(by);
    const most = Math.max(...coefficients.map((coefficient) => Math.abs(coefficient ?? 0))) || 1;
    const terms = coefficients.flatMap((coefficient, at) =>
      coefficient === null ? [] : [[at, rationalOf(shortened(coefficient / most))] as const],
    );
    return this.#simplex.sum(terms);
  }
}

/** A whole number up to 2¹⁷: counts need not be exact, and what is short is soon worked out. */
function shortened(part: number): number {
  return Math.sign(part) * Math.ceil(Math.abs(part) * 2 ** 17 - 0.5);
}

/** What a call says of the columns: which are in its window, and which at or above, at or below its range's ends. */
interface Window {
  readonly holds: (column: Column) => boolean;
  readonly least: boolean;
  readonly most: boolean;
  readonly isAbove: (column: Column) => boolean;
  readonly isBelow: (column: Column) => boolean;
}
