/** How long `macro-engine lint` takes, from the start of its process to its end: nothing, and three times ten thousand lines. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bench, type BenchResult, median } from "./bench.ts";
import { type Workload, writeCareless, writeNothing, writeShipped, writeVaried } from "./lint-workloads.ts";

const command = fileURLToPath(new URL("../engine/bin/macro-engine.js", import.meta.url));

// The command keeps it in the folder for temporary files, unless it is told of another.
const { NODE_COMPILE_CACHE: _, ...withoutCache } = process.env;

interface Row {
  readonly name: string;
  readonly lines: number;
  readonly medianMs: number;
  readonly fastestMs: number;
  readonly slowestMs: number;
  /** With nothing that Node would have kept from an earlier start. */
  readonly coldMs: number;
}

export const lintBench: Bench = {
  name: "lint",
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), "macro-engine-lint-bench-"));
    try {
      // Without a configuration of its own, one above the temporary folder would count.
      writeFileSync(join(folder, "macro-engine.yaml"), "policies: [.]\n");
      const workloads = [
        writeNothing(join(folder, "nothing")),
        writeShipped(join(folder, "shipped"), 1),
        writeShipped(join(folder, "large"), 9),
        writeVaried(join(folder, "varied"), 358),
        writeCareless(join(folder, "careless"), 800),
      ];
      return report(measure(workloads, join(folder, "kept"), quick ? 3 : 11));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** `kept`: a folder for what Node keeps of compiled code. */
function measure(workloads: readonly Workload[], kept: string, rounds: number): Row[] {
  // In a clone the command first builds what is stale, which is not what is looked for.
  timeLint(workloads[0]!.folder, tmpdir());
  const cold = workloads.map(({ folder }) => {
    rmSync(kept, { recursive: true, force: true });
    mkdirSync(kept);
    return timeLint(folder, kept);
  });
  const times = workloads.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, { folder }] of workloads.entries()) times[at]!.push(timeLint(folder, kept));
  }
  return workloads.map(({ name, lines }, at) => ({
    name,
    lines,
    medianMs: median(times[at]!),
    fastestMs: Math.min(...times[at]!),
    slowestMs: Math.max(...times[at]!),
    coldMs: cold[at]!,
  }));
}

/** How long a whole command takes, ms. */
function timeLint(folder: string, kept: string): number {
  const began = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [command, "lint", folder], {
    cwd: folder,
    encoding: "utf8",
    env: { ...withoutCache, TMPDIR: kept, TEMP: kept, TMP: kept },
    maxBuffer: 1e9,
  });
  const tookMs = performance.now() - began;
  // Findings are what it looks for.
  if (status !== 0 && status !== 1) throw new Error(`lint ended with ${status}:\n${stdout}`);
  return tookMs;
}

function report(rows: readonly Row[]): BenchResult {
  return {
    title: "Lint",
    description: "whole commands, start-up included; `first` with nothing kept from an earlier start",
    columns: ["policies", "lines", "ms", "fastest", "slowest", "first"],
    rows: rows.map(({ name, lines, ...times }) => [
      name,
      String(lines),
      ...[times.medianMs, times.fastestMs, times.slowestMs, times.coldMs].map((ms) => ms.toFixed(0)),
    ]),
    expectations: rows
      .filter(({ lines }) => lines >= 10_000)
      .map(({ name, lines, medianMs }) => ({
        text: `10,000 lines in at most 1 s (${name})`,
        measured: `${lines} lines in ${(medianMs / 1000).toFixed(2)} s`,
        met: medianMs <= 1000,
      })),
    data: rows,
  };
}
