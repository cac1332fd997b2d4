/** What one snapshot of the machine costs: kept descriptors on /proc against systeminformation, in one run. `node bench/metrics.ts [--json FILE]` */

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as systemInformation from "systeminformation";
import { createSamplers } from "../engine/src/metrics/index.ts";
import type { Sampler } from "../engine/src/metrics/sampler.ts";
import { realSurroundings } from "../engine/src/metrics/surroundings.ts";

export interface SnapshotCost {
  readonly name: string;
  readonly wallMicroseconds: number;
  /** Processor time of this process, and of children that it started and waited for. */
  readonly cpuMicroseconds: number;
  readonly childCpuMicroseconds: number;
}

/** The families of the plainest snapshot: stat, loadavg, meminfo, net/dev and the three pressure files. */
const sevenFiles = /^(cpu usage|load average|memory|network traffic|.* pressure)$/;

export async function measureSnapshots(): Promise<SnapshotCost[]> {
  // Each reading comes a second later, by this clock: too soon would be skipped, and skipping is cheap.
  let time = 0;
  const surroundings = { ...realSurroundings(1000), now: () => time };
  const all = createSamplers({
    sources: [],
    intervalMs: 1000,
    customMetrics: () => [],
    runningMacros: () => 0,
    surroundings,
  });
  const cheap = all.filter(({ cost }) => cost === "cheap");
  const snapshot = (samplers: readonly Sampler[]) => () => {
    time += 1000;
    for (const sampler of samplers) sampler.sample(time, () => {});
  };
  const { currentLoad, mem, networkStats, fsStats } = systemInformation;
  const results = [
    await cost("seven files of /proc", 20_000, snapshot(cheap.filter(({ name }) => sevenFiles.test(name)))),
    await cost("all that is read on the tick", 20_000, snapshot(cheap)),
    await cost("systeminformation: currentLoad", 40, () => currentLoad()),
    await cost("systeminformation: mem", 40, () => mem()),
    await cost("systeminformation: networkStats", 40, () => networkStats()),
    await cost("systeminformation: fsStats", 40, () => fsStats()),
  ];
  for (const sampler of all) await sampler.close();
  return results;
}

async function cost(name: string, times: number, snapshot: () => unknown): Promise<SnapshotCost> {
  for (let warmUp = 0; warmUp < times / 10; warmUp += 1) await snapshot();
  const children = childCpuMicroseconds();
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let index = 0; index < times; index += 1) {
    const pending = snapshot();
    if (pending instanceof Promise) await pending;
  }
  const wallMicroseconds = ((performance.now() - began) * 1000) / times;
  const { user, system } = process.cpuUsage(cpu);
  const childCpu = (childCpuMicroseconds() - children) / times;
  return { name, wallMicroseconds, cpuMicroseconds: (user + system) / times, childCpuMicroseconds: childCpu };
}

/** cutime and cstime of proc(5), in steps of 10 ms: the mean over many calls is what counts. */
function childCpuMicroseconds(): number {
  const text = readFileSync("/proc/self/stat", "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * 10_000;
}

export function renderSnapshots(rows: readonly SnapshotCost[]): string {
  const heading = `${"".padEnd(34)} ${"µs".padStart(9)} ${"CPU µs".padStart(9)} ${"children".padStart(9)}`;
  const lines = rows.map(({ name, wallMicroseconds, cpuMicroseconds, childCpuMicroseconds: children }) => {
    const figures = [wallMicroseconds, cpuMicroseconds, children].map((value) => value.toFixed(1).padStart(9));
    return `${name.padEnd(34)} ${figures.join(" ")}`;
  });
  return `A snapshot of the machine, mean of many\n${heading}\n${lines.join("\n")}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: "string" } } });
  const rows = await measureSnapshots();
  process.stdout.write(renderSnapshots(rows));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}
