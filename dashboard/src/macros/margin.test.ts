import { expect, test } from "vitest";
import { decisiveComparison, marginText } from "./margin.ts";

const comparison = (
  text: string,
  value: number | null,
  limit: number,
  valueText: string,
  limitText: string,
  used: number | null,
) => ({
  ...{ text, value, limit, valueText, limitText, used },
});
const cpu = comparison("cpu.usage > 80%", 40, 80, "40%", "80%", 0.5);
const memory = comparison("memory.usage > 85%", 68, 85, "68%", "85%", 0.8);

test("all of an `and` must hold: the farthest decides; of an `or` the nearest", () => {
  const both = { state: "idle", comparisons: [cpu, memory] } as const;
  expect(decisiveComparison({ ...both, threshold: "cpu.usage > 80% and memory.usage > 85%" })).toBe(cpu);
  expect(decisiveComparison({ ...both, threshold: "cpu.usage > 80% or memory.usage > 85%" })).toBe(memory);
});

test.each([
  [cpu, "40% of 80%"],
  [comparison("fps < 15fps", 60, 15, "60fps", "15fps", 0.25), "60fps, at least 15fps"],
  [comparison("duration > 5m", 291_000, 300_000, "4.85m", "5m", 0.97), "4m 51s of 5m"],
  [comparison("fps < 15fps", null, 15, "missing", "15fps", null), ""],
])("a margin in words: %#", (only, text) => {
  expect(marginText({ state: "idle", threshold: only.text, comparisons: [only] })).toBe(text);
});
