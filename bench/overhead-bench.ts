/**
 * What `macro-engine watch` costs at 1 Hz with ten macros and the shipped policies, beside monit with six rules and
 * prometheus-node-exporter scraped once a second, all at the same time.
 */

import type { Bench, Expectation } from "./bench.ts";
import { measureOverhead, type OverheadRow } from "./overhead.ts";
import { bareNode, monit, watch } from "./overhead-contestants.ts";

const mostCpuSeconds = 0.1;
const mostMebibytes = 20;

export const overheadBench: Bench = {
  name: "overhead",
  async run({ quick }) {
    const seconds = quick ? 5 : 60;
    const rows = await measureOverhead(quick ? 3 : 10, seconds);
    const bare = rows.find(({ name }) => name === bareNode);
    return {
      title: "Overhead",
      description: `processor time and memory over ${seconds} s, all at the same time`,
      columns: ["program", "CPU s/min", "RSS MiB", "PSS MiB", "RSS above bare Node"],
      rows: rows.map((row) => cells(row, bare)),
      expectations: expectations(rows),
      notes: rows.flatMap(({ name, problem, remark }) => {
        const words = problem ?? remark;
        return words === null ? [] : [`${name}: ${words}`];
      }),
      data: { seconds, rows },
    };
  },
};

function cells(row: OverheadRow, bare: OverheadRow | undefined): string[] {
  if (row.problem !== null) return [row.name, "–", "–", "–", "–"];
  const cpu = row.cpuSecondsPerMinute?.toFixed(3) ?? "–";
  return [row.name, cpu, mebibytes(row.residentBytes), mebibytes(row.proportionalBytes), mebibytes(above(row, bare))];
}

function mebibytes(bytes: number | null): string {
  return bytes === null ? "–" : (bytes / 2 ** 20).toFixed(1);
}

function above(row: OverheadRow, bare: OverheadRow | undefined): number | null {
  if (row.residentBytes === null || bare === undefined || bare.residentBytes === null) return null;
  return row.residentBytes - bare.residentBytes;
}

function expectations(rows: readonly OverheadRow[]): Expectation[] {
  const find = (name: string) => rows.find((row) => row.name === name);
  const engine = find(watch);
  const cpu = engine?.cpuSecondsPerMinute ?? null;
  const monitCpu = find(monit)?.cpuSecondsPerMinute ?? null;
  const memory = engine === undefined ? null : above(engine, find(bareNode));
  const unknown = "not measured";
  return [
    {
      text: `watch uses at most ${mostCpuSeconds} CPU s a minute`,
      measured: cpu === null ? unknown : cpu.toFixed(3),
      met: cpu !== null && cpu <= mostCpuSeconds,
    },
    {
      text: "watch uses at most a third of monit's",
      measured: cpu === null || monitCpu === null ? unknown : `${(cpu / monitCpu).toFixed(2)} of it`,
      met: cpu !== null && monitCpu !== null && cpu <= monitCpu / 3,
    },
    {
      text: `watch is resident with at most ${mostMebibytes} MiB above bare Node`,
      measured: memory === null ? unknown : `${mebibytes(memory)} MiB`,
      met: memory !== null && memory <= mostMebibytes * 2 ** 20,
    },
  ];
}
