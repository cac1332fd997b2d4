/** The state of every rule of every run, a row each, in typed arrays: idle, pending, firing, since when. */

import { type HoldClock, neverDue } from "./hold-clock.ts";

/** What a row needs to know of its rule. Its condition is `sign · current[slot] > bound`, unknown where that is NaN. */
export interface Row {
  readonly slot: number;
  readonly sign: 1 | -1;
  readonly bound: number;
  /** Classes of the `HoldClock`. */
  readonly holdClass: number;
  readonly untilClass: number;
}

const smallest = 64;
const columns = [
  "side",
  "bound",
  "waiting",
  "holdClass",
  "untilClass",
  "lastNot",
  "firing",
  "since",
  "pinned",
  "pinnedTime",
  "untilNot",
] as const;
type Column = (typeof columns)[number];
type Table = Record<Column, Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>;

/**
 * A row waits by remembering the last snapshot at which its condition was not true (`lastNot`): it has been true since the
 * one after. It is idle when that is the present snapshot, and due when `lastNot` lies before the clock's pointer for its
 * hold. While it fires it waits for nothing (`neverDue`), so that the loop over all rows passes it by; `untilNot` is the same
 * memory for its until-condition.
 */
export class RuleTable implements Table {
  /** What is compared: twice the slot, one more for its negative. */
  side = new Int32Array(smallest);
  bound = new Float64Array(smallest);
  /** Class that the row waits for now: its hold's, or `neverDue`. */
  waiting = new Int32Array(smallest);
  holdClass = new Int32Array(smallest);
  untilClass = new Int32Array(smallest);
  lastNot = new Float64Array(smallest);
  firing = new Int32Array(smallest);
  /** While firing: when the condition became true, ms. */
  since = new Float64Array(smallest);
  /** A wait that outlasts its hold for want of evidence: the snapshot that it began at, and its time, ms. */
  pinned = new Float64Array(smallest);
  pinnedTime = new Float64Array(smallest);
  count = 0;
  /** Rows that are due, after `advance`, in rising order. */
  due = new Int32Array(smallest);
  /** Rows that fire. */
  firingRows = new Int32Array(smallest);
  firingCount = 0;
  /** While firing: the until-condition's last snapshot of not being true. */
  untilNot = new Float64Array(smallest);
  #signed = new Float64Array(2 * smallest);

  /** Adds a row, idle as of snapshot `now`, and gives its number. */
  add(row: Row, now: number): number {
    if (this.count === this.side.length) this.#grow();
    const at = this.count++;
    this.side[at] = sideOf(row);
    this.bound[at] = row.bound;
    this.waiting[at] = row.holdClass;
    this.holdClass[at] = row.holdClass;
    this.untilClass[at] = row.untilClass;
    this.lastNot[at] = now;
    this.firing[at] = 0;
    this.since[at] = Number.NaN;
    this.pinned[at] = -1;
    this.pinnedTime[at] = Number.NaN;
    this.untilNot[at] = now;
    return at;
  }

  /** Turns a row to another slot. */
  connect(at: number, row: Row): void {
    this.side[at] = sideOf(row);
  }

  /** Takes out rows; later ones move up. */
  remove(first: number, count: number): void {
    for (const column of columns) this[column].copyWithin(first, first + count, this.count);
    this.count -= count;
    this.firingCount = 0;
    for (let row = 0; row < this.count; row += 1) {
      if (this.firing[row] === 1) this.firingRows[this.firingCount++] = row;
    }
  }

  /** Looks at every condition in the snapshot that the clock has just taken; gives the number of rows in `due`. */
  advance(clock: HoldClock, current: Float64Array, slotCount: number): number {
    this.#takeSigned(current, slotCount);
    const { side, bound, lastNot, count } = this;
    const signed = this.#signed;
    const { now, latestDue } = clock;
    let waited = 0;
    // No branch depends on a value here: on changing data a mispredicted one costs more than all the rest.
    for (let row = 0; row < count; row += 1) {
      const isNot = +!(signed[side[row]!]! > bound[row]!);
      const last = lastNot[row]!;
      const next = last + (now - last) * isNot;
      lastNot[row] = next;
      waited |= +(next < latestDue);
    }
    // Seldom has any row waited for even the shortest hold.
    return waited === 0 ? 0 : this.#findDue(clock.due);
  }

