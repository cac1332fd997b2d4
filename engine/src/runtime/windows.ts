/** Windowed calls over one metric: all calls of one length share one window, which moves with the snapshots. */

import { dimensions, type Metric, type WindowFunction } from "@macro-engine/dsl";
import { Fold, type Running } from "./fold.ts";
import type { History } from "./history.ts";
import { OrderStatistics } from "./order-statistics.ts";
import { sameTimeMs, tidy } from "./time.ts";

/** What is asked of a window. `aheadMs` is 0 but for a forecast. */
export interface WindowCall {
  readonly function: WindowFunction | "forecast";
  readonly windowMs: number;
  readonly aheadMs: number;
}

export function windowKey(call: WindowCall): string {
  return `${call.function} ${call.windowMs} ${call.aheadMs}`;
}

/** A call and the slot that shows its value. */
export interface ShownCall extends WindowCall {
  readonly slot: number;
}

const percents: Partial<Record<WindowCall["function"], number>> = { p50: 50, p90: 90, p95: 95, p99: 99 };

export class Window {
  /** What was sampled so long ago, or longer, is outside. */
  readonly #spanMs: number;
  readonly #metric: Metric;
  readonly #calls: readonly ShownCall[];
  readonly #fold: Fold | null;
  readonly #ranks: OrderStatistics | null;
  /** The window without its latest sample. */
  readonly #earlier: OrderStatistics | null;
  #from = 0;
  #to = 0;
  #revision = -1;

  /** Every call has the same `windowMs`. */
  constructor(metric: Metric, calls: readonly ShownCall[]) {
    const asks = (...names: WindowCall["function"][]) => calls.some((call) => names.includes(call.function));
    this.#spanMs = calls[0]!.windowMs - sameTimeMs;
    this.#metric = metric;
    this.#calls = calls;
    // The mean is held between least and greatest, and the spread of equal samples at 0, so both want the extremes.
    const needs = {
      extremes: asks("min", "max", "avg", "stddev"),
      sum: asks("avg"),
      spread: asks("stddev"),
      line: asks("forecast"),
    };
    this.#fold = needs.extremes || needs.line ? new Fold(needs) : null;
    this.#ranks = asks("p50", "p90", "p95", "p99") ? new OrderStatistics() : null;
    this.#earlier = asks("anomaly") ? new OrderStatistics() : null;
  }

  /** Moves the window to (t − W, t]. */
  advance(history: History, t: number): void {
    if (this.#revision !== history.revision) this.#restart(history);
    while (this.#to < history.end) this.#take(history);
    const edge = t - this.#spanMs;
    while (this.#from < this.#to && history.times[this.#from & history.mask]! <= edge) this.#drop(history);
  }

  /**
   * Writes the value of every call that is known: the metric has a present value `present` (NaN when missing), its history
   * reaches back to t − W, and the window holds a sample.
   */
  show(history: History, t: number, present: number, current: Float64Array): void {
    if (Number.isNaN(present) || this.#from === this.#to || !(history.reach <= t - this.#spanMs)) return;
    const folded = this.#fold?.over(this.#from) ?? null;
    for (let i = 0; i < this.#calls.length; i += 1) {
      const call = this.#calls[i]!;
      const value = this.#value(call, history, t, present, folded);
      current[call.slot] = value - value === 0 ? value : Number.NaN;
    }
  }

  #value(call: ShownCall, history: History, t: number, present: number, folded: Running | null): number {
    switch (call.function) {
      case "min":
        return folded!.min;
      case "max":
        return folded!.max;
      case "avg":
        return Math.min(folded!.max, Math.max(folded!.min, folded!.total() / (this.#to - this.#from)));
      case "stddev":
        return folded!.min === folded!.max ? 0 : Math.sqrt(folded!.squares / (this.#to - this.#from));
      case "delta":
        return this.#change(history);
      case "rate":
        return this.#rate(history);
      case "forecast":
        return this.#forecast(folded!, t + call.aheadMs - this.#fold!.origin);
      case "anomaly":
        return this.#anomaly(present);
      default:
        return this.#percentile(percents[call.function]!);
    }
  }

  #change(history: History): number {
    return history.values[(this.#to - 1) & history.mask]! - history.values[this.#from & history.mask]!;
  }

  #rate(history: History): number {
    const elapsedMs = tidy(history.times[(this.#to - 1) & history.mask]! - history.times[this.#from & history.mask]!);
    return elapsedMs > 0 ? this.#change(history) / (elapsedMs / 1000) : Number.NaN;
  }

  /** Ordinary least squares, read off at x (relative to the fold's origin) and clamped to the metric's range. */
  #forecast(folded: Running, x: number): number {
    if (this.#to - this.#from < 3 || !(folded.timeSquares > 0)) return Number.NaN;
    const value = folded.mean + (folded.products / folded.timeSquares) * (x - folded.meanTime);
    const [least, greatest] = this.#metric.range;
    if (least !== null && value < least) return least;
    return greatest !== null && value > greatest ? greatest : value;
  }

  /** Nearest rank: the ⌈p/100 · n⌉-th smallest. */
  #percentile(percent: number): number {
    const ranks = this.#ranks!;
    return ranks.at(Math.ceil((percent * ranks.size) / 100) - 1);
  }

  /** |x − median| / max(1.4826 · MAD, 1 % of |median|, resolution): how many robust deviations x is away. */
  #anomaly(present: number): number {
    const earlier = this.#earlier!;
    if (earlier.size === 0) return Number.NaN;
    const median = earlier.median();
    const scale = Math.max(
      1.4826 * earlier.medianDeviation(median),
      0.01 * Math.abs(median),
      dimensions[this.#metric.dimension].resolution,
    );
    return Math.abs(present - median) / scale;
  }

  #take(history: History): void {
    const at = this.#to & history.mask;
    this.#fold?.take(history.values[at]!, history.times[at]!);
    this.#ranks?.insert(history.values[at]!);
    if (this.#to > this.#from) this.#earlier?.insert(history.values[(this.#to - 1) & history.mask]!);
    this.#to += 1;
  }

  #drop(history: History): void {
    const value = history.values[this.#from & history.mask]!;
    this.#fold?.beforeDrop(history, this.#from, this.#to);
    this.#ranks?.remove(value);
    if (this.#from < this.#to - 1) this.#earlier?.remove(value);
    this.#from += 1;
  }

  #restart(history: History): void {
    this.#from = history.first;
    this.#to = history.first;
    this.#revision = history.revision;
    this.#fold?.reset(history.first);
    this.#ranks?.clear();
    this.#earlier?.clear();
  }
}
