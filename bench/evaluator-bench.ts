/** Rule engines side by side: condition evaluations per second on 36 threshold rules. */

import { type Bench, type Contestant, compact, type Expectation, interleave, type Rates } from "./bench.ts";
import { celJs } from "./evaluators/cel-js.ts";
import type { RuleEngine } from "./evaluators/contestant.ts";
import { handWritten } from "./evaluators/hand-written.ts";
import { jsonLogicEngine, jsonLogicEngineTogether } from "./evaluators/json-logic-engine.ts";
import { jsonRulesEngine } from "./evaluators/json-rules-engine.ts";
import { macroEngine, macroEngineAnnouncing } from "./evaluators/macro-engine.ts";
import { makeSnapshots, rules, type Snapshot } from "./evaluators/workload.ts";

export const engines: readonly RuleEngine[] = [
  handWritten,
  macroEngine,
  macroEngineAnnouncing,
  jsonLogicEngine,
  jsonLogicEngineTogether,
  celJs,
  jsonRulesEngine,
];

/** Of a slow engine a pass looks at so many snapshots. */
const slowSnapshots = 500;

async function checkAgreement(snapshots: readonly Snapshot[]): Promise<number> {
  const counts = new Map<string, number>();
  for (const engine of engines) counts.set(engine.name, await engine.countTrue(snapshots));
  const [expected] = counts.values();
  for (const [name, count] of counts) {
    if (count !== expected) throw new Error(`${name} finds ${count} true conditions, ${engines[0]!.name} ${expected}`);
  }
  return expected!;
}

function contestantOf(engine: RuleEngine, snapshots: readonly Snapshot[]): Contestant {
  const given = engine.slow === true ? snapshots.slice(0, slowSnapshots) : snapshots;
  return { name: engine.name, operations: given.length * rules.length, pass: () => engine.pass(given) };
}

function expectations(rates: readonly Rates[]): readonly Expectation[] {
  const of = ({ name }: RuleEngine) => rates.find((rate) => rate.name === name)!.perSecond;
  const jsonLogic = Math.max(of(jsonLogicEngine), of(jsonLogicEngineTogether));
  const claims = [
    ["json-rules-engine", 500, of(jsonRulesEngine)],
    ["json-logic-engine", 2, jsonLogic],
    ["the hand-written ifs", 0.25, of(handWritten)],
  ] as const;
  return claims.map(([name, factor, other]) => {
    const ratio = of(macroEngine) / other;
    return { text: `≥ ${factor} × ${name}`, measured: `${Number(ratio.toPrecision(3))} ×`, met: ratio >= factor };
  });
}

export const evaluatorBench: Bench = {
  name: "evaluators",
  async run({ quick }) {
    const snapshots = makeSnapshots();
    const trueConditions = await checkAgreement(snapshots);
    const contestants = engines.map((engine) => contestantOf(engine, snapshots));
    const rates = await interleave(contestants, quick ? { rounds: 3, roundMs: 20 } : { rounds: 15, roundMs: 100 });
    const ours = rates.find(({ name }) => name === macroEngine.name)!.perSecond;
    const sorted = [...rates].sort((a, b) => b.perSecond - a.perSecond);
    return {
      title: "Rule engines",
      description: `condition evaluations per second, ${rules.length} threshold rules in 6 profiles on ${snapshots.length} snapshots; all agree on ${trueConditions} true conditions`,
      columns: ["engine", "evaluations/s", "slowest … fastest round", "macro-engine is"],
      rows: sorted.map(({ name, perSecond, slowest, fastest }) => [
        name,
        compact(perSecond),
        `${compact(slowest)} … ${compact(fastest)}`,
        `${Number((ours / perSecond).toPrecision(3))} ×`,
      ]),
      expectations: expectations(rates),
      data: { trueConditions, rates },
    };
  },
};
