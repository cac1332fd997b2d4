/** The table finds what is due and since when as if it looked at every row by itself. */

import { expect, it } from "vitest";
import { type Row, RuleTable } from "./rule-table.ts";
import { type Random, randomFrom } from "./testing/random.ts";

const slotCount = 3;

/** A row by itself: since when it waits (null is idle), and whether it fires. */
interface PlainRow extends Row {
  since: number | null;
  fires: boolean;
}

it("of rows that come and go, wait, fire and clear, over values that are missing at times", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const random = randomFrom(seed);
    const table = new RuleTable();
    const plain: PlainRow[] = [];
    let t = 0;
    for (let snapshot = 0; snapshot < 60; snapshot += 1) {
      comeAndGo(random, table, plain);
      t += 1000 * random.below(3) + 0.1;
      const restarts = random.chance(0.03);
      if (restarts) table.restartWaits(t);
      const current = Float64Array.from({ length: slotCount }, () =>
        random.chance(0.1) ? Number.NaN : random.below(11) - 5,
      );
      const count = table.look(t, current);
      const due = [...table.due.subarray(0, count)].sort((a, b) => a - b);
      expect(due, `seed ${seed}, snapshot ${snapshot}`).toEqual(lookPlainly(plain, t, current, restarts));
      expect(waits(table, plain), `seed ${seed}, snapshot ${snapshot}`).toEqual(plain.map(({ since }) => since));
      clearAndFire(random, table, plain, due);
    }
  }
});

function randomRow(random: Random): Row {
  return {
    slot: random.below(slotCount),
    sign: random.chance(0.5) ? 1 : -1,
    bound: random.below(11) - 5,
    holdMs: random.pick([0, 1000, 2500, 6000]),
  };
}

function comeAndGo(random: Random, table: RuleTable, plain: PlainRow[]): void {
  if (plain.length < 80 && random.chance(0.3)) {
    for (let more = 1 + random.below(12); more > 0; more -= 1) {
      const row = randomRow(random);
      expect(table.add(row)).toBe(plain.push({ ...row, since: null, fires: false }) - 1);
    }
  }
  if (plain.length > 0 && random.chance(0.1)) {
    const first = random.below(plain.length);
    const count = 1 + random.below(plain.length - first);
    table.remove(first, count);
    plain.splice(first, count);
  }
}

/** Moves every row on; gives those that are due. */
function lookPlainly(plain: readonly PlainRow[], t: number, current: Float64Array, restarts: boolean): number[] {
  const due: number[] = [];
  plain.forEach((row, index) => {
    const isTrue = row.sign * current[row.slot]! > row.bound;
    if (restarts) row.since = null;
    row.since = isTrue ? (row.since ?? t) : null;
    if (!row.fires && row.since !== null && t - row.since >= row.holdMs) due.push(index);
  });
  return due;
}

function waits(table: RuleTable, plain: readonly PlainRow[]) {
  return plain.map((_, row) => {
    const since = table.waitingSince(row);
    return Number.isNaN(since) ? null : since;
  });
}

/** As rule states do: clears first, then what is due fires, unless it lacks evidence. */
function clearAndFire(random: Random, table: RuleTable, plain: readonly PlainRow[], due: readonly number[]): void {
  for (let index = table.firingCount - 1; index >= 0; index -= 1) {
    if (random.chance(0.7)) continue;
    Object.assign(plain[table.firingRows[index]!]!, { fires: false, since: null });
    table.clearAt(index);
  }
  for (const row of due) {
    if (random.chance(0.2)) continue;
    plain[row]!.fires = true;
    table.fire(row, plain[row]!.since!);
  }
}
