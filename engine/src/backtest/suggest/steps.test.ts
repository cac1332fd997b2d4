import { exactQuantity, type NumericDimension } from "@macro-engine/dsl";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longerWaits, shorterWaits, stepsFrom } from "./steps.ts";

const written = (from: number, direction: 1 | -1, dimension: NumericDimension, end: number) =>
  stepsFrom(from, direction, dimension, end).map((value) => exactQuantity(value, dimension));

describe("thresholds go in round steps, to the first past the end", () => {
  test.each([
    [80, 1, "percent", 84, ["81%", "82%", "83%", "84%"]],
    [80.5, 1, "percent", 82.2, ["81%", "82%", "83%"]],
    [2.5, -1, "percent", 1, ["2%", "1.9%", "1.8%", "1.7%", "1.6%", "1.5%", "1.4%", "1.3%", "1.2%", "1.1%", "1%"]],
    [15, -1, "framerate", 12.5, ["14fps", "13fps", "12fps"]],
    [2, -1, "framerate", -1, ["1fps", "0fps", "-1fps"]],
    [480, 1, "duration", 520, ["490ms", "500ms", "510ms", "520ms"]],
    [980, 1, "duration", 1100, ["990ms", "1s", "1.1s"]],
    [1.5 * 2 ** 30, 1, "bytes", 1.65 * 2 ** 30, ["1.6GiB", "1.7GiB"]],
    [10, -1, "rate", 9.7, ["9.9/s", "9.8/s", "9.7/s"]],
    [3, 1, "count", 4, ["4"]],
    [0.5, 1, "number", 0.52, ["0.51", "0.52"]],
    [90, 1, "percent", 50, []],
  ] as const)("%s, %s, %s to %s", (from, direction, dimension, end, steps) => {
    expect(written(from, direction, dimension, end)).toEqual(steps);
  });

  test("always on, always away from where they began, and past the end at last", () => {
    const dimension = fc.constantFrom<NumericDimension>(
      "percent",
      "duration",
      "bytes",
      "rate",
      "number",
      "temperature",
    );
    const value = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(value, fc.constantFrom(1 as const, -1 as const), dimension, (from, direction, unit) => {
        const end = direction > 0 ? from * 20 : from / 20;
        const steps = stepsFrom(from, direction, unit, end);
        expect(steps.every((step, at) => (step - (steps[at - 1] ?? from)) * direction > 0)).toBe(true);
        if (steps.length < 2000) expect((steps.at(-1)! - end) * direction).toBeGreaterThanOrEqual(0);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

test("waits go by the second at first, then coarser, to the first past the longest recording", () => {
  expect(longerWaits(0, 3000)).toEqual([1000, 2000, 3000, 4000]);
  expect(longerWaits(28_500, 45_000)).toEqual([29_000, 30_000, 35_000, 40_000, 45_000, 50_000]);
  expect(longerWaits(115_000, 200_000)).toEqual([120_000, 150_000, 180_000, 210_000]);
  expect(longerWaits(60_000, 30_000)).toEqual([]);
  expect(shorterWaits(3500)).toEqual([3000, 2000, 1000, 0]);
  expect(shorterWaits(0)).toEqual([]);
});
