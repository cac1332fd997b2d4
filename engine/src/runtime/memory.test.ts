/** What is kept is bounded by what windows hold and by the runs that run. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { customMetric, type ProgramRule, type Term } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import { Evaluation } from "./evaluation.ts";
import { createEvaluator } from "./evaluator.ts";
import { History } from "./history.ts";
import {
  all,
  compare,
  forecast,
  metric,
  missing,
  profile,
  programOf,
  rule,
  share,
  window,
} from "./testing/build-program.ts";
import { Texts } from "./texts.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

const zone = customMetric("zone", "text", "");
const inTown = {
  kind: "compare-text",
  equal: true,
  left: { kind: "text-metric", metric: "zone" },
  right: { kind: "text", value: "town" },
} as const;
const program = programOf(
  [
    profile("heal", [
      rule("mean", compare(window("avg", "cpu.usage", 60_000), ">", 90), { holdMs: 5000 }),
      rule("high", compare(window("p95", "cpu.usage", 30_000), ">", 99.5), { holdMs: 1000 }),
      rule("often", compare(share(compare("cpu.usage", ">", 50), 20_000), ">", 80)),
      rule("odd", compare(window("anomaly", "fps", 20_000), ">", 50)),
      rule("lost", all(inTown, missing("fps"))),
    ]),
  ],
  [],
  [zone],
);

describe("over a million snapshots", () => {
  it("memory stays bounded while macros come and go", () => {
    const evaluator = createEvaluator(program, { intervalMs: 1000 });
    const play = (first: number, last: number) => {
      for (let snapshot = first; snapshot < last; snapshot += 1) {
        const time = snapshot * 1000;
        if (snapshot % 50 === 0) {
          evaluator.end(`run ${snapshot - 200}`);
          evaluator.start({ id: `run ${snapshot}`, macro: `macro ${snapshot}`, profile: "heal", startedAt: time });
        }
        evaluator.sample("cpu.usage", (snapshot * 37) % 100, time);
        if (snapshot % 10 === 0) {
          evaluator.sample("zone", `place ${snapshot}`, time);
          evaluator.sample("fps", snapshot % 60, time, `run ${snapshot - (snapshot % 50)}`);
        }
        evaluator.tick(time, time);
      }
    };
    const used = () => {
      // What the first leaves to be swept, the second waits for.
      collectGarbage();
      collectGarbage();
      return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
    };
    play(0, 250_000);
    const before = used();
    play(250_000, 1_000_000);
    expect((used() - before) / 2 ** 20).toBeLessThan(4);
  });
});

describe("a snapshot in which nothing happens", () => {
  const load: Term = { kind: "add", left: metric("cpu.usage"), right: metric("memory.usage") };
  const kinds: readonly ((index: number) => ProgramRule)[] = [
    (index) => rule(`high ${index}`, compare("cpu.usage", ">", 95 + index / 10), { holdMs: 5000 }),
    (index) => rule(`held ${index}`, compare("fps", ">", 0), { until: compare("fps", ">", 999), untilHoldMs: 2000 }),
    (index) => rule(`both ${index}`, all(compare(load, ">", 300), compare("fps", "<", 20)), { holdMs: index }),
    (index) => rule(`long ${index}`, compare("duration", ">", 1e13 + index)),
    (index) => rule(`lost ${index}`, missing("fps", 10_000 + index)),
    (index) => rule(`often ${index}`, compare(share(compare("cpu.usage", ">", 50), 20_000 + index), ">", 99)),
    (index) => rule(`soon ${index}`, compare(forecast("memory.usage", 5000, 30_000 + index), ">", 101)),
    ...(["avg", "stddev", "p95", "rate", "delta", "anomaly"] as const).map(
      (name) => (index: number) =>
        rule(`${name} ${index}`, compare(window(name, "cpu.usage", 9000 + 500 * index), ">", 999)),
    ),
  ];
  const rules = Array.from({ length: 3 * kinds.length }, (_, index) => kinds[index % kinds.length]!(index));
  const snapshots = 10_000;

  it("allocates nothing", () => {
    const evaluator = createEvaluator(programOf([profile("heal", rules)]), { intervalMs: 1000 });
    evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 0.5 });
    const slots = ["cpu.usage", "memory.usage", "fps"].map((name) => evaluator.slot(name));
    // The texts make them arrays of references: what is taken from them is no new number.
    const times: (number | string)[] = ["", ...Array<number>(snapshots).fill(0)];
    const readings: (number | string)[] = ["", ...Array.from({ length: 97 }, (_, index) => ((index * 37) % 90) + 1.5)];
    let now = 0.25;
    const bytesPerSnapshot = () => {
      for (let at = 1; at <= snapshots; at += 1) times[at] = now += 1000.1;
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      for (let at = 1; at <= snapshots; at += 1) {
        const time = times[at] as number;
        for (let slot = 0; slot < 3; slot += 1) {
          evaluator.put(slots[slot]!, readings[1 + ((at * (slot + 3)) % 97)] as number, time);
        }
        evaluator.tick(time, time);
      }
      return (process.memoryUsage().heapUsed - before) / snapshots;
    };
    // What the compiler takes while it finds its feet is no concern, and on a busy machine it takes its time; the smallest
    // object takes 16 bytes.
    let measured = bytesPerSnapshot();
    for (let round = 1; round < 200 && measured >= 8; round += 1) measured = Math.min(measured, bytesPerSnapshot());
    expect(measured).toBeLessThan(8);
  });
});

it("a run that ends gives everything back", () => {
  const evaluation = new Evaluation(program, { intervalMs: 1000 }, new Texts(), true);
  const round = (id: string) => {
    evaluation.start({ id, macro: "m", profile: "heal", startedAt: 0 });
    evaluation.sample("fps", 60, 0, id);
    evaluation.end(id);
  };
  round("first");
  const { count } = evaluation.slots;
  for (let again = 0; again < 100; again += 1) round(`run ${again}`);
  expect(evaluation.slots.count).toBe(count);
  expect(evaluation.rules.table.count).toBe(0);
  expect(evaluation.runs).toEqual([]);
});

describe("a history", () => {
  it("keeps what its longest window needs, and shrinks after a burst", () => {
    const history = new History(1000);
    for (let time = 0; time < 100_000; time += 1) history.push(time, time / 100);
    history.prune(999.99);
    expect(history.end - history.first).toBe(100_000);
    for (let second = 2; second < 40; second += 1) {
      history.push(1, second * 1000);
      history.prune(second * 1000);
    }
    expect(history.end - history.first).toBe(1);
    expect(history.times.length).toBe(16);
  });
});

describe("texts", () => {
  it("that are no longer in use are forgotten, those of the program never", () => {
    const texts = new Texts();
    const town = texts.pin("town");
    const held = texts.number("cave");
    for (let count = 0; count < 5000; count += 1) {
      if (texts.crowded) texts.forgetUnused([held]);
      texts.number(`place ${count}`);
    }
    expect(texts.number("town")).toBe(town);
    expect(texts.text(held)).toBe("cave");
    expect(texts.text(texts.number("place 4999"))).toBe("place 4999");
    expect(texts.text(held + 1)).toBe("");
  });
});
