/** How long `macro-engine lint` takes, from the start of its process to its end: nothing, and some ten thousand lines. */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bench, median, seeded } from "./bench.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const policies = join(root, "policies");
const command = join(root, "engine", "bin", "macro-engine.js");

/** Copies of the shipped policies: templates, profiles that inherit them, tests. */
const copies = 9;

interface Workload {
  readonly name: string;
  readonly folder: string;
  readonly lines: number;
}

/** The shipped policies several times over, each copy with names of its own. */
function writeWorkload(folder: string, count: number): Workload {
  const names = readdirSync(policies).filter((name) => name.endsWith(".macropolicy"));
  const texts = names.map((name) => readFileSync(join(policies, name), "utf8"));
  const declared = texts.flatMap((text) => [...text.matchAll(/^(?:template|profile|schedule|let|assert) (\w+)/gm)]);
  const word = new RegExp(`\\b(${declared.map(([, name]) => name).join("|")})\\b`, "g");
  let lines = 0;
  for (let copy = 1; copy <= count; copy++) {
    mkdirSync(join(folder, String(copy)), { recursive: true });
    for (const [at, text] of texts.entries()) {
      // Patterns too: profiles that match the same macros would be told of.
      const own = text.replace(word, `$1_${copy}`).replaceAll("_*", `_${copy}_*`);
      writeFileSync(join(folder, String(copy), names[at]!), own);
      lines += text.split("\n").length - 1;
    }
  }
  return { name: `the shipped policies${count > 1 ? ` ${count} times over` : ""}`, folder, lines };
}

const measured: readonly (readonly [string, string, number])[] = [
  ["cpu.usage", "%", 100],
  ["memory.usage", "%", 100],
  ["latency", "ms", 900],
  ["fps", "fps", 60],
  ["response_time", "ms", 2000],
  ["macro.cpu", "%", 300],
  ["frame_time", "ms", 50],
  ["gpu.usage", "%", 100],
];

/** Profiles of nine rules of two random comparisons each, most of which lint has something to say of. */
function writeCareless(folder: string, profiles: number): Workload {
  const random = seeded(1);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const comparison = () => {
    const [metric, unit, span] = pick(measured);
    return `${metric} ${pick([">", "<"])} ${Math.floor(random() * span) + 1}${unit}`;
  };
  mkdirSync(folder);
  for (let profile = 0; profile < profiles; profile++) {
    const rules = Array.from({ length: 9 }, (_, at) => {
      const condition = `${comparison()} ${pick(["and", "or"])} ${comparison()}`;
      const action = pick(["warn", "pause", "throttle", "cancel"]);
      return `  rule r${at}: ${action} when ${condition} for ${1 + Math.floor(random() * 20)}s\n`;
    });
    const head = `## Profile ${profile}.\nprofile p${profile} {\n  match macro "p${profile}_*"\n`;
    writeFileSync(join(folder, `${profile}.macropolicy`), `${head}${rules.join("")}}\n`);
  }
  return { name: "careless rules, each another", folder, lines: profiles * 13 };
}

/** How long a whole command takes, ms. */
function timeLint(folder: string): number {
  const began = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [command, "lint", folder], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const tookMs = performance.now() - began;
  // Findings are what it looks for.
  if (status !== 0 && status !== 1) throw new Error(`lint ended with ${status}:\n${stdout}`);
  return tookMs;
}

export const lintBench: Bench = {
  name: "lint",
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), "macro-engine-lint-bench-"));
    try {
      // Without a configuration of its own, one above the temporary folder would count.
      writeFileSync(join(folder, "macro-engine.yaml"), "policies: [.]\n");
      mkdirSync(join(folder, "one"));
      writeFileSync(join(folder, "one", "a.macropolicy"), "# nothing\n");
      const small = { name: "nothing", folder: join(folder, "one"), lines: 1 };
      const shipped = writeWorkload(join(folder, "shipped"), 1);
      const large = writeWorkload(join(folder, "large"), copies);
      const careless = writeCareless(join(folder, "careless"), 800);
      const workloads = [small, shipped, large, careless];
      const rounds = quick ? 3 : 11;
      const times: number[][] = workloads.map(() => []);
      for (const { folder: each } of workloads) timeLint(each);
      for (let round = 0; round < rounds; round++) {
        for (const [at, { folder: each }] of workloads.entries()) times[at]!.push(timeLint(each));
      }
      const rows = workloads.map(({ name, lines }, at) => ({
        name,
        lines,
        medianMs: median(times[at]!),
        fastestMs: Math.min(...times[at]!),
        slowestMs: Math.max(...times[at]!),
      }));
      const { lines, medianMs } = rows[workloads.indexOf(large)]!;
      return {
        title: "Lint",
        description: "whole commands, start-up included",
        columns: ["policies", "lines", "ms", "fastest", "slowest"],
        rows: rows.map((row) => [
          row.name,
          String(row.lines),
          row.medianMs.toFixed(0),
          row.fastestMs.toFixed(0),
          row.slowestMs.toFixed(0),
        ]),
        expectations: [
          {
            text: "10,000 lines in at most 1 s",
            measured: `${lines} lines in ${(medianMs / 1000).toFixed(2)} s`,
            met: lines >= 10_000 && medianMs <= 1000,
          },
        ],
        data: rows,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
