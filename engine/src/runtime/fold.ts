/**
 * Aggregates of a sliding window in O(1) amortised, without ever subtracting a sample, so nothing drifts.
 *
 * Two stacks: the older part of the window keeps, for each sample, the aggregate from it to the end of that part; the newer
 * part keeps one running aggregate. A result merges the two. When the older part is used up, the newer one is folded
 * back-to-front into its place.
 */

import type { History } from "./history.ts";

/** What a window is asked for. `extremes`: min, max; `sum`: avg; `spread`: stddev; `line`: forecast. */
export interface FoldNeeds {
  readonly extremes: boolean;
  readonly sum: boolean;
  readonly spread: boolean;
  readonly line: boolean;
}

/** Columns of the older part, one entry a sample; entry 0 is its newest. Only those needed are kept. */
interface Columns {
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly sum: Float64Array;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
  readonly meanTime: Float64Array;
  readonly timeSquares: Float64Array;
  readonly products: Float64Array;
}

const none = new Float64Array(0);

export class Fold {
  readonly #needs: FoldNeeds;
  #columns: Columns;
  #capacity = 0;
  /** First sample of the newer part. */
  #middle = 0;
  readonly #newer = new Running();
  readonly #result = new Running();

  constructor(needs: FoldNeeds) {
    this.#needs = needs;
    this.#columns = columnsOf(needs, 0);
  }

  /** An empty window whose next sample is `sequence`. */
  reset(sequence: number): void {
    this.#middle = sequence;
    this.#newer.clear();
    this.#newer.origin = Number.NaN;
  }

  /** Takes the sample that stands at `at` in the history's ring. */
  take(history: History, at: number): void {
    const newer = this.#newer;
    if (Number.isNaN(newer.origin)) newer.origin = history.times[at]!;
    newer.take(history, at);
  }