  #findDue(dueSince: Float64Array): number {
    const { waiting, lastNot, due, count } = this;
    let found = 0;
    for (let row = 0; row < count; row += 1) if (lastNot[row]! < dueSince[waiting[row]!]!) due[found++] = row;
    return found;
  }

  /** Every value and its negative, side by side: a row looks up the side that it compares. */
  #takeSigned(current: Float64Array, slotCount: number): void {
    if (this.#signed.length < 2 * slotCount) this.#signed = new Float64Array(2 * current.length);
    const signed = this.#signed;
    for (let slot = 0; slot < slotCount; slot += 1) {
      const value = current[slot]!;
      signed[2 * slot] = value;
      signed[2 * slot + 1] = -value;
    }
  }

  /** A gap at snapshot `now`: every wait begins again there. */
  restartWaits(now: number): void {
    this.lastNot.fill(now - 1, 0, this.count);
    this.untilNot.fill(now - 1, 0, this.count);
  }

  /** Takes over the state of a rule of equal meaning from another table. */
  adopt(row: number, other: RuleTable, from: number): void {
    this.lastNot[row] = other.lastNot[from]!;
    this.untilNot[row] = other.untilNot[from]!;
    this.since[row] = other.since[from]!;
    this.pinned[row] = other.pinned[from]!;
    this.pinnedTime[row] = other.pinnedTime[from]!;
    if (other.firing[from] !== 1) return;
    this.firing[row] = 1;
    this.waiting[row] = neverDue;
    this.firingRows[this.firingCount++] = row;
  }

  /** 1 true, 0 false, NaN unknown. */
  truth(row: number, current: Float64Array): number {
    const side = this.side[row]!;
    const value = current[side >> 1]!;
    return Number.isNaN(value) ? value : +((side & 1 ? -value : value) > this.bound[row]!);
  }

  fire(row: number, since: number, now: number): void {
    this.firing[row] = 1;
    this.since[row] = since;
    this.waiting[row] = neverDue;
    this.untilNot[row] = now;
    this.pinned[row] = -1;
    this.firingRows[this.firingCount++] = row;
  }

  /** Back to idle; it may be pending from the next snapshot on. `index` is its place in `firingRows`. */
  clearAt(index: number, now: number): void {
    const row = this.firingRows[index]!;
    this.firing[row] = 0;
    this.waiting[row] = this.holdClass[row]!;
    this.lastNot[row] = now;
    this.pinned[row] = -1;
    this.firingCount -= 1;
    this.firingRows[index] = this.firingRows[this.firingCount]!;
  }

  /** When a wait began that is over at snapshot `last`: the time of the next one, ms. Remembered longer than the clock does. */
  waitBegan(row: number, last: number, clock: HoldClock): number {
    const began = last + 1;
    if (this.pinned[row] === began) return this.pinnedTime[row]!;
    this.pinned[row] = began;
    this.pinnedTime[row] = clock.timeOf(began);
    return this.pinnedTime[row]!;
  }

  #grow(): void {
    const capacity = this.side.length * 2;
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
    this.side = integer(this.side);
    this.bound = float(this.bound);
    this.waiting = integer(this.waiting);
    this.holdClass = integer(this.holdClass);
    this.untilClass = integer(this.untilClass);
    this.lastNot = float(this.lastNot);
    this.firing = integer(this.firing);
    this.since = float(this.since);
    this.pinned = float(this.pinned);
    this.pinnedTime = float(this.pinnedTime);
    this.due = integer(this.due);
    this.firingRows = integer(this.firingRows);
    this.untilNot = float(this.untilNot);
  }
}

function sideOf({ slot, sign }: Row): number {
  return 2 * slot + (sign < 0 ? 1 : 0);
}
