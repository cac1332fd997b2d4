/** The sorted multiset against a sorted array. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { OrderStatistics } from "./order-statistics.ts";

const values = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -100, max: 100, noNaN: true }));

it("gives the k-th smallest, the median and the median deviation after any insertions and removals", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(values, fc.boolean()), { minLength: 1, maxLength: 200 }), (operations) => {
      const set = new OrderStatistics();
      const kept: number[] = [];
      for (const [value, removes] of operations) {
        if (removes && kept.length > 0) remove(set, kept.shift()!);
        else {
          insert(set, value);
          kept.push(value);
        }
        const sorted = [...kept].sort((a, b) => a - b);
        expect(set.size).toBe(sorted.length);
        sorted.forEach((expected, k) => {
          expect(smallest(set, k) - expected).toBe(0);
        });
        if (sorted.length === 0) continue;
        set.summarise();
        expect(set.median).toBeCloseTo(middle(sorted), 12);
        const deviations = sorted.map((entry) => Math.abs(entry - set.median)).sort((a, b) => a - b);
        expect(set.medianDeviation).toBeCloseTo(middle(deviations), 12);
      }
    }),
    { seed: 20260105, numRuns: 60 },
  );
});

function smallest(set: OrderStatistics, k: number): number {
  const found = new Float64Array(1);
  set.write(k, found, 0);
  return found[0]!;
}

const insert = (set: OrderStatistics, value: number) => set.insert(Float64Array.of(value), 0);
const remove = (set: OrderStatistics, value: number) => set.remove(Float64Array.of(value), 0);

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

it("refuses to remove what is not there", () => {
  const set = new OrderStatistics();
  insert(set, 1);
  expect(() => remove(set, 2)).toThrow("2 is not in the set");
});

it("stays shallow on sorted input", () => {
  const set = new OrderStatistics();
  for (let value = 0; value < 200_000; value += 1) insert(set, value);
  expect(smallest(set, 123_456)).toBe(123_456);
  for (let value = 0; value < 199_999; value += 1) remove(set, value);
  expect(smallest(set, 0)).toBe(199_999);
});
