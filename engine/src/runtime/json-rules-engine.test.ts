/** What is particular to the evaluator on json-rules-engine: it takes its time, and must not be confused meanwhile. */

import type { ProgramRule } from "@macro-engine/dsl";
import { expect, it } from "vitest";
import { createJsonRulesEvaluator } from "./json-rules-engine.ts";
import { all, any, compare, not, profile, programOf, programWith, rule, share } from "./testing/build-program.ts";

const hot = compare("cpu.usage", ">", 80);

function started(...rules: readonly ProgramRule[]) {
  const evaluator = createJsonRulesEvaluator(programWith(...rules), { intervalMs: 1000 });
  evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 0 });
  return evaluator;
}

it("a missing value is neither true nor false, also below `not`", async () => {
  const evaluator = started(
    rule("not_hot", not(hot)),
    rule("either", any(hot, not(hot))),
    rule("neither", all(not(hot), not(hot))),
  );
  expect(await evaluator.tick(0, 0)).toEqual([]);
  evaluator.sample("cpu.usage", 20, 1000);
  expect((await evaluator.tick(1000, 1000)).map(({ rule: name }) => name)).toEqual(["not_hot", "either", "neither"]);
});

it("samples that come in while it works count from the next snapshot on", async () => {
  const evaluator = started(rule("hot", hot, { holdMs: 1000 }));
  evaluator.sample("cpu.usage", 95, 0);
  const first = evaluator.tick(0, 0);
  evaluator.sample("cpu.usage", 20, 500);
  expect(await first).toEqual([]);
  expect(evaluator.inspect("m")[0]).toMatchObject({ state: "pending" });
  expect(await evaluator.tick(1000, 1000)).toEqual([]);
  expect(evaluator.inspect("m")[0]).toMatchObject({ state: "idle", truth: "false" });
});

it("snapshots asked for at once are taken one after the other", async () => {
  const evaluator = started(rule("often", compare(share(hot, 2000), ">", 50)));
  const ticks = [0, 1, 2, 3].map((second) => {
    evaluator.sample("cpu.usage", 95, second * 1000);
    return evaluator.tick(second * 1000, second * 1000);
  });
  expect((await Promise.all(ticks)).map(({ length }) => length)).toEqual([0, 0, 1, 0]);
});

it("a run that ends while it works is left out", async () => {
  const evaluator = started(rule("hot", hot));
  evaluator.start({ id: "other", macro: "other", profile: "heal", startedAt: 0 });
  evaluator.sample("cpu.usage", 95, 0);
  const tick = evaluator.tick(0, 0);
  evaluator.end("m");
  expect((await tick).map(({ run }) => run)).toEqual(["other"]);
});

it("another program takes over after the snapshot, a wrong one is refused at once", async () => {
  const evaluator = started(rule("hot", hot, { holdMs: 2000 }));
  for (const second of [0, 1]) {
    evaluator.sample("cpu.usage", 95, second * 1000);
    await evaluator.tick(second * 1000, second * 1000);
  }
  const broken = programOf([profile("heal", [rule("odd", compare("no.such", ">", 1))])]);
  expect(() => evaluator.replace(broken)).toThrow("no.such");
  evaluator.replace(programWith(rule("first", hot), rule("hot", hot, { holdMs: 2000 })));
  evaluator.sample("cpu.usage", 95, 2000);
  expect((await evaluator.tick(2000, 2000)).map(({ rule: name }) => name)).toEqual(["first", "hot"]);
});

it("time that goes back rejects the snapshot and nothing after it", async () => {
  const evaluator = started(rule("hot", hot));
  await evaluator.tick(5000, 5000);
  await expect(evaluator.tick(4000, 4000)).rejects.toThrow("time never goes back");
  evaluator.sample("cpu.usage", 95, 6000);
  expect(await evaluator.tick(6000, 6000)).toHaveLength(1);
});
