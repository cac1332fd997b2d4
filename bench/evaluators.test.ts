import { expect, test } from "vitest";
import { median, seeded } from "./bench.ts";
import { checkAgreement, engineFactories } from "./evaluator-bench.ts";
import { makeRules, makeSnapshots } from "./evaluators/workload.ts";

test("the rule engines that are compared agree on which conditions are true", async () => {
  const rules = makeRules(0.4);
  const engines = engineFactories.map((create) => create(rules));
  expect(await checkAgreement(engines, makeSnapshots(300))).toBeGreaterThan(1000);
});

test("an engine that finds something else is named", async () => {
  const [right] = engineFactories.map((create) => create(makeRules(0.4)));
  const wrong = { ...right!, name: "a guess", countTrue: () => 7 };
  await expect(checkAgreement([right!, wrong], makeSnapshots(10))).rejects.toThrow("a guess finds 7 true conditions");
});

test("seeded numbers are the same in every run, and spread over [0, 1)", () => {
  const random = seeded(1);
  const values = Array.from({ length: 1000 }, random);
  expect(values).toEqual(Array.from({ length: 1000 }, seeded(1)));
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  expect(Math.abs(median(values) - 0.5)).toBeLessThan(0.05);
});
