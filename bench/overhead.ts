/** Measures processor time and memory of programs that run beside each other, over the same time. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { contestants, type Running, startIdleMacros } from "./overhead-contestants.ts";
import { type Usage, usageOf } from "./overhead-usage.ts";

export interface OverheadRow {
  readonly name: string;
  /** Why there are no figures; then they are null. */
  readonly problem: string | null;
  readonly remark: string | null;
  readonly cpuSecondsPerMinute: number | null;
  readonly residentBytes: number | null;
  readonly proportionalBytes: number | null;
}

/** Starts all, lets them warm up (start-up is not what runs all day), measures over `seconds`, ends all. */
export async function measureOverhead(warmUpSeconds: number, seconds: number): Promise<OverheadRow[]> {
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
    return started.map(({ name, running }, index) => row(name, running, before[index]!, minutes));
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

function row(name: string, running: Running | string, before: Usage | string, minutes: number): OverheadRow {
  const after = usageOrProblem(running);
  const remark = typeof running === "string" ? null : (running.remark?.() ?? null);
  if (typeof before === "string" || typeof after === "string") {
    const problem = typeof before === "string" ? before : (after as string);
    return { name, problem, remark, cpuSecondsPerMinute: null, residentBytes: null, proportionalBytes: null };
  }
  const { residentBytes, proportionalBytes } = after;
  const cpuSecondsPerMinute = (after.cpuSeconds - before.cpuSeconds) / minutes;
  return { name, problem: null, remark, cpuSecondsPerMinute, residentBytes, proportionalBytes };
}

async function end({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(forced);
}
