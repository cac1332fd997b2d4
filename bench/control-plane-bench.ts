/** What following and calling an engine costs it, and how soon its readers know what it has decided. */

import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Expectation } from "./bench.ts";
import { type Served, startServed } from "./control-plane.ts";
import { measureDelays, startCrowd } from "./event-readers.ts";

const crowd = 500;
const mostDelayMs = 100;

interface StreamRow {
  readonly readers: number;
  readonly engineCpuPerMinute: number;
  readonly planeCpuPerMinute: number;
  readonly planeBytes: number;
  readonly events: number;
  /** Null without readers. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

interface CallRow {
  readonly connections: number;
  readonly perSecond: number;
  readonly engineCpuShare: number;
}

export const controlPlaneBench: Bench = {
  name: "control-plane",
  async run({ quick }) {
    const seconds = quick ? 4 : 60;
    const served = await startServed();
    try {
      await sleep(quick ? 1000 : 10_000);
      const streams: StreamRow[] = [];
      for (const readers of [0, 1, crowd]) streams.push(await follow(served, readers, seconds));
      const calls: CallRow[] = [];
      for (const connections of [1, 64]) calls.push(await callStatus(served, connections, seconds / 4));
      return {
        title: "Control plane",
        description: `ten macros, a look and up to ten decisions a second, for ${seconds} s each`,
        columns: ["", "engine CPU s/min", "control plane CPU s/min", "control plane RSS MiB", "p50 ms", "p95 ms"],
        rows: streams.map(cells),
        notes: calls.map(
          ({ connections, perSecond, engineCpuShare }) =>
            `status over ${connections} connections: ${Math.round(perSecond)} answers a second, for which the engine uses ${(100 * engineCpuShare).toFixed(1)} % of a core`,
        ),
        expectations: expectations(streams),
        data: { seconds, streams, calls },
      };
    } finally {
      await served.end();
    }
  },
};

/** One more than the crowd reads where it is not empty: the one that is measured, which is told last. */
async function follow(served: Served, readers: number, seconds: number): Promise<StreamRow> {
  const others = await startCrowd(served, Math.max(0, readers - 1));
  const meter = readers === 0 ? null : await measureDelays(served);
  const before = served.usage();
  const began = performance.now();
  for (let at = 0; performance.now() - began < seconds * 1000; at++) {
    await served.report(at % 2 === 0 ? 10 : 60);
    await sleep(1000);
  }
  const minutes = (performance.now() - began) / 60_000;
  const after = served.usage();
  meter?.end();
  await others.end();
  const sorted = [...(meter?.delaysMs ?? [])].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? null;
  return {
    readers,
    engineCpuPerMinute: (after.engine.cpuSeconds - before.engine.cpuSeconds) / minutes,
    planeCpuPerMinute: (after.plane.cpuSeconds - before.plane.cpuSeconds) / minutes,
    planeBytes: after.plane.residentBytes,
    events: sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
  };
}

async function callStatus(served: Served, connections: number, seconds: number): Promise<CallRow> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { Authorization: `Bearer ${served.token}` };
  const ask = () =>
    new Promise<void>((done, fail) => {
      get(`${served.url}/api/v1/status`, { agent, headers }, (answer) => answer.resume().once("end", done)).once(
        "error",
        fail,
      );
    });
  const until = performance.now() + seconds * 1000;
  const before = served.usage();
  let answers = 0;
  const caller = async () => {
    for (; performance.now() < until; answers++) await ask();
  };
  await Promise.all(Array.from({ length: connections }, caller));
  agent.destroy();
  const used = served.usage().engine.cpuSeconds - before.engine.cpuSeconds;
  return { connections, perSecond: answers / seconds, engineCpuShare: used / seconds };
}

function cells({ readers, engineCpuPerMinute, planeCpuPerMinute, planeBytes, p50Ms, p95Ms }: StreamRow): string[] {
  const name = readers === 0 ? "nobody follows" : `${readers} ${readers === 1 ? "reader" : "readers"}`;
  const ms = (value: number | null) => (value === null ? "–" : String(value));
  const memory = (planeBytes / 2 ** 20).toFixed(1);
  return [name, engineCpuPerMinute.toFixed(2), planeCpuPerMinute.toFixed(2), memory, ms(p50Ms), ms(p95Ms)];
}

function expectations(streams: readonly StreamRow[]): Expectation[] {
  const all = streams.at(-1)!;
  const alone = streams[1]!;
  return [
    {
      text: `of ${crowd} readers the last knows of 95 % of decisions within ${mostDelayMs} ms`,
      measured: all.p95Ms === null ? "not measured" : `${all.p95Ms} ms`,
      met: all.p95Ms !== null && all.p95Ms <= mostDelayMs,
    },
    {
      text: `${crowd} readers cost the engine at most half as much again as one`,
      measured: `${(all.engineCpuPerMinute / alone.engineCpuPerMinute).toFixed(2)} times`,
      met: all.engineCpuPerMinute <= 1.5 * alone.engineCpuPerMinute,
    },
  ];
}
