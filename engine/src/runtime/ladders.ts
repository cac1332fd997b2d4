/** Which rules are true and for how long, found for all rules that compare one value at once. */

/** What a ladder is made of: rows that share slot, sign and hold are the rungs of one. By row. */
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
 * Rules that compare the same value and wait equally long are the rungs of a ladder, by rising bound. The value reaches a
 * height: the rungs below it are true, the others are not, whatever their number. So a snapshot does not visit rules: it
 * looks the height up by bisection, and remembers in `notBefore[height]` that no rung from there up was true before the
 * snapshot after this one. A rung has been true since the greatest `notBefore` up to its own: the lowest rung has been true
 * longest, and while it has not waited long enough, none has.
 *
 * Indexing predicates by value is the old way of publish/subscribe matching (Fabret et al., Filtering algorithms and
 * implementation for very fast publish/subscribe systems, 2001); waits on top of it are ours.
 *
 * A ladder of n rungs has 2^k > n places from its foot on: n bounds, then +∞, which nothing reaches; heights are 0 … n.
 */
export class Ladders {
  /** By row: its ladder and its place. */
  readonly #ladderOf: Int32Array;
  readonly #placeOf: Int32Array;
  // By ladder.
  readonly #slot: Int32Array;
  readonly #sign: Float64Array;
  readonly #holdMs: Float64Array;
  readonly #foot: Int32Array;
  /** Half the number of places: the first step of the bisection. */
  readonly #half: Int32Array;
  /** Foot and height at the latest snapshot. */
  readonly #reached: Int32Array;
  // By place.
  readonly #bound: Float64Array;
  readonly #notBefore: Float64Array;
  readonly #row: Int32Array;

  constructor(rungs: Rungs) {
    const order = sorted(rungs);
    const feet = feetOf(order, rungs);
    this.#ladderOf = new Int32Array(rungs.count);
    this.#placeOf = new Int32Array(rungs.count);
    this.#slot = new Int32Array(feet.length);
    this.#sign = new Float64Array(feet.length);
    this.#holdMs = new Float64Array(feet.length);
    this.#foot = new Int32Array(feet.length);
    this.#half = new Int32Array(feet.length);
    this.#reached = new Int32Array(feet.length);
    const places = feet.reduce((sum, first, at) => sum + placesFor((feet[at + 1] ?? order.length) - first), 0);
    this.#bound = new Float64Array(places).fill(Number.POSITIVE_INFINITY);
    this.#notBefore = new Float64Array(places).fill(never);
    this.#row = new Int32Array(places).fill(-1);
    let foot = 0;
    feet.forEach((first, ladder) => {
      const own = order.subarray(first, feet[ladder + 1]);
      this.#raise(ladder, foot, own, rungs);
      foot += placesFor(own.length);
    });
  }

  #raise(ladder: number, foot: number, rows: Int32Array, rungs: Rungs): void {
    const [lowest] = rows;
    this.#slot[ladder] = rungs.slot[lowest!]!;
    this.#sign[ladder] = rungs.sign[lowest!]!;
    this.#holdMs[ladder] = rungs.holdMs[lowest!]!;
    this.#foot[ladder] = foot;
    this.#half[ladder] = placesFor(rows.length) / 2;
    // What has been before stands with the rows; at full height there is no rung that it could tell anything.
    this.#reached[ladder] = foot + rows.length;
    let earliest = Number.POSITIVE_INFINITY;
    rows.forEach((row, index) => {
      this.#bound[foot + index] = rungs.bound[row]!;
      this.#row[foot + index] = row;
      this.#ladderOf[row] = ladder;
      this.#placeOf[row] = foot + index;
      earliest = Math.min(earliest, rungs.notBefore[row]!);
    });
    this.#notBefore[foot] = earliest;
  }

  /** Takes the snapshot of time t; puts the rows that are due into `due` and gives their number. */
  climb(t: number, current: Float64Array, rungs: Rungs, due: Int32Array): number {
    const slots = this.#slot;
    const sign = this.#sign;
    const holdMs = this.#holdMs;
    const feet = this.#foot;
    const halves = this.#half;
    const reached = this.#reached;
    const bound = this.#bound;
    const notBefore = this.#notBefore;
    let found = 0;
    for (let ladder = 0; ladder < slots.length; ladder += 1) {
      const foot = feet[ladder]!;
      notBefore[reached[ladder]!] = t;
      const value = current[slots[ladder]!]! * sign[ladder]!;
      // No branch depends on the value: on changing data a mispredicted one costs more than the whole bisection. A missing
      // value, NaN, is greater than nothing.
      let place = foot;
      for (let step = halves[ladder]!; step > 0; step >>= 1) place += step & -(value > bound[place + step - 1]!);
      reached[ladder] = place;
      if (t - notBefore[foot]! >= holdMs[ladder]!) found = this.#collect(ladder, t, rungs, due, found);
    }
    return found;
  }

  #collect(ladder: number, t: number, { firing, notBefore }: Rungs, due: Int32Array, already: number): number {
    const holdMs = this.#holdMs[ladder]!;
    const top = this.#reached[ladder]!;
    let found = already;
    let since = never;
    for (let place = this.#foot[ladder]!; place < top; place += 1) {
      since = Math.max(since, this.#notBefore[place]!);
      if (!(t - since >= holdMs)) break;
      const row = this.#row[place]!;
      if (firing[row] === 0 && t - notBefore[row]! >= holdMs) due[found++] = row;
    }
    return found;
  }

  /** Since when a row's condition has been true, ms, its own `notBefore` aside; NaN while it is not true. */
  trueSince(row: number): number {
    const ladder = this.#ladderOf[row]!;
    const place = this.#placeOf[row]!;
    if (place >= this.#reached[ladder]!) return Number.NaN;
    let since = never;
    for (let below = this.#foot[ladder]!; below <= place; below += 1) since = Math.max(since, this.#notBefore[below]!);
    return since;
  }

  /** Writes down for every row since when it has been waiting, NaN for the next snapshot: what another ladder goes on from. */
  settle(notBefore: Float64Array): void {
    let since = never;
    this.#row.forEach((row, place) => {
      if (row < 0) return;
      const ladder = this.#ladderOf[row]!;
      if (place === this.#foot[ladder]) since = never;
      since = Math.max(since, this.#notBefore[place]!);
      notBefore[row] = place < this.#reached[ladder]! ? Math.max(notBefore[row]!, since) : Number.NaN;
    });
  }
}

/** The least power of two that is greater. */
function placesFor(rungCount: number): number {
  return 2 ** (32 - Math.clz32(rungCount));
}

/** Rows by ladder, by rising bound. */
function sorted({ count, slot, sign, holdMs, bound }: Rungs): Int32Array {
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  return rows.sort(
    (a, b) => slot[a]! - slot[b]! || sign[a]! - sign[b]! || holdMs[a]! - holdMs[b]! || bound[a]! - bound[b]!,
  );
}

/** Where in the order each ladder begins. */
function feetOf(order: Int32Array, { slot, sign, holdMs }: Rungs): number[] {
  const feet: number[] = [];
  order.forEach((row, at) => {
    const before = order[at - 1];
    const same =
      before !== undefined &&
      slot[before] === slot[row] &&
      sign[before] === sign[row] &&
      holdMs[before] === holdMs[row];
    if (!same) feet.push(at);
  });
  return feet;
}
