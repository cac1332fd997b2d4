import { customMetric, type SampleValue } from "@macro-engine/dsl";
import { expect, onTestFinished, test } from "vitest";
import type { SamplerReport } from "./health.ts";
import { allAvailable, noneAvailable, type Sampler, type SampleSink, stalenessOf } from "./sampler.ts";
import { createSampling } from "./sampling.ts";

interface Heard {
  readonly metric: string;
  readonly value: SampleValue;
  readonly time: number;
  readonly macro: string | undefined;
}

function makeSampler(changes: Partial<Sampler> & { readonly metrics: readonly string[] }): Sampler {
  return {
    name: changes.metrics.join(" and "),
    cost: "cheap",
    everyMs: 0,
    stalenessMs: 5000,
    probe: async () => allAvailable(changes.metrics, "a test"),
    sample() {},
    close() {},
    ...changes,
  };
}

/** A sampling with its news and, per tick, what was heard. The clock is the real one; ticks are at times of the test's choice. */
async function startSampling(samplers: readonly Sampler[], metrics: readonly ReturnType<typeof customMetric>[] = []) {
  const reports: SamplerReport[] = [];
  const now = () => performance.now();
  const custom = new Map(metrics.map((metric) => [metric.name, metric]));
  const { builtInMetric } = await import("@macro-engine/dsl");
  const metric = (name: string) => custom.get(name) ?? builtInMetric(name);
  const sampling = createSampling(samplers, { now, report: (report) => reports.push(report), metric, probeAgainMs: 5 });
  onTestFinished(() => sampling.close());
  const availability = await sampling.start();
  const tick = (time = now()): Heard[] => {
    const heard: Heard[] = [];
    sampling.tick(time, (name, value, at, macro) => heard.push({ metric: name, value, time: at, macro }));
    return heard;
  };
  return { sampling, reports, availability, tick, kinds: () => reports.map(({ kind }) => kind) };
}

const valuesOf = (heard: readonly Heard[]) => heard.map(({ metric, value }) => [metric, value]);

test("cheap samplers are read on the tick, at its time", async () => {
  const { tick } = await startSampling([
    makeSampler({ metrics: ["cpu.usage"], sample: (now, sink) => sink("cpu.usage", 12, now) }),
  ]);
  expect(tick(1000)).toEqual([{ metric: "cpu.usage", value: 12, time: 1000, macro: undefined }]);
});

test("a sampler that throws is told once, and once when it works again; the others go on", async () => {
  let broken = true;
  const failing = makeSampler({
    metrics: ["cpu.usage"],
    sample(now, sink) {
      if (broken) throw new Error("the sensor is gone");
      sink("cpu.usage", 5, now);
    },
  });
  const steady = makeSampler({ metrics: ["cpu.load1"], sample: (now, sink) => sink("cpu.load1", 1, now) });
  const { tick, reports, kinds } = await startSampling([failing, steady]);
  for (const time of [1000, 2000, 3000]) expect(valuesOf(tick(time))).toEqual([["cpu.load1", 1]]);
  expect(reports).toEqual([
    {
      sampler: "cpu.usage",
      kind: "failed",
      message: "cpu.usage cannot be measured: the sensor is gone",
      metrics: ["cpu.usage"],
    },
  ]);
  broken = false;
  expect(valuesOf(tick(4000))).toEqual([
    ["cpu.usage", 5],
    ["cpu.load1", 1],
  ]);
  tick(5000);
  expect(kinds()).toEqual(["failed", "recovered"]);
});

test("one that finds nothing to measure is not told to be measured again", async () => {
  let found: "wrong" | "nothing" | "values" = "wrong";
  const source = makeSampler({
    metrics: ["fps"],
    cost: "slow",
    everyMs: 1,
    async sample(_now, sink) {
      if (found === "wrong") throw new Error("it is no number");
      if (found === "nothing") return false;
      sink("fps", 60, performance.now());
    },
  });
  const { tick, kinds } = await startSampling([source]);
  await expect.poll(kinds).toEqual(["failed"]);
  found = "nothing";
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(kinds()).toEqual(["failed"]);
  found = "values";
  await expect.poll(kinds).toEqual(["failed", "recovered"]);
  await expect.poll(() => valuesOf(tick())).toContainEqual(["fps", 60]);
});

