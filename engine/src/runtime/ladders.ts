/** Which rules are true and for how long, found for all rules that compare one value at once. */

/** What ladders are made of, by row. Rows that share slot and sign are the rungs of one. */
export interface Rungs {
  readonly count: number;
  readonly slot: Int32Array;
  readonly sign: Float64Array;
  readonly bound: Float64Array;
  readonly holdMs: Float64Array;
  readonly firing: Int32Array;
  /** The row's wait began no earlier, ms. */
  readonly notBefore: Float64Array;
}

const never = Number.NEGATIVE_INFINITY;

/**
 * Rules that compare the same value are the rungs of a ladder, by rising bound. The value reaches a height: the rungs below
 * it are true, the others are not, whatever their number. So a snapshot does not visit rules: it looks the height up by
 * bisection, and remembers in `notBefore` of that height that no rung from there up was true before the snapshot after this
 * one. A rung has been true since the greatest `notBefore` up to its own. The lowest rung has been true longest: while it has
 * not waited for the ladder's shortest hold, no rung is due.
 *
 * Indexing predicates by value is the old way of publish/subscribe matching (Fabret et al., Filtering algorithms and
 * implementation for very fast publish/subscribe systems, 2001); waits on top of it are ours.
 *
 * All ladders stand in one array of pairs, since V8 checks every array at every access, which costs more than the access:
 *
 *     sign, shortest hold | bound, notBefore | bound, notBefore | … | +∞, notBefore | …
 *                           foot: height 0     height 1               height n
 *
 * A ladder of n rungs has 2^k > n heights; those above n are never reached, as nothing is greater than +∞. A place is the
 * index of a pair's first number.
 */
export class Ladders {
  readonly #pairs: Float64Array;
  /** By ladder, four each: slot, foot, length of its heights in `pairs`, place reached at the latest snapshot. */
  readonly #ladders: Int32Array;
  /** By ladder: the earliest time at which a rung may be due, ms. */
  readonly #wakeAt: Float64Array;
  /** By half a place: the rung's row, −1 where there is none, and its hold. */
  readonly #row: Int32Array;
  readonly #holdMs: Float64Array;
  /** By row. */
  readonly #ladderOf: Int32Array;
  readonly #placeOf: Int32Array;

  constructor(rungs: Rungs) {
    const order = sorted(rungs);
    const firsts = firstsOf(order, rungs);
    const rowsOf = (ladder: number) => order.subarray(firsts[ladder], firsts[ladder + 1]);
    const length = firsts.reduce((sum, _, ladder) => sum + 2 + heightsLength(rowsOf(ladder).length), 0);
    this.#pairs = new Float64Array(length).fill(never);
    this.#ladders = new Int32Array(4 * firsts.length);
    this.#wakeAt = new Float64Array(firsts.length).fill(never);
    this.#row = new Int32Array(length / 2).fill(-1);
    this.#holdMs = new Float64Array(length / 2);
    this.#ladderOf = new Int32Array(rungs.count);
    this.#placeOf = new Int32Array(rungs.count);
    let foot = 2;
    firsts.forEach((_, ladder) => {
      const rows = rowsOf(ladder);
      this.#raise(ladder, foot, rows, rungs);
      foot += heightsLength(rows.length) + 2;
    });
  }

