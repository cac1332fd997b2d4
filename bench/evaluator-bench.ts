/** Rule engines side by side: condition evaluations per second on 36 threshold rules. */

import { type Bench, type Contestant, compact, type Expectation, interleave, type Rates } from "./bench.ts";
import { celJs } from "./evaluators/cel-js.ts";
import type { RuleEngine, RuleEngineFactory } from "./evaluators/contestant.ts";
import { handWritten } from "./evaluators/hand-written.ts";
import { jsonLogicEngine, jsonLogicEngineTogether } from "./evaluators/json-logic-engine.ts";
import { jsonRulesEngine } from "./evaluators/json-rules-engine.ts";
import { macroEngine, macroEngineAnnouncing, macroEngineOwnValues } from "./evaluators/macro-engine.ts";
import { makeRules, makeSnapshots, type Snapshot } from "./evaluators/workload.ts";

export const engineFactories: readonly RuleEngineFactory[] = [
  handWritten,
  macroEngine,
  macroEngineOwnValues,
  macroEngineAnnouncing,
  jsonLogicEngine,
  jsonLogicEngineTogether,
  celJs,
  jsonRulesEngine,
];

/** A coin's toss, where no branch can be foreseen: the table's own. */
const evenShare = 0.5;
/** How the figures move when conditions are mostly false, as on a machine that is well. */
const otherShares = [0.02, 0.2];
const shareEngines: readonly RuleEngineFactory[] = [handWritten, macroEngine, jsonLogicEngine];

/** Of a slow engine a pass looks at so many snapshots. */
const slowSnapshots = 500;

/** Throws unless all engines find the same number of true conditions; gives that number. */
export async function checkAgreement(engines: readonly RuleEngine[], snapshots: readonly Snapshot[]): Promise<number> {
  let expected: number | null = null;
  for (const engine of engines) {
    const count = await engine.countTrue(snapshots);
    expected ??= count;
    if (count !== expected) {
      throw new Error(`${engine.name} finds ${count} true conditions, ${engines[0]!.name} ${expected}`);
    }
  }
  return expected ?? 0;
}

function contestantOf(engine: RuleEngine, snapshots: readonly Snapshot[], ruleCount: number): Contestant {
  const given = engine.slow === true ? snapshots.slice(0, slowSnapshots) : snapshots;
  return { name: engine.name, operations: given.length * ruleCount, pass: () => engine.pass(given) };
}

interface Measured {
  readonly trueConditions: number;
  readonly rates: readonly Rates[];
  rateOf(name: string): number;
}

async function measure(factories: readonly RuleEngineFactory[], shareTrue: number, quick: boolean): Promise<Measured> {
  const rules = makeRules(shareTrue);
  const snapshots = makeSnapshots();
  const engines = factories.map((create) => create(rules));
  const trueConditions = await checkAgreement(engines, snapshots);
  const contestants = engines.map((engine) => contestantOf(engine, snapshots, rules.length));
  const rates = await interleave(contestants, quick ? { rounds: 3, roundMs: 20 } : { rounds: 15, roundMs: 100 });
  return { trueConditions, rates, rateOf: (name) => rates.find((rate) => rate.name.startsWith(name))!.perSecond };
}

const ourName = "macro-engine (full rule state)";

function ratio(value: number): string {
  return `${Number(value.toPrecision(3))} ×`;
}

function expectations({ rates, rateOf }: Measured): readonly Expectation[] {
  const jsonLogic = Math.max(
    ...rates.filter(({ name }) => name.startsWith("json-logic")).map((rate) => rate.perSecond),
  );
  const claims = [
    ["json-rules-engine", 500, rateOf("json-rules-engine")],
    ["json-logic-engine", 2, jsonLogic],
    ["the hand-written ifs", 0.25, rateOf("hand-written")],
  ] as const;
  return claims.map(([name, factor, other]) => {
    const measured = rateOf(ourName) / other;
    return { text: `≥ ${factor} × ${name}`, measured: ratio(measured), met: measured >= factor };
  });
}

function shareNote(share: number, { rateOf }: Measured): string {
  const ours = rateOf(ourName);
  const others = [
    ["hand-written ifs", "hand-written"],
    ["json-logic-engine", "json-logic"],
  ] as const;
  const ratios = others.map(([text, name]) => `${ratio(ours / rateOf(name))} ${text} (${compact(rateOf(name))})`);
  return `with ${share * 100} % of the conditions true: ${compact(ours)}, which is ${ratios.join(", ")}`;
}

export const evaluatorBench: Bench = {
  name: "evaluators",
  async run({ quick }) {
    const even = await measure(engineFactories, evenShare, quick);
    const shares: { share: number; measured: Measured }[] = [];
    for (const share of otherShares) shares.push({ share, measured: await measure(shareEngines, share, quick) });
    const sorted = [...even.rates].sort((a, b) => b.perSecond - a.perSecond);
    const { trueConditions } = even;
    return {
      title: "Rule engines",
      description:
        "condition evaluations per second, 6 profiles × 6 threshold rules on 10,000 snapshots of random values; " +
        `all agree on ${trueConditions} true conditions`,
      columns: ["engine", "evaluations/s", "slowest … fastest round", "macro-engine is"],
      rows: sorted.map(({ name, perSecond, slowest, fastest }) => [
        name,
        compact(perSecond),
        `${compact(slowest)} … ${compact(fastest)}`,
        ratio(even.rateOf(ourName) / perSecond),
      ]),
      notes: shares.map(({ share, measured }) => shareNote(share, measured)),
      expectations: expectations(even),
      data: { even: even.rates, trueConditions, shares: shares.map(({ share, measured }) => [share, measured.rates]) },
    };
  },
};
