/** The times of past snapshots, and for every `for` of the program the latest one that lies at least so long ago. */

const smallest = 64;

/** Class 0 is "never due": what fires is taken out of the waiting by moving it there. */
export const neverDue = 0;

/**
 * Snapshots are numbered from 0. `due[class]` is the number of the latest snapshot s with t − time(s) ≥ the class's hold;
 * a condition true since snapshot s has been true for its hold when s ≤ due. One pointer a class moves along with time, so a
 * rule's waiting costs one comparison of integers.
 */
export class HoldClock {
  /** Number of the latest snapshot; −1 before the first. */
  now = -1;
  due: Float64Array<ArrayBuffer>;
  /** The latest of `due`: what the shortest hold asks for. */
  latestDue = -1;
  readonly #holds: number[] = [Number.POSITIVE_INFINITY];
  readonly #classes = new Map<number, number>();
  #times = new Float64Array(smallest);
  /** Oldest snapshot whose time is kept. */
  #oldest = 0;

  constructor(holdsMs: Iterable<number>) {
    for (const hold of new Set(holdsMs)) this.#classes.set(hold, this.#holds.push(hold) - 1);
    this.due = new Float64Array(this.#holds.length).fill(-1);
    this.due[neverDue] = Number.NEGATIVE_INFINITY;
  }

  classOf(holdMs: number): number {
    return this.#classes.get(holdMs)!;
  }

  /** Takes the snapshot of time t. */
  advance(t: number): void {
    const { due } = this;
    let oldest = this.now;
    for (let i = 1; i < due.length; i += 1) if (due[i]! < oldest) oldest = due[i]!;
    this.#oldest = Math.max(this.#oldest, oldest);
    this.now += 1;
    if (this.now - this.#oldest >= this.#times.length) this.#grow();
    const times = this.#times;
    const mask = times.length - 1;
    times[this.now & mask] = t;
    let latest = -1;
    for (let i = 1; i < due.length; i += 1) {
      const hold = this.#holds[i]!;
      let snapshot = due[i]!;
      while (snapshot < this.now && t - times[(snapshot + 1) & mask]! >= hold) snapshot += 1;
      due[i] = snapshot;
      if (snapshot > latest) latest = snapshot;
    }
    this.latestDue = latest;
  }

  /** Time of a snapshot not older than the longest hold, ms; NaN for one no longer kept. */
  timeOf(snapshot: number): number {
    if (snapshot < this.#oldest || snapshot > this.now) return Number.NaN;
    return this.#times[snapshot & (this.#times.length - 1)]!;
  }

  /** Goes on where the clock of another program stands. */
  adopt(other: HoldClock): void {
    this.now = other.now;
    this.#times = other.#times.slice();
    this.#oldest = other.#oldest;
    // A hold that is new starts behind the oldest known snapshot: the next advance moves it as far as it may go.
    this.due.fill(this.#oldest - 1, 1);
  }

  #grow(): void {
    const wider = new Float64Array(this.#times.length * 2);
    for (let s = this.#oldest; s < this.now; s += 1) {
      wider[s & (wider.length - 1)] = this.#times[s & (this.#times.length - 1)]!;
    }
    this.#times = wider;
  }
}
