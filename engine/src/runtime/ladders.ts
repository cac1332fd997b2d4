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
 * bisection, and remembers in `notBefore[height]` that no rung from there up was true before the snapshot after this one. A
 * rung has been true since the greatest `notBefore` up to its own. The lowest rung has been true longest: while it has not
 * waited for the ladder's shortest hold, no rung is due.
 *
 * Indexing predicates by value is the old way of publish/subscribe matching (Fabret et al., Filtering algorithms and
 * implementation for very fast publish/subscribe systems, 2001); waits on top of it are ours.
 *
 * A ladder of n rungs has 2^k > n places from its foot on: n bounds, then +∞, which nothing reaches; heights are 0 … n.
 */
export class Ladders {
  readonly #count: number;
  /** By row: its ladder and its place. */
  readonly #ladderOf: Int32Array;
  readonly #placeOf: Int32Array;
  /** By place: its row, −1 above the highest rung. */
  readonly #row: Int32Array;
  // Few arrays with records in them, not an array a field: V8 checks each array at each access, which costs more than the access.
  /** By ladder: slot, foot, the first step of the bisection, foot and height at the latest snapshot. */
  readonly #ladders: Int32Array;
  /** By ladder: sign, the shortest hold, ms, and the earliest time at which a rung may be due. */
  readonly #terms: Float64Array;
  /** By place: bound and `notBefore`. */
  readonly #places: Float64Array;
  readonly #holdMs: Float64Array;

  constructor(rungs: Rungs) {
    const order = sorted(rungs);
    const feet = feetOf(order, rungs);
    const placeCount = feet.reduce((sum, first, at) => sum + placesFor((feet[at + 1] ?? order.length) - first), 0);
    this.#count = feet.length;
    this.#ladderOf = new Int32Array(rungs.count);
    this.#placeOf = new Int32Array(rungs.count);
    this.#row = new Int32Array(placeCount).fill(-1);
    this.#ladders = new Int32Array(4 * feet.length);
    this.#terms = new Float64Array(3 * feet.length);
    this.#places = new Float64Array(2 * placeCount);
    this.#holdMs = new Float64Array(placeCount);
    let foot = 0;
    feet.forEach((first, ladder) => {
      const rows = order.subarray(first, feet[ladder + 1]);
      this.#raise(ladder, foot, rows, rungs);
      foot += placesFor(rows.length);
    });
  }

  #raise(ladder: number, foot: number, rows: Int32Array, rungs: Rungs): void {
    const lowest = rows[0]!;
    // What has been before stands with the rows; full height says nothing about any rung.
    this.#ladders.set([rungs.slot[lowest]!, foot, placesFor(rows.length) / 2, foot + rows.length], 4 * ladder);
    for (let place = foot; place < foot + placesFor(rows.length); place += 1) {
      this.#places.set([Number.POSITIVE_INFINITY, never], 2 * place);
    }
    let shortestMs = Number.POSITIVE_INFINITY;
    let earliest = Number.POSITIVE_INFINITY;
    rows.forEach((row, index) => {
      const place = foot + index;
      this.#places[2 * place] = rungs.bound[row]!;
      this.#holdMs[place] = rungs.holdMs[row]!;
      this.#row[place] = row;
      this.#ladderOf[row] = ladder;
      this.#placeOf[row] = place;
      shortestMs = Math.min(shortestMs, rungs.holdMs[row]!);
      earliest = Math.min(earliest, rungs.notBefore[row]!);
    });
    this.#places[2 * foot + 1] = earliest;
    this.#terms.set([rungs.sign[lowest]!, shortestMs, never], 3 * ladder);
  }

  /** Takes the snapshot of time t; puts the rows that are due into `due` and gives their number. */
  climb(t: number, current: Float64Array, rungs: Rungs, due: Int32Array): number {
    const count = this.#count;
    const ladders = this.#ladders;
    const terms = this.#terms;
    const places = this.#places;
    let found = 0;
    for (let ladder = 0; ladder < count; ladder += 1) {
      const foot = ladders[4 * ladder + 1]!;
      places[2 * ladders[4 * ladder + 3]! + 1] = t;
      const value = current[ladders[4 * ladder]!]! * terms[3 * ladder]!;
      // No branch depends on the value: on changing data a mispredicted one costs more than the whole bisection. A missing
      // value, NaN, is greater than nothing.
      let place = foot;
      for (let step = ladders[4 * ladder + 2]!; step > 0; step >>= 1) {
        place += step & -(value > places[2 * (place + step - 1)]!);
      }
      ladders[4 * ladder + 3] = place;
      if (t - places[2 * foot + 1]! >= terms[3 * ladder + 1]!) found = this.#collect(ladder, t, rungs, due, found);
    }
    return found;
  }

  #collect(ladder: number, t: number, { firing, notBefore }: Rungs, due: Int32Array, already: number): number {
    if (t < this.#terms[3 * ladder + 2]!) return already;
    const top = this.#ladders[4 * ladder + 3]!;
    let found = already;
    let since = never;
    // What is not true yet begins to wait after t. Whatever comes, waits only begin later than now known.
    let next = t + this.#terms[3 * ladder + 1]!;
    for (let place = this.#ladders[4 * ladder + 1]!; place < top; place += 1) {
      since = Math.max(since, this.#places[2 * place + 1]!);
      const row = this.#row[place]!;
      if (firing[row] === 1) continue;
      const holdMs = this.#holdMs[place]!;
      const began = Math.max(since, notBefore[row]!);
      if (t - began >= holdMs) due[found++] = row;
      next = Math.min(next, began + holdMs);
    }
    // A sum may be rounded up where the difference is not.
    this.#terms[3 * ladder + 2] = next - 1;
    return found;
  }

  /** Since when a row's condition has been true, ms, its own `notBefore` aside; NaN while it is not true. */
  trueSince(row: number): number {
    const ladder = this.#ladderOf[row]!;
    const place = this.#placeOf[row]!;
    if (place >= this.#ladders[4 * ladder + 3]!) return Number.NaN;
    let since = never;
    for (let below = this.#ladders[4 * ladder + 1]!; below <= place; below += 1) {
      since = Math.max(since, this.#places[2 * below + 1]!);
    }
    return since;
  }

  /** Writes down for every row since when it has been waiting, NaN for the next snapshot: what another ladder goes on from. */
  settle(notBefore: Float64Array): void {
    let since = never;
    this.#row.forEach((row, place) => {
      if (row < 0) return;
      const ladder = this.#ladderOf[row]!;
      if (place === this.#ladders[4 * ladder + 1]) since = never;
      since = Math.max(since, this.#places[2 * place + 1]!);
      notBefore[row] = place < this.#ladders[4 * ladder + 3]! ? Math.max(notBefore[row]!, since) : Number.NaN;
    });
  }
}

/** The least power of two that is greater. */
function placesFor(rungCount: number): number {
  return 2 ** (32 - Math.clz32(rungCount));
}

/** Rows by ladder, by rising bound. */
function sorted({ count, slot, sign, bound }: Rungs): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  return rows.sort((a, b) => slot[a]! - slot[b]! || sign[a]! - sign[b]! || bound[a]! - bound[b]!);
}

/** Where in the order each ladder begins. */
function feetOf(order: Int32Array, { slot, sign }: Rungs): number[] {
  const feet: number[] = [];
  order.forEach((row, at) => {
    const before = order[at - 1];
    const same = before !== undefined && slot[before] === slot[row] && sign[before] === sign[row];
    if (!same) feet.push(at);
  });
  return feet;
}
