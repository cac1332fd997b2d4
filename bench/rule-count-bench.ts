/** How the cost of a snapshot and the memory grow with the number of rules: 1 to 10,000 on one profile. */

import type { Program } from "@macro-engine/dsl";
import { createEvaluator } from "../engine/src/runtime/evaluator.ts";
import { compare, profile, programOf, rule } from "../engine/src/runtime/testing/build-program.ts";
import { type Bench, bytesInUse, type Contestant, interleave, seeded } from "./bench.ts";
import { fields } from "./evaluators/workload.ts";

const counts = [1, 10, 100, 1_000, 10_000];

function makeProgram(count: number): Program {
  const random = seeded(count);
  const rules = Array.from({ length: count }, (_, at) => {
    const { metric, operator, span } = fields[at % fields.length]!;
    const shareTrue = 0.1 + 0.25 * random();
    const limit = operator === ">" ? span * (1 - shareTrue) : span * shareTrue;
    return rule(`rule${at}`, compare(metric, operator, limit), { holdMs: 10_000 + 1000 * (at % 20) });
  });
  return programOf([profile("all", rules)]);
}

function start(count: number) {
  const evaluator = createEvaluator(makeProgram(count), { intervalMs: 1000 });
  evaluator.start({ id: "run", macro: "run", profile: "all", startedAt: 0 });
  return evaluator;
}

function contestantOf(count: number): Contestant {
  const evaluator = start(count);
  const slots = fields.map(({ metric }) => evaluator.slot(metric));
  const random = seeded(7);
  const values = Array.from({ length: 1024 }, () => fields.map(({ span }) => random() * span));
  let time = 0;
  return {
    name: String(count),
    operations: values.length,
    pass() {
      let decisions = 0;
      for (const row of values) {
        time += 1000;
        for (let at = 0; at < slots.length; at++) evaluator.put(slots[at]!, row[at]!, time);
        decisions += evaluator.tick(time, time).length;
      }
      return decisions;
    },
  };
}

/** Bytes that an evaluator with a run adds, program aside. */
async function bytesPerRule(count: number): Promise<number> {
  const program = makeProgram(count);
  const before = await bytesInUse();
  const evaluator = createEvaluator(program, { intervalMs: 1000 });
  evaluator.start({ id: "run", macro: "run", profile: "all", startedAt: 0 });
  evaluator.tick(0, 0);
  const after = await bytesInUse();
  // Used afterwards, so that it is not collected before it is measured.
  return evaluator.inspect("run").length === count ? (after - before) / count : Number.NaN;
}

export const ruleCountBench: Bench = {
  name: "rule-count",
  async run({ quick }) {
    const contestants = counts.map(contestantOf);
    const rates = await interleave(contestants, quick ? { rounds: 3, roundMs: 20 } : { rounds: 11, roundMs: 100 });
    const bytes = await bytesPerRule(10_000);
    const rows = counts.map((count, at) => {
      const snapshotUs = 1e6 / rates[at]!.perSecond;
      return { count, snapshotUs, ruleNs: (snapshotUs * 1000) / count };
    });
    return {
      title: "Number of rules",
      description:
        "one snapshot of six metrics, one macro, threshold rules with their state; rules of one value are found together",
      columns: ["rules", "µs a snapshot", "ns a rule"],
      rows: rows.map(({ count, snapshotUs, ruleNs }) => [
        String(count),
        snapshotUs.toPrecision(3),
        ruleNs.toPrecision(3),
      ]),
      expectations: [],
      notes: [`${Math.round(bytes)} bytes a rule (10,000 rules, program aside)`],
      data: { rows, bytesPerRule: bytes },
    };
  },
};
