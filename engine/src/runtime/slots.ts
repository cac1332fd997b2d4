/** Values in typed arrays, one slot a value: measured metrics, and what is derived from them at each snapshot. */

import type { History } from "./history.ts";

const never = Number.NEGATIVE_INFINITY;

/**
 * A measured slot holds the latest sample (`values`, `times`) and shows it in `current` while it is not stale. A derived
 * slot (window, share, condition …) has no sample; whoever owns it writes `current` after `refresh`. NaN is missing.
 */
export class Slots {
  values = new Float64Array(64).fill(Number.NaN);
  /** Time of the latest sample, ms; −∞ without one. */
  times = new Float64Array(64).fill(never);
  staleness = new Float64Array(64).fill(-1);
  /** Values as of the last snapshot; NaN where missing. */
  current = new Float64Array(64).fill(Number.NaN);
  /** Samples kept for windows, where a window reads them. */
  readonly histories: (History | null)[] = [];
  count = 0;
  readonly #free: number[] = [];

  /** Staleness in ms: a sample older than it is missing. Negative for derived slots. */
  allocate(stalenessMs: number): number {
    const slot = this.#free.pop() ?? this.#append();
    this.staleness[slot] = stalenessMs;
    this.histories[slot] = null;
    this.clear(slot);
    return slot;
  }

  allocateDerived(): number {
    return this.allocate(-1);
  }

  release(slot: number): void {
    this.clear(slot);
    this.staleness[slot] = -1;
    this.histories[slot] = null;
    this.#free.push(slot);
  }

  clear(slot: number): void {
    this.values[slot] = Number.NaN;
    this.times[slot] = never;
    this.current[slot] = Number.NaN;
  }

  /** Takes a sample; one that is older than the latest, or no finite number, is none. */
  put(slot: number, value: number, time: number): void {
    if (!(time >= this.times[slot]!) || value - value !== 0) return;
    this.values[slot] = value;
    this.times[slot] = time;
    const history = this.histories[slot];
    if (history) history.push(value, time);
  }

  /** Brings `current` to the snapshot of time t: the latest sample unless stale. Derived slots become NaN. */
  refresh(t: number): void {
    const { values, times, staleness, current, count } = this;
    for (let slot = 0; slot < count; slot += 1) {
      current[slot] = t - times[slot]! <= staleness[slot]! ? values[slot]! : Number.NaN;
    }
  }

  #append(): number {
    if (this.count === this.values.length) this.#grow(this.count * 2);
    this.count += 1;
    return this.count - 1;
  }

  #grow(capacity: number): void {
    this.values = widened(this.values, capacity, Number.NaN);
    this.times = widened(this.times, capacity, never);
    this.staleness = widened(this.staleness, capacity, -1);
    this.current = widened(this.current, capacity, Number.NaN);
  }
}

function widened(array: Float64Array<ArrayBuffer>, capacity: number, filler: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(capacity).fill(filler);
  wider.set(array);
  return wider;
}
