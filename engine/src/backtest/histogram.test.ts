import fc from "fast-check";
import { expect, test } from "vitest";
import { Histogram, quantile } from "./histogram.ts";

const distributionOf = (values: readonly number[]) => {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.distribution();
};

test("nothing has no distribution", () => {
  expect(distributionOf([])).toBeNull();
});

test("one value is all its quantiles", () => {
  const distribution = distributionOf([42.5])!;
  expect(distribution).toMatchObject({ count: 1, min: 42.5, max: 42.5, mean: 42.5, bins: [1] });
  expect(quantile(distribution, 0.01)).toBe(42.5);
});

test("whatever comes, no value is lost, and quantiles are right to the width of a bin", () => {
  const value = fc.oneof(
    fc.integer({ min: -1000, max: 1000 }),
    fc.double({ min: -1e9, max: 1e12, noNaN: true }),
    fc.constant(0),
  );
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const distribution = distributionOf(values)!;
        expect(distribution.bins.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(distribution.bins.length).toBeLessThanOrEqual(256);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length))) - 1]!;
        expect(Math.abs(quantile(distribution, share) - exact)).toBeLessThanOrEqual(distribution.width);
      },
    ),
    { seed: 5, numRuns: 300 },
  );
});

test("a hundred bins or more tell the range apart, once values are spread over it", () => {
  const distribution = distributionOf(Array.from({ length: 5000 }, (_, at) => 0.01 + at / 50))!;
  expect(distribution.bins.length).toBeGreaterThan(90);
});
