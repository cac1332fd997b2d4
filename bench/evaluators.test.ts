import { expect, test } from "vitest";
import { median, seeded } from "./bench.ts";
import { engines } from "./evaluator-bench.ts";
import { makeSnapshots } from "./evaluators/workload.ts";

test("the rule engines that are compared agree on which conditions are true", async () => {
  const snapshots = makeSnapshots(300);
  const counts = new Map<string, number>();
  for (const engine of engines) counts.set(engine.name, await engine.countTrue(snapshots));
  const [first] = counts.values();
  expect(first).toBeGreaterThan(1000);
  expect([...new Set(counts.values())]).toEqual([first]);
});

test("seeded numbers are the same in every run, and spread over [0, 1)", () => {
  const random = seeded(1);
  const values = Array.from({ length: 1000 }, random);
  expect(values).toEqual(Array.from({ length: 1000 }, seeded(1)));
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(Math.abs(median(values) - 0.5)).toBeLessThan(0.05);
});
