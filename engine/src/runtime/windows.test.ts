/** Windows by their definition: incremental results equal those worked out anew from the samples. */

import { builtInMetric, customMetric, type Term, type WindowFunction } from "@macro-engine/dsl";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEvaluator } from "./evaluator.ts";
import { History } from "./history.ts";
import { compare, forecast, metric, profile, programOf, rule, share, window } from "./testing/build-program.ts";
import { NaiveEvaluator } from "./testing/naive-evaluator.ts";
import { randomFrom } from "./testing/random.ts";
import { Window } from "./windows.ts";

const functions: readonly WindowFunction[] = [
  "avg",
  "min",
  "max",
  "stddev",
  "p50",
  "p90",
  "p95",
  "p99",
  "delta",
  "rate",
  "anomaly",
];
const load = customMetric("load", "number", "");

/** The value of a term at the last snapshot, as `inspect` shows it. */
function watchTerm(term: Term, custom = [load]) {
  const program = programOf([profile("heal", [rule("shown", compare(term, ">", 0))])], [], custom);
  const options = { intervalMs: 1e9, stalenessMs: { load: 5000 } };
  const start = { id: "m", macro: "m", profile: "heal", startedAt: 0 };
  const evaluator = createEvaluator(program, options);
  const plain = new NaiveEvaluator(program, options);
  evaluator.start(start);
  plain.start(start);
  return {
    sample(value: number, time: number) {
      evaluator.sample("load", value, time);
      plain.sample("load", value, time);
    },
    at(time: number) {
      evaluator.tick(time, time);
      plain.tick(time, time);
      return { ours: evaluator.inspect("m")[0]!.comparisons[0]!.value, plain: plain.term("m", term) };
    },
  };
}

function near(ours: number | null, plain: number | null, scale: number): boolean {
  if (ours === null || plain === null) return ours === plain;
  return Math.abs(ours - plain) <= 1e-9 * Math.max(1, scale, Math.abs(plain));
}

/** Steps in time: a sample (or none) after some ms, then a snapshot; some samples share their time, some come late. */
const steps = fc.array(
  fc.record({
    elapsed: fc.constantFrom(0, 100, 250, 1000, 1000, 1000, 3000),
    value: fc.option(fc.oneof(fc.integer({ min: -50, max: 150 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }))),
    snapshot: fc.boolean(),
  }),
  { maxLength: 60 },
);
const windowsMs = fc.constantFrom(1000, 2500, 10_000);

describe("incremental windows", () => {
  it.each(functions)("%s equals a recomputation from the samples", (name) => {
    fc.assert(
      fc.property(steps, windowsMs, (list, windowMs) => {
        expectEqual(window(name, "load", windowMs), list);
      }),
      { seed: 20260105, numRuns: 150 },
    );
  });

  it("forecast equals a recomputation from the samples", () => {
    fc.assert(
      fc.property(steps, windowsMs, fc.constantFrom(0, 5000), (list, windowMs, aheadMs) => {
        expectEqual(forecast("load", aheadMs, windowMs), list);
      }),
      { seed: 20260105, numRuns: 150 },
    );
  });

  it("share equals a recount of the snapshots", () => {
    fc.assert(
      fc.property(steps, windowsMs, (list, windowMs) => {
        expectEqual(share(compare("load", ">", 20), windowMs), list);
      }),
      { seed: 20260105, numRuns: 150 },
    );
  });

  function expectEqual(term: Term, list: readonly { elapsed: number; value: number | null; snapshot: boolean }[]) {
    const watched = watchTerm(term);
    let time = 0;
    let scale = 1;
    let last = -1;
    for (const { elapsed, value, snapshot } of list) {
      time += elapsed;
      if (value !== null) watched.sample(value, time);
      scale = Math.max(scale, Math.abs(value ?? 0) * 10);
      if (!snapshot || time === last) continue;
      last = time;
      const { ours, plain } = watched.at(time);
      expect(near(ours, plain, scale), `at ${time}: ${ours}, by definition ${plain}`).toBe(true);
    }
  }
});

describe("when a window is known", () => {
  const average = () => watchTerm(window("avg", "load", 10_000));

  it("not before the history reaches back to its beginning", () => {
    const watched = average();
    watched.sample(5, 1000);
    expect(watched.at(1000).ours).toBeNull();
    watched.sample(5, 10_999);
    expect(watched.at(10_999).ours).toBeNull();
    expect(watched.at(11_000).ours).toBe(5);
  });

  it("not while the metric is stale", () => {
    const watched = average();
    for (let second = 0; second <= 12; second += 1) watched.sample(1, second * 1000);
    expect(watched.at(17_000).ours).toBe(1);
    expect(watched.at(17_001).ours).toBeNull();
  });

  it("not when it holds no sample, fresh as the metric may be", () => {
    const watched = watchTerm(window("avg", "load", 2000));
    watched.sample(1, 0);
    watched.sample(3, 5000);
    expect(watched.at(6999).ours).toBe(3);
    expect(watched.at(7000).ours).toBeNull();
  });

  it("leaves out the sample at its beginning and holds the one at its end", () => {
    const watched = watchTerm(window("max", "load", 5000));
    watched.sample(9, 0);
    watched.sample(1, 1000);
    watched.sample(2, 5000);
    expect(watched.at(5000).ours).toBe(2);
  });

  it("rate needs two samples, forecast three, anomaly an earlier one", () => {
    for (const [term, samples] of [
      [window("rate", "load", 4000), 2],
      [forecast("load", 1000, 4000), 3],
      [window("anomaly", "load", 4000), 2],
    ] as const) {
      const watched = watchTerm(term);
      watched.sample(1, 0);
      for (let count = 1; count <= samples; count += 1) {
        watched.sample(count, 4000 + count);
        expect(watched.at(4000 + count).ours === null, `${term.kind} over ${count}`).toBe(count < samples);
      }
    }
  });
});

