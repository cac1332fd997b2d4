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
  /** Times count from here, so that sums over them stay small, ms; NaN before the first sample. */
  #origin = Number.NaN;

  constructor(needs: FoldNeeds) {
    this.#needs = needs;
    this.#columns = columnsOf(needs, 0);
  }

  /** An empty window whose next sample is `sequence`. */
  reset(sequence: number): void {
    this.#middle = sequence;
    this.#newer.clear();
    this.#origin = Number.NaN;
  }

  take(value: number, time: number): void {
    if (Number.isNaN(this.#origin)) this.#origin = time;
    this.#newer.take(value, time - this.#origin);
  }

  /** Before sample `from` leaves a window [from, to): makes sure that it stands in the older part. */
  beforeDrop(history: History, from: number, to: number): void {
    if (from >= this.#middle) this.#turn(history, from, to);
  }

  /** The aggregate over [from, to); valid until the next call. Times in it are relative to `origin`. */
  over(from: number): Running {
    const { sum, min, max, mean, squares, meanTime, timeSquares, products } = this.#columns;
    const result = this.#result;
    result.copy(this.#newer);
    if (from >= this.#middle) return result;
    const entry = this.#middle - 1 - from;
    const needs = this.#needs;
    if (needs.extremes) result.mergeExtremes(min[entry]!, max[entry]!);
    if (needs.sum) result.mergeSum(sum[entry]!);
    if (needs.line) result.mergeLine(entry + 1, meanTime[entry]!, mean[entry]!, timeSquares[entry]!, products[entry]!);
    if (needs.spread) result.mergeSpread(entry + 1, mean[entry]!, squares[entry]!);
    result.mergeMean(entry + 1, mean[entry] ?? 0, meanTime[entry] ?? 0);
    return result;
  }

  get origin(): number {
    return this.#origin;
  }

  #turn(history: History, from: number, to: number): void {
    const length = to - from;
    this.#reserve(length);
    const { sum, min, max, mean, squares, meanTime, timeSquares, products } = this.#columns;
    const needs = this.#needs;
    const older = this.#newer;
    older.clear();
    this.#origin = history.times[from & history.mask]!;
    for (let entry = 0; entry < length; entry += 1) {
      const at = (to - 1 - entry) & history.mask;
      older.take(history.values[at]!, history.times[at]! - this.#origin);
      if (needs.extremes) {
        min[entry] = older.min;
        max[entry] = older.max;
      }
      if (needs.sum) sum[entry] = older.total();
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
 * squared deviations with Welford's update and the pairwise merge of Chan, Golub and LeVeque.
 */
export class Running {
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

  total(): number {
    return this.sum + this.lost;
  }

  take(value: number, time: number): void {
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.#add(value);
    const dy = value - this.mean;
    const dx = time - this.meanTime;
    this.mean += dy / this.count;
    this.meanTime += dx / this.count;
    const after = value - this.mean;
    this.squares += dy * after;
    this.timeSquares += dx * (time - this.meanTime);
    this.products += dx * after;
  }

  mergeExtremes(min: number, max: number): void {
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  mergeSum(sum: number): void {
    this.#add(sum);
  }

  /** The merges of squares use the means and the count as they were: call them before `mergeMean`. */
  mergeSpread(count: number, mean: number, squares: number): void {
    const apart = mean - this.mean;
    this.squares += squares + (apart * apart * count * this.count) / (count + this.count);
  }

  mergeLine(count: number, meanTime: number, mean: number, timeSquares: number, products: number): void {
    const weight = (count * this.count) / (count + this.count);
    const dx = meanTime - this.meanTime;
    this.timeSquares += timeSquares + dx * dx * weight;
    this.products += products + dx * (mean - this.mean) * weight;
  }

  mergeMean(count: number, mean: number, meanTime: number): void {
    if (this.count === 0) {
      this.count = count;
      this.mean = mean;
      this.meanTime = meanTime;
      return;
    }
    this.count += count;
    this.mean += ((mean - this.mean) * count) / this.count;
    this.meanTime += ((meanTime - this.meanTime) * count) / this.count;
  }

  #add(value: number): void {
    const sum = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - sum + value : value - sum + this.sum;
    this.sum = sum;
  }
}
