/** Values in typed arrays, one slot a value: measured metrics, and what is derived from them at each snapshot. */

import type { History } from "./history.ts";

const never = Number.NEGATIVE_INFINITY;
const smallest = 64;

/**
 * A measured slot holds the latest sample and shows it in `current` while it is not stale. A derived slot (window, share,
 * condition …) has no sample; whoever owns it writes `current` after `refresh`. NaN is missing.
 */
export class Slots {
  /** Values as of the last snapshot; NaN where missing. */
  current = new Float64Array(smallest).fill(Number.NaN);
  count = 0;
  /**
   * By slot, four each: value and time (ms; −∞ without one) of the latest sample, staleness (ms; negative for derived
   * slots), and 1 where a history is kept. One array, since V8 checks every array at every access.
   */
  #samples = new Float64Array(4 * smallest);
  /** Samples kept for windows, where a window reads them. */
  readonly #histories: (History | null)[] = [];
  readonly #free: number[] = [];

  /** Staleness in ms: a sample older than it is missing. */
  allocate(stalenessMs: number, history: History | null = null): number {
    const slot = this.#free.pop() ?? this.#append();
    this.#samples[4 * slot + 2] = stalenessMs;
    this.#samples[4 * slot + 3] = history ? 1 : 0;
    this.#histories[slot] = history;
    this.clear(slot);
    return slot;
  }

  allocateDerived(): number {
    return this.allocate(-1);
  }

  release(slot: number): void {
    this.clear(slot);
    this.#samples[4 * slot + 2] = -1;
    this.#samples[4 * slot + 3] = 0;
    this.#histories[slot] = null;
    this.#free.push(slot);
  }

  clear(slot: number): void {
    this.#samples[4 * slot] = Number.NaN;
    this.#samples[4 * slot + 1] = never;
    this.current[slot] = Number.NaN;
  }

  /** Value of the latest sample; NaN without one. */
  valueOf(slot: number): number {
    return this.#samples[4 * slot]!;
  }

  /** Time of the latest sample, ms; −∞ without one. */
  timeOf(slot: number): number {
    return this.#samples[4 * slot + 1]!;
  }

  /** The latest sample of every slot. */
  latestValues(): Float64Array {
    return Float64Array.from({ length: this.count }, (_, slot) => this.valueOf(slot));
  }

  /** Takes over the latest sample of another slot, past the history. */
  adopt(slot: number, other: Slots, from: number): void {
    this.#samples[4 * slot] = other.valueOf(from);
    this.#samples[4 * slot + 1] = other.timeOf(from);
  }

  /** Takes a sample; one that is older than the latest, or no finite number, is none. */
  put(slot: number, value: number, time: number): void {
    const samples = this.#samples;
    const at = 4 * slot;
    if (!(time >= samples[at + 1]!) || value - value !== 0) return;
    samples[at] = value;
    samples[at + 1] = time;
    if (samples[at + 3] !== 0) this.#histories[slot]!.push(value, time);
  }

  /** Brings `current` to the snapshot of time t: the latest sample unless stale. Derived slots become NaN. */
  refresh(t: number): void {
    const { current, count } = this;
    const samples = this.#samples;
    for (let slot = 0; slot < count; slot += 1) {
      const at = 4 * slot;
      current[slot] = t - samples[at + 1]! <= samples[at + 2]! ? samples[at]! : Number.NaN;
    }
  }

  #append(): number {
    if (this.count === this.current.length) this.#grow(this.count * 2);
    this.count += 1;
    return this.count - 1;
  }

  #grow(capacity: number): void {
    this.current = widened(this.current, capacity);
    this.#samples = widened(this.#samples, 4 * capacity);
  }
}

function widened(array: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(capacity);
  wider.set(array);
  return wider;
}