describe("the numbers", () => {
  const percent = builtInMetric("cpu.usage")!;

  /** Values of the calls over samples one second apart, ending at the last. */
  function over(values: readonly number[], name: WindowFunction | "forecast", aheadMs = 0, of = percent): number {
    const windowMs = values.length * 1000;
    const history = new History(windowMs);
    const current = Float64Array.of(Number.NaN, values.at(-1)!);
    const call = { function: name, windowMs, aheadMs, slot: 0 };
    const moving = new Window(of, [call]);
    history.push(0, 0);
    values.forEach((value, index) => {
      history.push(value, (index + 1) * 1000);
    });
    const t = values.length * 1000;
    moving.advance(history, t);
    moving.show(history, t, 1, current);
    return current[0]!;
  }

  it("take the nearest rank for percentiles", () => {
    const ten = [3, 10, 1, 7, 5, 2, 9, 4, 8, 6];
    expect(over(ten, "p50")).toBe(5);
    expect(over(ten, "p90")).toBe(9);
    expect(over(ten, "p95")).toBe(10);
    expect(over([4], "p50")).toBe(4);
  });

  it("give a population standard deviation, 0 for one sample", () => {
    expect(over([2, 4, 4, 4, 5, 5, 7, 9], "stddev")).toBe(2);
    expect(over([7], "stddev")).toBe(0);
  });

  it("give no deviation of more than half the range, however it is rounded", () => {
    const random = randomFrom(1);
    for (let round = 0; round < 500; round += 1) {
      const ends = random.pick([
        [0, 100],
        [33.3, 33.300000000000004],
        [8e9, 8e9 + 1],
      ]);
      const values = Array.from({ length: 3 + random.below(8) }, () => random.pick(ends));
      expect(over(values, "stddev")).toBeLessThanOrEqual((Math.max(...values) - Math.min(...values)) / 2);
    }
  });

  it("keep the average of equal samples exactly, and no spread", () => {
    const equal = Array.from({ length: 30 }, () => 80.1);
    expect(over(equal, "avg")).toBe(80.1);
    expect(over(equal, "stddev")).toBe(0);
    expect(over(equal, "forecast", 30_000)).toBe(80.1);
  });

  it("hold a forecast within the metric's range", () => {
    expect(over([70, 80, 90], "forecast", 1000)).toBe(100);
    expect(over([30, 20, 10], "forecast", 60_000)).toBe(0);
    expect(over([70, 71, 72], "forecast", 5000)).toBeCloseTo(77, 9);
  });

  it("measure an anomaly in robust deviations of the earlier samples", () => {
    // Median 3, deviations 2 1 0 1 2: MAD 1.
    expect(over([1, 2, 3, 4, 5, 10], "anomaly")).toBeCloseTo(7 / 1.4826, 12);
    // No spread: one percent of the median counts, or the resolution of half a percent.
    expect(over([80, 80, 80, 82], "anomaly")).toBeCloseTo(2 / 0.8, 12);
    expect(over([0, 0, 0, 2], "anomaly")).toBe(4);
  });

  it("give changes per second in base units", () => {
    expect(over([10, 40, 70], "rate")).toBe(30);
    expect(over([10, 40, 20], "delta")).toBe(10);
  });

  it("do not drift over a million samples around a large value", () => {
    const history = new History(60_000);
    const current = Float64Array.of(0, 0, 0, 1e9);
    const calls = (["avg", "stddev", "forecast"] as const).map((name, slot) => ({
      function: name,
      windowMs: 60_000,
      aheadMs: 0,
      slot,
    }));
    const moving = new Window(load, calls);
    for (let second = 0; second <= 1_000_000; second += 1) {
      history.push(1e9 + (second % 2), second * 1000);
      moving.advance(history, second * 1000);
      history.prune(second * 1000);
    }
    moving.show(history, 1e9, 3, current);
    expect(current[0]).toBe(1e9 + 0.5);
    expect(current[1]).toBeCloseTo(0.5, 9);
    expect(current[2]).toBeCloseTo(1e9 + 0.5, 1);
  });
});

it("a metric that no window reads keeps no samples", () => {
  const evaluator = createEvaluator(
    programOf([profile("heal", [rule("shown", compare(metric("load"), ">", 0))])], [], [load]),
    {
      intervalMs: 1000,
    },
  );
  expect(evaluator.slot("load")).toBeGreaterThanOrEqual(0);
  expect(evaluator.slot("fps")).toBe(-1);
});