  #raise(ladder: number, foot: number, rows: Int32Array, rungs: Rungs): void {
    const lowest = rows[0]!;
    const length = heightsLength(rows.length);
    // What has been before stands with the rows; full height says nothing about any rung.
    this.#ladders.set([rungs.slot[lowest]!, foot, length, foot + 2 * rows.length], 4 * ladder);
    for (let place = foot; place < foot + length; place += 2) this.#pairs[place] = Number.POSITIVE_INFINITY;
    let shortestMs = Number.POSITIVE_INFINITY;
    let earliest = Number.POSITIVE_INFINITY;
    rows.forEach((row, height) => {
      const place = foot + 2 * height;
      this.#pairs[place] = rungs.bound[row]!;
      this.#row[place / 2] = row;
      this.#holdMs[place / 2] = rungs.holdMs[row]!;
      this.#ladderOf[row] = ladder;
      this.#placeOf[row] = place;
      shortestMs = Math.min(shortestMs, rungs.holdMs[row]!);
      earliest = Math.min(earliest, rungs.notBefore[row]!);
    });
    this.#pairs[foot + 1] = earliest;
    this.#pairs[foot - 2] = rungs.sign[lowest]!;
    this.#pairs[foot - 1] = shortestMs;
  }

  /** Takes the snapshot of time t; puts the rows that are due into `due` and gives their number. */
  climb(t: number, current: Float64Array, rungs: Rungs, due: Int32Array): number {
    const pairs = this.#pairs;
    const ladders = this.#ladders;
    let found = 0;
    for (let at = 0; at < ladders.length; at += 4) {
      const foot = ladders[at + 1]!;
      pairs[ladders[at + 3]! + 1] = t;
      const value = current[ladders[at]!]! * pairs[foot - 2]!;
      // No branch depends on the value: on changing data a mispredicted one costs more than the whole bisection. A missing
      // value, NaN, is greater than nothing.
      let place = foot;
      for (let step = ladders[at + 2]!; step > 2; ) {
        step >>= 1;
        place += step & -(value > pairs[place + step - 2]!);
      }
      ladders[at + 3] = place;
      if (t - pairs[foot + 1]! >= pairs[foot - 1]!) found = this.#collect(at / 4, t, rungs, due, found);
    }
    return found;
  }

  #collect(ladder: number, t: number, { firing, notBefore }: Rungs, due: Int32Array, already: number): number {
    if (t < this.#wakeAt[ladder]!) return already;
    const foot = this.#ladders[4 * ladder + 1]!;
    const reached = this.#ladders[4 * ladder + 3]!;
    let found = already;
    let since = never;
    // What is not true yet begins to wait after t. Whatever comes, waits only begin later than now known.
    let next = t + this.#pairs[foot - 1]!;
    for (let place = foot; place < reached; place += 2) {
      since = Math.max(since, this.#pairs[place + 1]!);
      const row = this.#row[place >> 1]!;
      if (firing[row] === 1) continue;
      const holdMs = this.#holdMs[place >> 1]!;
      const began = Math.max(since, notBefore[row]!);
      if (t - began >= holdMs) due[found++] = row;
      next = Math.min(next, began + holdMs);
    }
    // A sum may be rounded up where the difference is not.
    this.#wakeAt[ladder] = next - 1;
    return found;
  }

  /** Since when a row's condition has been true, ms, its own `notBefore` aside; NaN while it is not true. */
  trueSince(row: number): number {
    const ladder = this.#ladderOf[row]!;
    if (this.#placeOf[row]! >= this.#ladders[4 * ladder + 3]!) return Number.NaN;
    let since = never;
    for (let place = this.#ladders[4 * ladder + 1]!; place <= this.#placeOf[row]!; place += 2) {
      since = Math.max(since, this.#pairs[place + 1]!);
    }
    return since;
  }

  /** Writes down for every row since when it has been waiting, NaN for the next snapshot: what other ladders go on from. */
  settle(notBefore: Float64Array): void {
    for (let at = 0; at < this.#ladders.length; at += 4) {
      const reached = this.#ladders[at + 3]!;
      let since = never;
      for (let place = this.#ladders[at + 1]!; this.#row[place >> 1]! >= 0; place += 2) {
        const row = this.#row[place >> 1]!;
        since = Math.max(since, this.#pairs[place + 1]!);
        notBefore[row] = place < reached ? Math.max(notBefore[row]!, since) : Number.NaN;
      }
    }
  }
}

/** Twice the least power of two that is greater than the number of rungs. */
function heightsLength(rungCount: number): number {
  return 2 ** (33 - Math.clz32(rungCount));
}

/** Rows by ladder, by rising bound. */
function sorted({ count, slot, sign, bound }: Rungs): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  return rows.sort((a, b) => slot[a]! - slot[b]! || sign[a]! - sign[b]! || bound[a]! - bound[b]!);
}

/** Where in the order each ladder begins. */
function firstsOf(order: Int32Array, { slot, sign }: Rungs): number[] {
  const firsts: number[] = [];
  order.forEach((row, at) => {
    const before = order[at - 1];
    const same = before !== undefined && slot[before] === slot[row] && sign[before] === sign[row];
    if (!same) firsts.push(at);
  });
  return firsts;
}
