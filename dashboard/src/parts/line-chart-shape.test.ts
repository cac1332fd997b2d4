/** Scales with room for everything in round steps, and lines that break where nothing was measured. */

import { expect, test } from "vitest";
import { levelsOf, lineOf, nearestAt, scaleOf } from "./line-chart-shape.ts";

const course = (...values: readonly number[]) => ({
  time: values.map((_, at) => at * 1000),
  ...{ min: values, avg: values, max: values },
  stepMs: 1000,
});

test.each([
  ["a percentage near its end", course(40, 97), [85], "percent", [0, 100]],
  ["a steady value", course(57, 57), [], "framerate", [40, 80]],
  ["nothing at all", course(), [], "number", [0, 1.5]],
  ["values far from zero", course(1010, 1020), [], "number", [1010, 1025]],
  ["below zero", course(-3, 4), [], "temperature", [-5, 10]],
])("%s", (_, values, limits, dimension, [low, high]) => {
  const scale = scaleOf(values, limits, dimension);
  expect(scale.low).toBeLessThanOrEqual(Math.min(low!, ...values.min, ...limits));
  expect(scale.high).toBeGreaterThanOrEqual(Math.max(...values.max, ...limits));
  expect(scale.high).toBeLessThanOrEqual(high! + 1e-9);
  expect(levelsOf(scale).length).toBeGreaterThan(1);
  expect(levelsOf(scale).length).toBeLessThan(8);
});

test("bytes go up in powers of two", () => {
  const { step } = scaleOf(course(3 * 2 ** 20, 900 * 2 ** 20), [], "bytes");
  expect(Math.log2(step) % 1).toBe(0);
});

test("a line breaks where steps are missing, and a point alone is still seen", () => {
  const values = { ...course(1, 2, 3, 4), time: [0, 1000, 60_000, 90_000] };
  const { line } = lineOf(
    values,
    (time) => time / 1000,
    (value) => value,
  );
  expect(line.match(/M/g)).toHaveLength(3);
  expect(line).toContain("M0 1L1 2");
  expect(line).toContain("M60 3h0.01");
});

test("the nearest point is found from either side", () => {
  expect(nearestAt([], 5)).toBeNull();
  expect([-5, 0, 4, 6, 99].map((time) => nearestAt([0, 10, 20], time))).toEqual([0, 0, 0, 1, 2]);
});
