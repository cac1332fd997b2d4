import { builtInMetric, builtInMetrics } from "@macro-engine/dsl";
import { expect, onTestFinished, test } from "vitest";
import {
  createSamplers,
  createSampling,
  realSurroundings,
  type SamplerReport,
  stalenessOf,
  unavailableReason,
} from "./index.ts";

const onLinux = process.platform === "linux";

const samplersOn = (platform: string) =>
  createSamplers({
    sources: [
      { kind: "latency", host: "127.0.0.1", port: 1, everyMs: 1000, timeoutMs: 500, stalenessMs: null },
      { kind: "file", path: "/no/such/file.json", metrics: null, everyMs: 1000, stalenessMs: null, macro: null },
    ],
    intervalMs: 1000,
    customMetrics: () => [],
    runningMacros: () => 3,
    platform,
  });

test.each(["linux", "win32", "darwin", "freebsd"])(
  "on %s every metric of the system is measured, or there is a reason",
  (platform) => {
    const measured = new Set(samplersOn(platform).flatMap(({ metrics }) => metrics));
    for (const metric of builtInMetrics) {
      if (metric.scope === "macro") expect(measured).not.toContain(metric.name);
      else if (!measured.has(metric.name)) expect(unavailableReason(metric, platform)).toMatch(/\w+ \w+/);
    }
  },
);

test("Linux measures every metric of the system", () => {
  const measured = new Set(samplersOn("linux").flatMap(({ metrics }) => metrics));
  const system = builtInMetrics.filter(({ scope }) => scope !== "macro").map(({ name }) => name);
  expect(system.filter((name) => !measured.has(name))).toEqual([]);
});

test("samplers name only metrics that exist, and are more patient than they are slow", () => {
  for (const platform of ["linux", "win32", "darwin"]) {
    for (const sampler of samplersOn(platform)) {
      for (const metric of sampler.metrics) expect(builtInMetric(metric), metric).toBeDefined();
      expect(sampler.stalenessMs, sampler.name).toBeGreaterThan(sampler.everyMs);
      if (sampler.cost !== "cheap") expect(sampler.everyMs, sampler.name).toBeGreaterThan(0);
    }
  }
});

// What is measured is this machine's /proc and /sys.
test.runIf(onLinux)("this machine is measured for real, and systeminformation is never loaded for it", async () => {
  const surroundings = {
    ...realSurroundings(1000),
    systemInformation: () => Promise.reject(new Error("Linux needs no systeminformation")),
  };
  const samplers = createSamplers({
    sources: [],
    intervalMs: 1000,
    customMetrics: () => [],
    runningMacros: () => 3,
    surroundings,
  });
  const reports: SamplerReport[] = [];
  const sampling = createSampling(samplers, { now: surroundings.now, report: (report) => reports.push(report) });
  onTestFinished(() => sampling.close());
  const availability = await sampling.start();
  const staleness = stalenessOf(samplers);
  const values = new Map<string, unknown>();
  await expect
    .poll(
      () => {
        sampling.tick(surroundings.now(), (metric, value, time) => {
          expect(time, metric).toBeLessThanOrEqual(surroundings.now());
          expect(staleness).toHaveProperty([metric]);
          values.set(metric, value);
        });
        return availability.filter(({ metric, available }) => available && !values.has(metric));
      },
      { interval: 100 },
    )
    .toEqual([]);
  expect(values.get("macros.running")).toBe(3);
  expect(values.get("memory.usage")).toBeGreaterThan(0);
  expect(values.get("cpu.usage")).toBeLessThanOrEqual(100);
  expect(reports).toEqual([]);
});
