/** The samples of one metric that some window may still need: a ring that grows with the longest window's samples. */

const smallest = 16;

/**
 * Samples have sequence numbers that only rise; `first` is the oldest kept, `end` one past the newest. Sample `s` stands at
 * `s & mask` of `times` (ms) and `values`.
 */
export class History {
  times = new Float64Array(smallest);
  values = new Float64Array(smallest);
  mask = smallest - 1;
  first = 0;
  end = 0;
  /** Every sample after this time is kept, and there was one at or before it: a window may begin here. +∞ without samples. */
  reach = Number.POSITIVE_INFINITY;
  /** Changes whenever samples that windows have taken in are no longer what they were. */
  revision = 0;
  /** Longest window over the metric, ms: older samples are dropped. */
  retainMs: number;
  /** One past the newest sample that windows have taken in. */
  taken = 0;

  constructor(retainMs: number) {
    this.retainMs = retainMs;
  }

  /** Adds a sample, not older than the newest; one of the same time replaces it. */
  push(value: number, time: number): void {
    const last = (this.end - 1) & this.mask;
    if (this.end > this.first && this.times[last] === time) {
      if (this.taken === this.end && this.values[last] !== value) this.revision += 1;
      this.values[last] = value;
      return;
    }
    if (this.end === this.first && this.reach === Number.POSITIVE_INFINITY) this.reach = time;
    if (this.end - this.first > this.mask) this.#resize((this.mask + 1) * 2);
    const at = this.end & this.mask;
    this.times[at] = time;
    this.values[at] = value;
    this.end += 1;
  }

  /** Drops what no window at t or later can hold. To be called when every window has advanced to t. */
  prune(t: number): void {
    const edge = t - this.retainMs;
    let { first } = this;
    while (first < this.end && this.times[first & this.mask]! <= edge) {
      this.reach = this.times[first & this.mask]!;
      first += 1;
    }
    this.first = first;
    this.taken = this.end;
    const capacity = this.mask + 1;
    if (capacity > smallest && this.end - first < capacity / 8) this.#resize(capacity / 2);
  }

  /** A gap: forgets every sample before t. */
  forgetBefore(t: number): void {
    while (this.first < this.end && this.times[this.first & this.mask]! < t) this.first += 1;
    this.reach = this.first < this.end ? this.times[this.first & this.mask]! : Number.POSITIVE_INFINITY;
    this.revision += 1;
  }

  /** Takes over what another history of the metric has kept. */
  copy(other: History): void {
    for (let s = other.first; s < other.end; s += 1)
      this.push(other.values[s & other.mask]!, other.times[s & other.mask]!);
    this.reach = other.reach;
    this.revision += 1;
  }

  #resize(capacity: number): void {
    const times = new Float64Array(capacity);
    const values = new Float64Array(capacity);
    for (let s = this.first; s < this.end; s += 1) {
      times[s & (capacity - 1)] = this.times[s & this.mask]!;
      values[s & (capacity - 1)] = this.values[s & this.mask]!;
    }
    this.times = times;
    this.values = values;
    this.mask = capacity - 1;
  }
}
