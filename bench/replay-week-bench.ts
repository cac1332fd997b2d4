/** A week of 1 Hz samples (604,800 rows, six columns) against 36 rules, file reading included. */

import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { promisify } from "node:util";
import { type Bench, compact, median, seeded } from "./bench.ts";

const daySeconds = 86_400;
const columns = ["cpu.usage", "memory.usage", "fps", "latency", "response_time", "gpu.usage"] as const;

/** Thresholds, waits, windows, forecasts, an until each: what real policies are made of. */
const perColumn: Readonly<Record<(typeof columns)[number], readonly string[]>> = {
  "cpu.usage": usageRules("cpu.usage"),
  "memory.usage": usageRules("memory.usage"),
  "gpu.usage": usageRules("gpu.usage"),
  fps: [
    "warn when fps < 12 for 5s",
    "pause when fps < 8 for 3s until fps > 25 for 5s",
    "warn when avg(fps, 30s) < 14",
    "warn when min(fps, 10s) < 3 for 20s",
    "warn when p95(fps, 1m) < 18",
    "cancel when fps < 2 for 60s",
  ],
  latency: timeRules("latency"),
  response_time: timeRules("response_time"),
};

function usageRules(metric: string): readonly string[] {
  return [
    `warn when ${metric} > 92% for 5s`,
    `throttle when ${metric} > 95% for 10s until ${metric} < 70% for 10s`,
    `warn when avg(${metric}, 1m) > 88%`,
    `warn when share(${metric} > 90%, 5m) > 60%`,
    `warn when forecast(${metric}, 30s) > 99% and ${metric} > 90%`,
    `cancel when ${metric} > 99% for 60s`,
  ];
}

function timeRules(metric: string): readonly string[] {
  return [
    `warn when ${metric} > 900ms for 5s`,
    `pause when ${metric} > 950ms for 3s until ${metric} < 500ms for 5s`,
    `warn when avg(${metric}, 30s) > 850ms`,
    `warn when stddev(${metric}, 1m) > 400ms`,
    `warn when ${metric} > 800ms and max(${metric}, 10s) > 990ms`,
    `cancel when ${metric} > 990ms for 60s`,
  ];
}

function policy(): string {
  const rules = columns.flatMap((metric) =>
    perColumn[metric].map((rule, at) => `  rule ${metric.replace(".", "_")}_${at}: ${rule}`),
  );
  return `profile week {\n  cooldown 30s\n${rules.join("\n")}\n}\n`;
}

/** A seeded walk of each column between its bounds. */
export async function writeTrace(path: string, rows: number): Promise<number> {
  const random = seeded(604_800);
  const tops = {
    "cpu.usage": 100,
    "memory.usage": 100,
    fps: 144,
    latency: 1000,
    response_time: 1000,
    "gpu.usage": 100,
  };
  const values = columns.map((metric) => tops[metric] / 2);
  const file = createWriteStream(path);
  file.write(`time,${columns.join(",")}\n`);
  for (let row = 0; row < rows; row += 1) {
    columns.forEach((metric, at) => {
      const next = values[at]! + (random() - 0.5) * 0.2 * tops[metric];
      values[at] = Math.min(tops[metric], Math.max(0, next));
    });
    const line = `${row},${values.map((value) => value.toFixed(2)).join(",")}\n`;
    if (!file.write(line)) await new Promise<void>((resolve) => void file.once("drain", resolve));
  }
  file.end();
  await finished(file);
  return (await stat(path)).size;
}

interface Replayed {
  readonly events: number;
  readonly tookMs: number;
  readonly residentKb: number;
}

/** A heap that is held small shows what a replay needs, rather than what the collector leaves lying. */
const smallHeap = ["--max-old-space-size=64", "--max-semi-space-size=2"];

async function replay(folder: string, trace: string, flags: readonly string[] = []): Promise<Replayed> {
  const script = join(import.meta.dirname, "replay-week.ts");
  const args = [...flags, script, "week.macropolicy", trace, folder];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 26 });
  const result = JSON.parse(stdout) as Replayed & { code: number };
  if (result.code !== 0) throw new Error(`replay of ${trace} ended with ${result.code}`);
  return result;
}

export const replayWeekBench: Bench = {
  name: "replay",
  async run({ quick }) {
    const folder = await mkdtemp(join(tmpdir(), "replay-week-"));
    try {
      await writeFile(join(folder, "week.macropolicy"), policy());
      const lengths = [
        { name: "a day", file: "day.csv", rows: daySeconds },
        { name: "a week", file: "week.csv", rows: 7 * daySeconds },
      ];
      const rows: { name: string; rows: number; bytes: number; runs: readonly Replayed[]; small: Replayed }[] = [];
      for (const { name, file, rows: count } of lengths) {
        const bytes = await writeTrace(join(folder, file), count);
        const runs: Replayed[] = [];
        for (let run = 0; run < (quick ? 1 : 3); run++) runs.push(await replay(folder, file));
        rows.push({ name, rows: count, bytes, runs, small: await replay(folder, file, smallHeap) });
      }
      const seconds = rows.map(({ runs }) => median(runs.map(({ tookMs }) => tookMs)) / 1000);
      const resident = rows.map(({ runs }) => Math.max(...runs.map(({ residentKb }) => residentKb)) / 1024);
      const needed = rows.map(({ small }) => small.residentKb / 1024);
      return {
        title: "Replay",
        description:
          "1 Hz samples of six metrics against 36 rules (thresholds, windows, forecasts), reading the file included",
        columns: ["recording", "rows", "file", "events", "seconds", "rows/s", "peak memory", "with a small heap"],
        rows: rows.map(({ name, rows: count, bytes, runs }, at) => [
          name,
          String(count),
          `${(bytes / 2 ** 20).toFixed(1)} MiB`,
          String(runs[0]!.events),
          seconds[at]!.toFixed(2),
          compact(count / seconds[at]!),
          `${resident[at]!.toFixed(0)} MiB`,
          `${needed[at]!.toFixed(0)} MiB`,
        ]),
        expectations: [
          { text: "a week in ≤ 10 s", measured: `${seconds[1]!.toFixed(2)} s`, met: seconds[1]! <= 10 },
          {
            text: "memory that does not grow with the recording (a week within 1.2 × of a day, with a small heap)",
            measured: `${(needed[1]! / needed[0]!).toFixed(2)} ×`,
            met: needed[1]! <= 1.2 * needed[0]!,
          },
        ],
        data: rows,
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
