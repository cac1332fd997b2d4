/** Windowed calls over one metric: all calls of one length share one window, which moves with the snapshots. */

import { dimensions, type Metric, type WindowFunction } from "@macro-engine/dsl";
import { Fold, type Running } from "./fold.ts";
import type { History } from "./history.ts";
import { OrderStatistics } from "./order-statistics.ts";
import { sameTimeMs } from "./time.ts";

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
  /** The metric's range, and the least scale of its anomalies. */
  readonly #least: number;
  readonly #greatest: number;
  readonly #resolution: number;
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
    this.#least = metric.range[0] ?? Number.NEGATIVE_INFINITY;
    this.#greatest = metric.range[1] ?? Number.POSITIVE_INFINITY;
    this.#resolution = dimensions[metric.dimension].resolution;
    this.#calls = calls;
    // The mean is held between least and greatest, and the spread at half their distance (Popoviciu): rounding takes neither
    // out of what it can be, on which proofs rest.
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
   * Writes the value of every call that is known: the metric, in `slot`, has a present value, its history reaches back to
   * t − W, and the window holds a sample. Values go straight into `current`: a number that a call gives back is allocated,
   * unless the call happens to be inlined.
   */
  show(history: History, t: number, slot: number, current: Float64Array): void {
    if (Number.isNaN(current[slot]) || this.#from === this.#to || !(history.reach <= t - this.#spanMs)) return;
    const folded = this.#fold?.over(this.#from) ?? null;
    for (let i = 0; i < this.#calls.length; i += 1) {
      const call = this.#calls[i]!;
      switch (call.function) {
        case "delta":
        case "rate":
          this.#showChange(call, history, current);
          break;
        case "forecast":
          this.#showForecast(call, folded!, t, current);
          break;
        case "anomaly":
          this.#showAnomaly(call, slot, current);
          break;
        case "min":
        case "max":
        case "avg":
        case "stddev":
          this.#showAggregate(call, folded!, current);
          break;
        default:
          this.#showPercentile(call, current);
      }
      const value = current[call.slot]!;
      if (value - value !== 0) current[call.slot] = Number.NaN;
    }
  }

  #showAggregate(call: ShownCall, { min, max, sum, lost, squares }: Running, current: Float64Array): void {
    const count = this.#to - this.#from;
    if (call.function === "min") current[call.slot] = min;
    else if (call.function === "max") current[call.slot] = max;
    else if (call.function === "avg") current[call.slot] = Math.min(max, Math.max(min, (sum + lost) / count));
    else current[call.slot] = Math.min((max - min) / 2, Math.sqrt(squares / count));
  }

  #showChange(call: ShownCall, { values, times, mask }: History, current: Float64Array): void {
    const first = this.#from & mask;
    const last = (this.#to - 1) & mask;
    const change = values[last]! - values[first]!;
    // In whole nanoseconds, as by `tidy`: its result would be allocated where it is not inlined.
    const elapsedMs = Math.round((times[last]! - times[first]!) * 1e6) / 1e6;
    if (call.function === "delta") current[call.slot] = change;
    else current[call.slot] = elapsedMs > 0 ? change / (elapsedMs / 1000) : Number.NaN;
  }

  /** Ordinary least squares, read off at t + ahead and clamped to the metric's range. */
  #showForecast(call: ShownCall, folded: Running, t: number, current: Float64Array): void {
    if (this.#to - this.#from < 3 || !(folded.timeSquares > 0)) return;
    const x = t + call.aheadMs - folded.origin;
    const value = folded.mean + (folded.products / folded.timeSquares) * (x - folded.meanTime);
    current[call.slot] = Math.max(this.#least, Math.min(this.#greatest, value));
  }

  /** Nearest rank: the ⌈p/100 · n⌉-th smallest. */
  #showPercentile(call: ShownCall, current: Float64Array): void {
    const ranks = this.#ranks!;
    ranks.write(Math.ceil((percents[call.function]! * ranks.size) / 100) - 1, current, call.slot);
  }

  /** |x − median| / max(1.4826 · MAD, 1 % of |median|, resolution): how many robust deviations x, in `slot`, is away. */
  #showAnomaly(call: ShownCall, slot: number, current: Float64Array): void {
    const earlier = this.#earlier!;
    if (earlier.size === 0) return;
    earlier.summarise();
    const { median, medianDeviation } = earlier;
    const scale = Math.max(1.4826 * medianDeviation, 0.01 * Math.abs(median), this.#resolution);
    current[call.slot] = Math.abs(current[slot]! - median) / scale;
  }

  #take(history: History): void {
    const at = this.#to & history.mask;
    this.#fold?.take(history, at);
    this.#ranks?.insert(history.values, at);
    if (this.#to > this.#from) this.#earlier?.insert(history.values, (this.#to - 1) & history.mask);
    this.#to += 1;
  }

  #drop(history: History): void {
    const at = this.#from & history.mask;
    this.#fold?.beforeDrop(history, this.#from, this.#to);
    this.#ranks?.remove(history.values, at);
    if (this.#from < this.#to - 1) this.#earlier?.remove(history.values, at);
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
