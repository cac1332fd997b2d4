/** `share(cond, W)`: percent of a run's snapshots in the window, of those at which cond is known, at which it is true. */

import type { Truth } from "./conditions.ts";
import { sameTimeMs } from "./time.ts";

const smallest = 16;

export class ShareWindow {
  readonly #windowMs: number;
  #times = new Float64Array(smallest);
  #truths = new Uint8Array(smallest);
  #first = 0;
  #end = 0;
  #known = 0;
  #true = 0;
  /** Since when every snapshot has been counted, ms. */
  #countedSince = Number.POSITIVE_INFINITY;

  constructor(windowMs: number) {
    this.#windowMs = windowMs - sameTimeMs;
  }

  /** Counts the snapshot; writes the share as of it into a slot, NaN when missing. */
  count(truth: Truth, { time: t }: { readonly time: number }, current: Float64Array, slot: number): void {
    if (this.#countedSince === Number.POSITIVE_INFINITY) this.#countedSince = t;
    if (this.#end - this.#first === this.#times.length) this.#resize(this.#times.length * 2);
    const mask = this.#times.length - 1;
    this.#times[this.#end & mask] = t;
    this.#truths[this.#end & mask] = truth;
    this.#end += 1;
    if (truth !== 1) this.#known += 1;
    if (truth === 2) this.#true += 1;
    const edge = t - this.#windowMs;
    while (this.#first < this.#end && this.#times[this.#first & mask]! <= edge) this.#drop();
    const capacity = this.#times.length;
    if (capacity > smallest && this.#end - this.#first < capacity / 8) this.#resize(capacity / 2);
    const observed = this.#countedSince <= edge;
    current[slot] = truth === 1 || !observed || this.#known === 0 ? Number.NaN : (100 * this.#true) / this.#known;
  }

  /** A gap: no snapshot has been seen. */
  forget(): void {
    this.#first = this.#end;
    this.#known = 0;
    this.#true = 0;
    this.#countedSince = Number.POSITIVE_INFINITY;
  }

  #drop(): void {
    const truth = this.#truths[this.#first & (this.#truths.length - 1)]!;
    if (truth !== 1) this.#known -= 1;
    if (truth === 2) this.#true -= 1;
    this.#first += 1;
  }

  #resize(capacity: number): void {
    const times = new Float64Array(capacity);
    const truths = new Uint8Array(capacity);
    const mask = this.#times.length - 1;
    for (let s = this.#first; s < this.#end; s += 1) {
      times[s & (capacity - 1)] = this.#times[s & mask]!;
      truths[s & (capacity - 1)] = this.#truths[s & mask]!;
    }
    this.#times = times;
    this.#truths = truths;
  }
}
