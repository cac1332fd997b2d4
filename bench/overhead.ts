/**
 * Processor time and memory of `macro-engine watch` at 1 Hz with ten macros and the shipped policies, beside monit and
 * prometheus-node-exporter, all at the same time. `node bench/overhead.ts [--seconds 60] [--json FILE]`
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { contestants, type Running, startIdleMacros } from "./overhead-contestants.ts";
import { type Usage, usageOf } from "./overhead-usage.ts";

export interface OverheadRow {
  readonly name: string;
  /** Why there are no figures; then they are null. */
  readonly problem: string | null;
  readonly cpuSecondsPerMinute: number | null;
  readonly residentBytes: number | null;
  readonly proportionalBytes: number | null;
}

export interface OverheadResult {
  readonly seconds: number;
  readonly machine: string;
  readonly rows: readonly OverheadRow[];
}

/** Start-up is not what runs all day. */
const warmUpSeconds = 10;

/** Starts all, lets them warm up, measures over `seconds`, ends all. */
export async function measureOverhead(seconds: number): Promise<OverheadResult> {
  const folder = mkdtempSync(join(tmpdir(), "overhead-"));
  const macros = startIdleMacros(folder);
  const started: { name: string; running: Running | string }[] = [];
  try {
    for (const { name, start } of contestants) {
      const own = join(folder, name.replaceAll(/\W+/g, "-"));
      mkdirSync(own);
      started.push({ name, running: await start(own) });
    }
    await keepPoking(started, warmUpSeconds);
    const before = started.map(({ running }) => usageOrProblem(running));
    const began = performance.now();
    await keepPoking(started, seconds);
    const minutes = (performance.now() - began) / 60_000;
    const rows = started.map(({ name, running }, index) => row(name, before[index]!, usageOrProblem(running), minutes));
    return { seconds, machine: describeMachine(), rows };
  } finally {
    for (const { running } of started) if (typeof running !== "string") await end(running);
    for (const macro of macros) macro.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function keepPoking(started: readonly { running: Running | string }[], seconds: number): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    await sleep(Math.min(1000, Math.max(0, until - performance.now())));
    for (const { running } of started) {
      if (typeof running !== "string") await running.poke?.().catch(() => {});
    }
  }
}

function usageOrProblem(running: Running | string): Usage | string {
  if (typeof running === "string") return running;
  const { child, errors } = running;
  const over = child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  if (!over) return usageOf(child.pid as number);
  const lastLine = errors().trim().split("\n").at(-1) ?? "";
  return `ended by itself (${child.signalCode ?? child.exitCode}) ${lastLine}`.trim();
}

function row(name: string, before: Usage | string, after: Usage | string, minutes: number): OverheadRow {
  if (typeof before === "string" || typeof after === "string") {
    const problem = typeof before === "string" ? before : (after as string);
    return { name, problem, cpuSecondsPerMinute: null, residentBytes: null, proportionalBytes: null };
  }
  const { residentBytes, proportionalBytes } = after;
  const cpuSecondsPerMinute = (after.cpuSeconds - before.cpuSeconds) / minutes;
  return { name, problem: null, cpuSecondsPerMinute, residentBytes, proportionalBytes };
}

async function end({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(forced);
}

function describeMachine(): string {
  const cores = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${cores.length} × ${cores[0]?.model ?? "unknown processor"}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

export function renderOverhead({ seconds, machine, rows }: OverheadResult): string {
  const bare = rows[0];
  const mebibytes = (bytes: number | null | undefined) => ((bytes ?? Number.NaN) / 2 ** 20).toFixed(1).padStart(8);
  const lines = rows.map(({ name, problem, cpuSecondsPerMinute, residentBytes, proportionalBytes }) => {
    if (problem !== null || cpuSecondsPerMinute === null) return `${name.padEnd(26)} ${problem}`;
    const above = mebibytes((residentBytes ?? 0) - (bare?.residentBytes ?? 0));
    const sizes = `${mebibytes(residentBytes)} ${mebibytes(proportionalBytes)} ${above}`;
    return `${name.padEnd(26)} ${cpuSecondsPerMinute.toFixed(3).padStart(10)} ${sizes}`;
  });
  const heading = `${"".padEnd(26)} ${"CPU s/min".padStart(10)} ${"RSS MiB".padStart(8)} ${"PSS MiB".padStart(8)} ${"above bare Node".padStart(8)}`;
  return `Overhead over ${seconds} s, all at the same time (${machine})\n${heading}\n${lines.join("\n")}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seconds: { type: "string", default: "60" }, json: { type: "string" } } });
  const result = await measureOverhead(Number(values.seconds));
  process.stdout.write(renderOverhead(result));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}