  /** Before sample `from` leaves a window [from, to): makes sure that it stands in the older part. */
  beforeDrop(history: History, from: number, to: number): void {
    if (from >= this.#middle) this.#turn(history, from, to);
  }

  /** The aggregate over [from, to); valid until the next call. */
  over(from: number): Running {
    const result = this.#result;
    result.copy(this.#newer);
    if (from >= this.#middle) return result;
    const entry = this.#middle - 1 - from;
    const { extremes, sum, spread, line } = this.#needs;
    if (extremes) result.mergeExtremes(this.#columns, entry);
    if (sum) result.add(this.#columns.sum, entry);
    if (line) result.mergeLine(this.#columns, entry);
    if (spread) result.mergeSpread(this.#columns, entry);
    if (line || spread) result.mergeMeans(this.#columns, entry);
    return result;
  }

  #turn(history: History, from: number, to: number): void {
    const length = to - from;
    this.#reserve(length);
    const { sum, min, max, mean, squares, meanTime, timeSquares, products } = this.#columns;
    const needs = this.#needs;
    const older = this.#newer;
    older.clear();
    older.origin = history.times[from & history.mask]!;
    for (let entry = 0; entry < length; entry += 1) {
      const at = (to - 1 - entry) & history.mask;
      older.take(history, at);
      if (needs.extremes) {
        min[entry] = older.min;
        max[entry] = older.max;
      }
      if (needs.sum) sum[entry] = older.sum + older.lost;
      if (needs.spread) squares[entry] = older.squares;
      if (needs.spread || needs.line) mean[entry] = older.mean;
      if (needs.line) {
        meanTime[entry] = older.meanTime;
        timeSquares[entry] = older.timeSquares;
        products[entry] = older.products;
      }
    }
    this.#middle = to;
    this.#newer.clear();
  }

  /** Room for `length` entries; gives memory back when far less is needed than was. */
  #reserve(length: number): void {
    if (length <= this.#capacity && length >= this.#capacity / 8) return;
    this.#capacity = Math.max(16, 2 ** Math.ceil(Math.log2(Math.max(1, length))));
    this.#columns = columnsOf(this.#needs, this.#capacity);
  }
}

function columnsOf(needs: FoldNeeds, length: number): Columns {
  const column = (wanted: boolean) => (wanted ? new Float64Array(length) : none);
  return {
    min: column(needs.extremes),
    max: column(needs.extremes),
    sum: column(needs.sum),
    mean: column(needs.spread || needs.line),
    squares: column(needs.spread),
    meanTime: column(needs.line),
    timeSquares: column(needs.line),
    products: column(needs.line),
  };
}

/**
 * An aggregate that takes samples one by one and merges with another: the sum with Neumaier's compensation, means and
 * squared deviations with Welford's update and the pairwise merge of Chan, Golub and LeVeque. It takes numbers by their place
 * in an array: as arguments of a call that is not inlined, they would be allocated.
 */
export class Running {
  /** Times count from here, so that sums over them stay small, ms; NaN before the first sample. */
  origin = Number.NaN;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  sum = 0;
  lost = 0;
  mean = 0;
  /** Σ (y − mean)² */
  squares = 0;
  meanTime = 0;
  /** Σ (x − mean)² of the times. */
  timeSquares = 0;
  /** Σ (x − mean)(y − mean) */
  products = 0;

  clear(): void {
    this.count = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
    this.sum = 0;
    this.lost = 0;
    this.mean = 0;
    this.squares = 0;
    this.meanTime = 0;
    this.timeSquares = 0;
    this.products = 0;
  }

  copy(other: Running): void {
    this.origin = other.origin;
    this.count = other.count;
    this.min = other.min;
    this.max = other.max;
    this.sum = other.sum;
    this.lost = other.lost;
    this.mean = other.mean;
    this.squares = other.squares;
    this.meanTime = other.meanTime;
    this.timeSquares = other.timeSquares;
    this.products = other.products;
  }

  take(history: History, at: number): void {
    const value = history.values[at]!;
    const time = history.times[at]! - this.origin;
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.add(history.values, at);
    const dy = value - this.mean;
    const dx = time - this.meanTime;
    this.mean += dy / this.count;
    this.meanTime += dx / this.count;
    const after = value - this.mean;
    this.squares += dy * after;
    this.timeSquares += dx * (time - this.meanTime);
    this.products += dx * after;
  }

  /** Adds one of the numbers to the sum, and what the addition loses to `lost`. */
  add(numbers: Float64Array, at: number): void {
    const value = numbers[at]!;
    const sum = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - sum + value : value - sum + this.sum;
    this.sum = sum;
  }

  mergeExtremes({ min, max }: Columns, entry: number): void {
    if (min[entry]! < this.min) this.min = min[entry]!;
    if (max[entry]! > this.max) this.max = max[entry]!;
  }

  /** The merges of squares use the means and the count as they were: call them before `mergeMeans`. */
  mergeSpread({ mean, squares }: Columns, entry: number): void {
    const count = entry + 1;
    const apart = mean[entry]! - this.mean;
    this.squares += squares[entry]! + (apart * apart * count * this.count) / (count + this.count);
  }

  mergeLine({ meanTime, mean, timeSquares, products }: Columns, entry: number): void {
    const count = entry + 1;
    const weight = (count * this.count) / (count + this.count);
    const dx = meanTime[entry]! - this.meanTime;
    this.timeSquares += timeSquares[entry]! + dx * dx * weight;
    this.products += products[entry]! + dx * (mean[entry]! - this.mean) * weight;
  }

  mergeMeans({ mean, meanTime }: Columns, entry: number): void {
    const before = this.count;
    const count = entry + 1;
    this.count += count;
    this.mean = before === 0 ? mean[entry]! : this.mean + ((mean[entry]! - this.mean) * count) / this.count;
    // Only lines keep times.
    if (meanTime.length === 0) return;
    const dx = meanTime[entry]! - this.meanTime;
    this.meanTime = before === 0 ? meanTime[entry]! : this.meanTime + (dx * count) / this.count;
  }
}
