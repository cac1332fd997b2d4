import { expect, test } from "vitest";
import type { History } from "../../../engine/src/api/contract.ts";
import { columnsOf, rowsOf, summaryOf } from "./columns.ts";

function history(stepMs: number, points: readonly (readonly [time: number, value: number])[]): History {
  const [time, avg] = [points.map(([at]) => at), points.map(([, value]) => value)];
  const min = avg.map((value) => value - 1);
  const max = avg.map((value) => value + 1);
  return { metric: "fps", run: null, from: "", to: "", stepMs, time, min, avg, max };
}
const span = { from: 0, to: 100_000 };

test("steps that were not measured leave a hole", () => {
  const { time, avg, min } = columnsOf(
    history(1000, [
      [1000, 5],
      [2000, 6],
      [9000, 7],
    ]),
    { time: [], value: [] },
    span,
    1000,
  );
  expect(avg).toEqual([5, 6, null, 7]);
  expect(min).toEqual([4, 5, null, 6]);
  expect(time[2]).toBeGreaterThan(2000);
  expect(time[2]).toBeLessThan(9000);
});

test("the looks since follow what the record has, and none twice", () => {
  const looks = { time: [1000, 2000, 3000, 4000], value: [1, 2, 3, null] };
  const { time, avg } = columnsOf(
    history(1000, [
      [1000, 5],
      [2000, 6],
    ]),
    looks,
    span,
    1000,
  );
  expect(time).toEqual([1000, 2000, 3000, 4000]);
  expect(avg).toEqual([5, 6, 3, null]);
});

test("without a record, the looks are all there is", () => {
  expect(columnsOf(null, { time: [1000, 2000], value: [1, 2] }, { from: 1500, to: 9000 }, 1000).time).toEqual([2000]);
});

test("what is read instead of looked at has the same least, mean and greatest", () => {
  const columns = columnsOf(
    history(
      1000,
      Array.from({ length: 100 }, (_, index) => [index * 1000, index] as const),
    ),
    { time: [], value: [] },
    span,
    1000,
  );
  expect(summaryOf(columns, span)).toEqual({ least: -1, mean: 49.5, greatest: 100 });
  expect(rowsOf(columns, span, 10)[3]).toEqual({ from: 30_000, least: 29, mean: 34.5, greatest: 40 });
  expect(rowsOf(columns, { from: 100_000, to: 200_000 })).toEqual([]);
});