test("slow samplers never overlap themselves, and what they bring comes with the next tick", async () => {
  let running = 0;
  let most = 0;
  let count = 0;
  const slow = makeSampler({
    metrics: ["gpu.usage"],
    cost: "slow",
    everyMs: 1,
    async sample(_now, sink) {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      sink("gpu.usage", count++, performance.now());
      running -= 1;
    },
  });
  const { tick } = await startSampling([slow]);
  await expect.poll(() => count).toBeGreaterThan(4);
  const values = tick().map(({ value }) => value);
  expect(values.slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(most).toBe(1);
});

test("a sampler that hangs is told once; the tick goes on; when it answers, that is told too", async () => {
  const answers: (() => void)[] = [];
  const hanging = makeSampler({
    metrics: ["gpu.usage"],
    cost: "slow",
    everyMs: 1,
    timeoutMs: 20,
    async sample(_now, sink) {
      if (answers.length === 0) await new Promise<void>((resolve) => answers.push(resolve));
      sink("gpu.usage", 50, performance.now());
    },
  });
  const steady = makeSampler({ metrics: ["cpu.load1"], sample: (now, sink) => sink("cpu.load1", 1, now) });
  const { tick, reports, kinds } = await startSampling([hanging, steady]);
  await expect.poll(kinds).toEqual(["failed"]);
  expect(reports[0]!.message).toBe("gpu.usage cannot be measured: no answer within 0.02 s");
  expect(valuesOf(tick())).toEqual([["cpu.load1", 1]]);
  expect(answers).toHaveLength(1);
  answers[0]!();
  await expect.poll(kinds).toEqual(["failed", "recovered"]);
  await expect.poll(() => valuesOf(tick())).toContainEqual(["gpu.usage", 50]);
  expect(kinds()).toEqual(["failed", "recovered"]);
});

test("what a hung reading brings after its time is dropped", async () => {
  let late: SampleSink | null = null;
  const hanging = makeSampler({
    metrics: ["gpu.usage"],
    cost: "slow",
    everyMs: 1,
    timeoutMs: 10,
    sample: (_now, sink) => {
      late = sink;
      return new Promise<void>(() => {});
    },
  });
  const { tick, kinds } = await startSampling([hanging]);
  await expect.poll(kinds).toEqual(["failed"]);
  late!("gpu.usage", 99, performance.now());
  expect(tick()).toEqual([]);
});

test("a probe that hangs makes its metrics unavailable, and its sampler is never asked", async () => {
  let asked = false;
  const { availability, tick, kinds } = await startSampling([
    makeSampler({
      metrics: ["cpu.temperature"],
      timeoutMs: 10,
      probe: () => new Promise(() => {}),
      sample: () => {
        asked = true;
      },
    }),
  ]);
  expect(availability).toEqual(noneAvailable(["cpu.temperature"], "the probe failed: no answer within 0.01 s"));
  tick();
  expect(asked).toBe(false);
  expect(kinds()).toEqual(["failed"]);
});

test("a sampler whose probe fails is probed again, and told of when it works", async () => {
  let probes = 0;
  const late = makeSampler({
    metrics: ["cpu.temperature"],
    probe: async () => {
      probes += 1;
      if (probes < 3) throw new Error("no such device yet");
      return allAvailable(["cpu.temperature"], "a sensor");
    },
    sample: (now, sink) => sink("cpu.temperature", 50, now),
  });
  const { tick, kinds } = await startSampling([late]);
  await expect.poll(() => valuesOf(tick())).toEqual([["cpu.temperature", 50]]);
  expect([probes, kinds()]).toEqual([3, ["failed", "recovered"]]);
});

test("a sampler whose metrics are all unavailable is left alone, without a report", async () => {
  const { tick, reports } = await startSampling([
    makeSampler({
      metrics: ["cpu.temperature"],
      probe: async () => noneAvailable(["cpu.temperature"], "no sensor"),
      sample: () => {
        throw new Error("nobody should ask");
      },
    }),
  ]);
  expect(tick()).toEqual([]);
  expect(reports).toEqual([]);
});

test("a slow probe does not hold up the ticks of the others", async () => {
  const quick = makeSampler({ metrics: ["cpu.load1"], sample: (now, sink) => sink("cpu.load1", 1, now) });
  const slow = makeSampler({
    metrics: ["gpu.usage"],
    cost: "slow",
    probe: () => new Promise(() => {}),
    timeoutMs: 2000,
  });
  const sampling = createSampling([slow, quick], { now: () => performance.now(), report: () => {} });
  onTestFinished(() => sampling.close());
  void sampling.start();
  await expect
    .poll(() => {
      const heard: string[] = [];
      sampling.tick(performance.now(), (metric) => heard.push(metric));
      return heard;
    })
    .toEqual(["cpu.load1"]);
});

test("values are kept within their metric's range, counts whole, and no NaN or infinity gets through", async () => {
  const bring = [
    ["cpu.usage", 100.4],
    ["memory.usage", -0.1],
    ["swap.usage", Number.NaN],
    ["disk.read", Number.POSITIVE_INFINITY],
    ["cpu.temperature", -20],
    ["macros.running", 2.6],
    ["power.on_battery", 1],
    ["fps", true],
    ["no.such.metric", 1],
    ["guild.open", false],
    ["guild.motto", "onward"],
  ] as const;
  const sampler = makeSampler({
    metrics: bring.map(([metric]) => metric),
    sample: (now, sink) => {
      for (const [metric, value] of bring) sink(metric, value, now);
    },
  });
  const { tick } = await startSampling(
    [sampler],
    [customMetric("guild.open", "bool", ""), customMetric("guild.motto", "text", "")],
  );
  expect(valuesOf(tick())).toEqual([
    ["cpu.usage", 100],
    ["memory.usage", 0],
    ["cpu.temperature", -20],
    ["macros.running", 3],
    ["guild.open", false],
    ["guild.motto", "onward"],
  ]);
});

test("times of slow samples lie between the last tick and this one", async () => {
  let next = 0;
  const slow = makeSampler({
    metrics: ["gpu.usage"],
    cost: "slow",
    everyMs: 1,
    async sample(_now, sink) {
      if (next > 0) sink("gpu.usage", 1, next);
      next = 0;
    },
  });
  const { tick } = await startSampling([slow]);
  tick(1000);
  const timeOf = async (time: number): Promise<number> => {
    next = time;
    await expect.poll(() => next).toBe(0);
    return tick(2000)[0]!.time;
  };
  expect(await timeOf(400)).toBe(1000);
  expect(await timeOf(9999)).toBe(2000);
});

test("a macro's own metrics come with its name", async () => {
  const own = makeSampler({
    metrics: ["fps"],
    cost: "moderate",
    everyMs: 1,
    macro: "heal_group",
    sample: async (_now, sink) => sink("fps", 60, performance.now()),
  });
  const { tick } = await startSampling([own]);
  await expect.poll(() => tick()).toContainEqual(expect.objectContaining({ metric: "fps", macro: "heal_group" }));
});

test("after the end nothing is asked any more, and an end that fails is quiet", async () => {
  let asked = 0;
  const sampler = makeSampler({
    metrics: ["gpu.usage"],
    cost: "slow",
    everyMs: 1,
    sample: async () => {
      asked += 1;
    },
    close: () => {
      throw new Error("cannot be closed");
    },
  });
  const { sampling, reports } = await startSampling([sampler]);
  await expect.poll(() => asked).toBeGreaterThan(0);
  await sampling.close();
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(asked).toBe(before);
  expect(reports).toEqual([]);
});

test("staleness is by metric, the most patient sampler's", () => {
  const samplers = [
    makeSampler({ metrics: ["latency", "fps"], stalenessMs: 5000 }),
    makeSampler({ metrics: ["latency"], stalenessMs: 15_000 }),
  ];
  expect(stalenessOf(samplers)).toEqual({ latency: 15_000, fps: 5000 });
});
