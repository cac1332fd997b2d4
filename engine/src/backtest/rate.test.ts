import { expect, test } from "vitest";
import { allowed, parseRate } from "./rate.ts";

test.each([
  ["at most one cancel in 20 runs", { count: 1, per: 20, unit: "run", action: "cancel" }],
  ["At most 3 pauses per 2 hours", { count: 3, per: 2, unit: "hour", action: "pause" }],
  ["no cancellation in 50 runs", { count: 0, per: 50, unit: "run", action: "cancel" }],
  ["no more than two warnings a day", { count: 2, per: 24, unit: "hour", action: "warn" }],
  ["1/20 runs", { count: 1, per: 20, unit: "run", action: null }],
  ["1/20runs", { count: 1, per: 20, unit: "run", action: null }],
  ["2/h", { count: 2, per: 1, unit: "hour", action: null }],
  ["0.5 per run", { count: 0.5, per: 1, unit: "run", action: null }],
  ["5 firings in ten minutes", { count: 5, per: 10 / 60, unit: "hour", action: null }],
  ["one throttle every run", { count: 1, per: 1, unit: "run", action: "throttle" }],
])("%s", (text, rate) => {
  expect(parseRate(text)).toEqual(rate);
});

test.each(["", "rarely", "one cancel", "1/0 runs", "one cancel in 20", "-1/h", "1/20 weeks", "many in 20 runs"])(
  "%s is no rate",
  (text) => {
    expect(parseRate(text)).toBeNull();
  },
);

test("a part of a firing is none", () => {
  const rate = parseRate("1/20 runs")!;
  const over = (runs: number) => allowed(rate, { fired: 0, runs, observedMs: 0 });
  expect([over(19), over(20), over(39), over(40)]).toEqual([0, 1, 1, 2]);
  const hourly = parseRate("0.1/h")!;
  expect(allowed(hourly, { fired: 0, runs: 1, observedMs: 10 * 3_600_000 })).toBe(1);
});
