/** The state of every rule of every run, a row each, in typed arrays: idle, pending, firing, since when. */

import { Ladders, type Rungs } from "./ladders.ts";

/** What a row needs to know of its rule. Its condition is `sign · current[slot] > bound`, unknown where that is NaN. */
export interface Row {
  readonly slot: number;
  readonly sign: 1 | -1;
  readonly bound: number;
  readonly holdMs: number;
}

const smallest = 64;
const columns = ["slot", "sign", "bound", "holdMs", "firing", "notBefore", "since", "untilSince"] as const;
type Column = (typeof columns)[number];
type Table = Record<Column, Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>;

/**
 * Conditions are looked at by `Ladders`, which know since when each has been true. They are raised anew after rows came or
 * went; what they knew is kept in the rows' `notBefore` meanwhile.
 */
export class RuleTable implements Table, Rungs {
  slot = new Int32Array(smallest);
  sign = new Float64Array(smallest);
  bound = new Float64Array(smallest);
  holdMs = new Float64Array(smallest);
  firing = new Int32Array(smallest);
  /** A wait began no earlier, ms: NaN is the next snapshot. */
  notBefore = new Float64Array(smallest);
  /** While firing: when the condition became true, ms. */
  since = new Float64Array(smallest);
  /** While firing: when the until-condition became true, ms; NaN while it is not. */
  untilSince = new Float64Array(smallest);
  count = 0;
  /** Rows that are due, after `look`. */
  due = new Int32Array(smallest);
  /** Rows that fire. */
  firingRows = new Int32Array(smallest);
  firingCount = 0;
  #ladders: Ladders | null = null;
  /** Rows that were cleared at the present snapshot. */
  readonly #cleared: number[] = [];

  /** Adds a row, idle, and gives its number. */
  add(row: Row): number {
    this.#settle();
    if (this.count === this.slot.length) this.#grow();
    const at = this.count++;
    this.slot[at] = row.slot;
    this.sign[at] = row.sign;
    this.bound[at] = row.bound;
    this.holdMs[at] = row.holdMs;
    this.firing[at] = 0;
    this.notBefore[at] = Number.NaN;
    this.since[at] = Number.NaN;
    this.untilSince[at] = Number.NaN;
    return at;
  }

  /** Turns a row to another slot. */
  connect(at: number, { slot }: Row): void {
    this.#settle();
    this.slot[at] = slot;
  }

  /** Takes out rows; later ones move up. */
  remove(first: number, count: number): void {
    this.#settle();
    for (const column of columns) this[column].copyWithin(first, first + count, this.count);
    this.count -= count;
    this.firingCount = 0;
    for (let row = 0; row < this.count; row += 1) {
      if (this.firing[row] === 1) this.firingRows[this.firingCount++] = row;
    }
  }

  /** Looks at every condition in the snapshot of time t; gives the number of rows in `due`. */
  look(t: number, current: Float64Array): number {
    if (this.#ladders === null) this.#raise(t);
    if (this.#cleared.length > 0) this.#rouse(t);
    return this.#ladders!.climb(t, current, this, this.due);
  }

  /** Since when a rule that does not fire has been waiting, ms; NaN while it is idle. */
  waitingSince(row: number): number {
    const own = this.notBefore[row]!;
    return this.#ladders === null ? own : Math.max(own, this.#ladders.trueSince(row));
  }

  /** A gap at the snapshot of time t: every wait begins again there. */
  restartWaits(t: number): void {
    this.#ladders = null;
    this.notBefore.fill(t, 0, this.count);
    this.untilSince.fill(Number.NaN, 0, this.count);
  }

  /** Takes over the state of a rule of equal meaning from another table. */
  adopt(row: number, other: RuleTable, from: number): void {
    this.#settle();
    other.#settle();
    this.notBefore[row] = other.notBefore[from]!;
    this.since[row] = other.since[from]!;
    this.untilSince[row] = other.untilSince[from]!;
    if (other.firing[from] !== 1) return;
    this.firing[row] = 1;
    this.firingRows[this.firingCount++] = row;
  }

  /** 1 true, 0 false, NaN unknown. */
  truth(row: number, current: Float64Array): number {
    const value = current[this.slot[row]!]! * this.sign[row]!;
    return Number.isNaN(value) ? value : +(value > this.bound[row]!);
  }

  fire(row: number, since: number): void {
    this.firing[row] = 1;
    this.since[row] = since;
    this.untilSince[row] = Number.NaN;
    this.firingRows[this.firingCount++] = row;
  }

  /** Back to idle; it may be pending from the next snapshot on. `index` is its place in `firingRows`. */
  clearAt(index: number): void {
    const row = this.firingRows[index]!;
    this.firing[row] = 0;
    this.notBefore[row] = Number.NaN;
    this.#cleared.push(row);
    this.firingCount -= 1;
    this.firingRows[index] = this.firingRows[this.firingCount]!;
  }

  /** Keeps with the rows what the ladders know, before these are given up. */
  #settle(): void {
    this.#ladders?.settle(this.notBefore);
    this.#ladders = null;
  }

  #raise(t: number): void {
    const { notBefore, count } = this;
    for (let row = 0; row < count; row += 1) if (Number.isNaN(notBefore[row])) notBefore[row] = t;
    this.#cleared.length = 0;
    this.#ladders = new Ladders(this);
  }

  /** What was cleared at the snapshot before may wait from this one on. */
  #rouse(t: number): void {
    for (const row of this.#cleared) this.notBefore[row] = t;
    this.#cleared.length = 0;
  }

  #grow(): void {
    const capacity = this.slot.length * 2;
    const float = (old: Float64Array) => {
      const wider = new Float64Array(capacity);
      wider.set(old);
      return wider;
    };
    const integer = (old: Int32Array) => {
      const wider = new Int32Array(capacity);
      wider.set(old);
      return wider;
    };
    this.slot = integer(this.slot);
    this.sign = float(this.sign);
    this.bound = float(this.bound);
    this.holdMs = float(this.holdMs);
    this.firing = integer(this.firing);
    this.notBefore = float(this.notBefore);
    this.since = float(this.since);
    this.untilSince = float(this.untilSince);
    this.due = integer(this.due);
    this.firingRows = integer(this.firingRows);
  }
}
