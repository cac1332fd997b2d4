/** How far a limit can be dragged: whole steps from the limit in force, within what can be. */

import { describe, expect, test } from "vitest";
import { rangeOf } from "./limit-range.ts";

describe.each([
  ["a percentage", 85, 100],
  ["a frame rate", 15, null],
  ["a duration", 60_000, null],
  ["bytes", 1.5 * 2 ** 30, null],
  ["a small number", 0.003, null],
  ["below zero", -40, null],
  ["a limit beyond its metric", 120, 100],
])("%s", (_, limit, bound) => {
  const { least, most, step } = rangeOf(limit, bound);

  test("the limit in force is one of its steps", () => {
    expect((limit - least) / step).toBeCloseTo(Math.round((limit - least) / step), 6);
    expect(least).toBeLessThan(limit);
    expect(most).toBeGreaterThan(limit);
  });

  test("it is fine enough to drag, and coarse enough for keys", () => {
    expect((most - least) / step).toBeGreaterThan(100);
    expect((most - least) / step).toBeLessThan(501);
  });
});

test("a percentage goes no further than all of it", () => {
  expect(rangeOf(85, 100)).toMatchObject({ least: 0, most: 100 });
});

test("from zero it can be raised", () => {
  expect(rangeOf(0, null)).toMatchObject({ least: 0, most: 1 });
});
