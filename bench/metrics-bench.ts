/** What one snapshot of the machine costs: kept descriptors on /proc against systeminformation, in one run. */

import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import * as systemInformation from "systeminformation";
import { createSamplers } from "../engine/src/metrics/index.ts";
import type { Sampler } from "../engine/src/metrics/sampler.ts";
import { realSurroundings } from "../engine/src/metrics/surroundings.ts";
import type { Bench } from "./bench.ts";

interface Cost {
  readonly name: string;
  readonly microseconds: number;
  /** Processor time of this process, and of children that it started and waited for. */
  readonly cpuMicroseconds: number;
  readonly childCpuMicroseconds: number;
}

/** The families of the plainest snapshot: stat, loadavg, meminfo, net/dev and the three pressure files. */
const sevenFiles = /^(cpu usage|load average|memory|network traffic|.* pressure)$/;
const expectedMicroseconds = 110;
/** systeminformation answers from memory when asked again within half a second. */
const pauseMs = 550;

export const metricsBench: Bench = {
  name: "metrics",
  async run({ quick }) {
    const costs = [...(await costOfProc(quick ? 2000 : 20_000)), ...(await costOfAsking(quick ? 2 : 10))];
    const plain = costs[0]!.microseconds;
    return {
      title: "A snapshot of the machine",
      description: "microseconds a snapshot, mean of many",
      columns: ["read by", "µs", "CPU µs", "CPU µs of children"],
      rows: costs.map(({ name, microseconds, cpuMicroseconds, childCpuMicroseconds }) => [
        name,
        ...[microseconds, cpuMicroseconds, childCpuMicroseconds].map((value) => value.toFixed(1)),
      ]),
      expectations: [
        {
          text: `seven files of /proc in about ${expectedMicroseconds} µs`,
          measured: `${plain.toFixed(1)} µs`,
          met: plain <= expectedMicroseconds,
        },
      ],
      notes: ["children are counted in steps of 10 ms"],
      data: costs,
    };
  },
};

async function costOfProc(times: number): Promise<Cost[]> {
  // Each reading comes a second later, by this clock: too soon would be skipped, and skipping is cheap.
  let time = 0;
  const surroundings = { ...realSurroundings(1000), now: () => time };
  const samplers = createSamplers({
    sources: [],
    intervalMs: 1000,
    customMetrics: () => [],
    runningMacros: () => 0,
    surroundings,
  });
  const cheap = samplers.filter(({ cost }) => cost === "cheap");
  const snapshotOf = (chosen: readonly Sampler[]) => () => {
    time += 1000;
    for (const sampler of chosen) sampler.sample(time, () => {});
  };
  const plain = snapshotOf(cheap.filter(({ name }) => sevenFiles.test(name)));
  const whole = snapshotOf(cheap);
  for (let warmUp = 0; warmUp < times / 10; warmUp += 1) whole();
  const costs = [
    await measure("seven files of /proc", times, plain, 0),
    await measure("all that is read on the tick", times, whole, 0),
  ];
  for (const sampler of samplers) await sampler.close();
  return costs;
}

async function costOfAsking(times: number): Promise<Cost[]> {
  const { currentLoad, mem, networkStats, fsStats } = systemInformation;
  const costs: Cost[] = [];
  for (const [name, ask] of Object.entries({ currentLoad, mem, networkStats, fsStats })) {
    costs.push(await measure(`systeminformation.${name}()`, times, () => ask(), pauseMs));
  }
  return costs;
}

async function measure(name: string, times: number, snapshot: () => unknown, pause: number): Promise<Cost> {
  const children = childCpuMicroseconds();
  const total = { microseconds: 0, cpuMicroseconds: 0 };
  // Without pauses, many readings are timed as one, so that the clock itself costs nothing.
  const batches = pause === 0 ? 1 : times;
  for (let batch = 0; batch < batches; batch += 1) {
    if (pause > 0) await sleep(pause);
    const cpu = process.cpuUsage();
    const began = performance.now();
    for (let index = 0; index < times / batches; index += 1) {
      const pending = snapshot();
      if (pending instanceof Promise) await pending;
    }
    total.microseconds += (performance.now() - began) * 1000;
    const { user, system } = process.cpuUsage(cpu);
    total.cpuMicroseconds += user + system;
  }
  return {
    name,
    microseconds: total.microseconds / times,
    cpuMicroseconds: total.cpuMicroseconds / times,
    childCpuMicroseconds: (childCpuMicroseconds() - children) / times,
  };
}

/** cutime and cstime of proc(5). */
function childCpuMicroseconds(): number {
  const text = readFileSync("/proc/self/stat", "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10_000;
}
