/** Whether the cost of a windowed call depends on the length of its window: 10 s, 10 min and 1 h of samples at 1 Hz. */

import type { Term } from "@macro-engine/dsl";
import { createEvaluator } from "../engine/src/runtime/evaluator.ts";
import { compare, forecast, programWith, rule, share, window } from "../engine/src/runtime/testing/build-program.ts";
import { type Bench, bytesInUse, type Contestant, interleave, seeded } from "./bench.ts";

const metric = "cpu.usage";
const lengths = [
  { text: "10 s", ms: 10_000 },
  { text: "10 min", ms: 600_000 },
  { text: "1 h", ms: 3_600_000 },
] as const;

interface Call {
  readonly name: string;
  /** Its cost may grow with the logarithm of the window's length. */
  readonly mayGrow: boolean;
  term(windowMs: number): Term;
}

const calls: readonly Call[] = [
  ...(["avg", "min", "max", "stddev", "delta", "rate"] as const).map(
    (name): Call => ({ name, mayGrow: false, term: (windowMs) => window(name, metric, windowMs) }),
  ),
  { name: "share", mayGrow: false, term: (windowMs) => share(compare(metric, ">", 50), windowMs) },
  { name: "forecast", mayGrow: false, term: (windowMs) => forecast(metric, 30_000, windowMs) },
  { name: "p95", mayGrow: true, term: (windowMs) => window("p95", metric, windowMs) },
  { name: "anomaly", mayGrow: true, term: (windowMs) => window("anomaly", metric, windowMs) },
];

const random = seeded(3);
const samples = Array.from({ length: 4096 }, () => random() * 100);

/** An evaluator whose one rule reads the call and never fires, its window full. */
function startFull(call: Call, windowMs: number) {
  const program = programWith(rule("windowed", compare(call.term(windowMs), ">", 1e9)));
  const evaluator = createEvaluator(program, { intervalMs: 1000 });
  evaluator.start({ id: "run", macro: "run", profile: "heal", startedAt: 0 });
  const slot = evaluator.slot(metric);
  let at = 0;
  const step = () => {
    at += 1;
    evaluator.put(slot, samples[at % samples.length]!, at * 1000);
    return evaluator.tick(at * 1000, at * 1000).length;
  };
  for (let filled = 0; filled < windowMs / 1000 + 10; filled++) step();
  return { evaluator, step };
}

function contestantOf(call: Call, windowMs: number): Contestant {
  const { step } = startFull(call, windowMs);
  return {
    name: `${call.name} ${windowMs}`,
    operations: samples.length,
    pass() {
      let decisions = 0;
      for (let count = 0; count < samples.length; count++) decisions += step();
      return decisions;
    },
  };
}

/** So long a window that what the runtime itself allocates meanwhile does not count. */
const manySamples = 200_000;

/** Bytes that a sample in a window takes. */
async function bytesPerSample(call: Call): Promise<number> {
  const before = await bytesInUse();
  const full = startFull(call, manySamples * 1000);
  const after = await bytesInUse();
  // Used afterwards, so that it is not collected before it is measured.
  return (after - before) / manySamples + full.step();
}

export const windowBench: Bench = {
  name: "windows",
  async run({ quick }) {
    const rows: { call: Call; ns: readonly number[]; growth: number; bytes: number }[] = [];
    for (const call of calls) {
      const contestants = lengths.map(({ ms }) => contestantOf(call, ms));
      const rates = await interleave(contestants, quick ? { rounds: 3, roundMs: 15 } : { rounds: 25, roundMs: 30 });
      // Growth is a difference of a few ns: other programs only ever make a round slower, so the fastest says most.
      const ns = rates.map(({ fastest }) => 1e9 / fastest);
      rows.push({ call, ns, growth: ns[2]! / ns[0]!, bytes: await bytesPerSample(call) });
    }
    const flat = rows.filter(({ call }) => !call.mayGrow);
    const worst = flat.reduce((most, row) => (row.growth > most.growth ? row : most));
    return {
      title: "Windows",
      description:
        "ns a snapshot with one windowed call over samples at 1 Hz, the snapshot's own cost included; fastest rounds",
      columns: ["call", ...lengths.map(({ text }) => text), "1 h / 10 s", "bytes a sample"],
      rows: rows.map(({ call, ns, growth, bytes }) => [
        call.mayGrow ? `${call.name} (may grow as log n)` : call.name,
        ...ns.map((value) => value.toFixed(0)),
        `${growth.toFixed(2)} ×`,
        bytes.toFixed(0),
      ]),
      expectations: [
        {
          text: "flat within 1.5 × from 10 s to 1 h",
          measured: `at worst ${worst.growth.toFixed(2)} × (${worst.call.name})`,
          met: worst.growth <= 1.5,
        },
      ],
      data: rows.map(({ call, ...figures }) => ({ call: call.name, ...figures })),
    };
  },
};
