/** The 95th percentile of today, held against the exact one over the same samples. */

import { expect, it } from "vitest";
import { randomFrom } from "../runtime/testing/random.ts";
import type { HistoryQuery } from "../store/store.ts";
import { createToday } from "./today.ts";

const midnight = Date.UTC(2027, 0, 4);
const hour = 3_600_000;

function today(history: (query: HistoryQuery) => readonly { avg: number; count: number }[] = () => []) {
  const asked: HistoryQuery[] = [];
  const store = {
    history: (query: HistoryQuery) => {
      asked.push(query);
      return history(query).map(({ avg, count }, at) => ({ wall: at, min: avg, max: avg, avg, count }));
    },
  };
  return { asked, ...createToday({ store, zone: () => "UTC" }) };
}

it("is within half a percent of the exact value", () => {
  const random = randomFrom(7);
  const day = today();
  day.p95(["cpu.usage"], midnight);
  const values = Array.from({ length: 5000 }, () => random.next() ** 2 * 100);
  values.forEach((value, at) => {
    day.take("cpu.usage", value, midnight + at * 1000);
  });
  const exact = values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1]!;
  const found = day.p95(["cpu.usage"], midnight + 2 * hour).get("cpu.usage")!;
  expect(Math.abs(found / exact - 1)).toBeLessThan(0.005);
});

it("counts what the store has of the day before the first question, one metric a call", () => {
  const day = today(({ metric }) => (metric === "fps" ? [{ avg: 30, count: 90 }] : [{ avg: 5, count: 10 }]));
  const noon = midnight + 12 * hour;
  expect([...day.p95(["fps", "latency"], noon)]).toEqual([
    ["fps", 30],
    ["latency", null],
  ]);
  expect(day.p95(["fps", "latency"], noon).get("latency")).toBe(5);
  expect(day.asked.map(({ metric, fromWall, toWall }) => [metric, fromWall, toWall])).toEqual([
    ["fps", midnight, noon],
    ["latency", midnight, noon],
  ]);
  for (let second = 0; second < 10; second += 1) day.take("fps", 144, noon + second);
  expect(day.p95(["fps"], noon + hour).get("fps")).toBe(144);
  expect(day.asked).toHaveLength(2);
});

it("begins anew at midnight", () => {
  const day = today();
  day.p95(["fps"], midnight);
  day.take("fps", 20, midnight + hour);
  expect(day.p95(["fps"], midnight + 23 * hour).get("fps")).toBe(20);
  expect(day.p95(["fps"], midnight + 24 * hour).get("fps")).toBeNull();
  day.take("fps", 90, midnight + 25 * hour);
  expect(day.p95(["fps"], midnight + 26 * hour).get("fps")).toBe(90);
});

it("orders negative values, and passes over texts and truths", () => {
  const day = today();
  day.p95(["custom.balance"], midnight);
  for (const value of [-100, -50, 0, true, "full", Number.NaN]) day.take("custom.balance", value, midnight + 1);
  expect(day.p95(["custom.balance"], midnight + 2).get("custom.balance")).toBe(0);
});
