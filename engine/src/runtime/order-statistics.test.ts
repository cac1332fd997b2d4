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
        if (removes && kept.length > 0) set.remove(kept.shift()!);
        else {
          set.insert(value);
          kept.push(value);
        }
        const sorted = [...kept].sort((a, b) => a - b);
        expect(set.size).toBe(sorted.length);
        sorted.forEach((expected, k) => {
          expect(set.at(k) - expected).toBe(0);
        });
        if (sorted.length === 0) continue;
        const median = middle(sorted);
        expect(set.median()).toBeCloseTo(median, 12);
        const deviations = sorted.map((entry) => Math.abs(entry - set.median())).sort((a, b) => a - b);
        expect(set.medianDeviation(set.median())).toBeCloseTo(middle(deviations), 12);
      }
    }),
    { seed: 20260105, numRuns: 60 },
  );
});

function middle(sorted: readonly number[]): number {
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

it("refuses to remove what is not there", () => {
  const set = new OrderStatistics();
  set.insert(1);
  expect(() => set.remove(2)).toThrow("2 is not in the set");
});

it("stays shallow on sorted input", () => {
  const set = new OrderStatistics();
  for (let value = 0; value < 200_000; value += 1) set.insert(value);
  expect(set.at(123_456)).toBe(123_456);
  for (let value = 0; value < 199_999; value += 1) set.remove(value);
  expect(set.at(0)).toBe(199_999);
});
