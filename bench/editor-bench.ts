/** How long the language server lets an editor wait, beside TypeScript's own over as many lines. */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Bench, type BenchResult, median } from "./bench.ts";
import { type ServerCommand, startEditor } from "./editor-client.ts";
import { type EditorWorkload, writePolicies, writeTypeScript } from "./editor-workload.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const macropolicy: ServerCommand = {
  name: "macropolicy",
  command: process.execPath,
  args: [join(root, "engine/bin/macropolicy-language-server.js"), "--stdio"],
};

/** Written in Go, on several cores. */
const typescript: ServerCommand = {
  name: "TypeScript 7",
  command: process.execPath,
  args: [join(root, "node_modules/typescript/bin/tsc"), "--lsp", "--stdio"],
};

/** Between two keystrokes of somebody fast. */
const typingMs = 80;

interface Figures {
  readonly name: string;
  readonly files: number;
  readonly lines: number;
  readonly readyMs: readonly number[];
  /** From the start of the process until every file of the folder is diagnosed. */
  readonly coldMs: readonly (number | null)[];
  readonly keystrokeMs: readonly number[];
  readonly keystrokeLargeMs: readonly number[];
  readonly completionMs: readonly number[];
  readonly hoverMs: readonly number[];
  readonly fastMs: readonly number[];
  readonly megabytes: number;
}

export const editorBench: Bench = {
  name: "editor",
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), "macro-engine-editor-bench-"));
    try {
      const [policies, scripts] = [join(folder, "policies"), join(folder, "scripts")];
      for (const path of [policies, scripts]) mkdirSync(path);
      const contestants = [
        { server: macropolicy, workload: writePolicies(policies) },
        { server: typescript, workload: writeTypeScript(scripts) },
      ];
      const figures: Figures[] = [];
      for (const contestant of contestants) figures.push(await measure(contestant, quick ? 10 : 200, quick ? 2 : 7));
      return report(figures);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Contestant {
  readonly server: ServerCommand;
  readonly workload: EditorWorkload;
}

async function measure({ server, workload }: Contestant, edits: number, starts: number): Promise<Figures> {
  const readyMs: number[] = [];
  const coldMs: (number | null)[] = [];
  // In a clone the first start of all builds what is started.
  await (await startEditor(server, workload)).close();
  for (let start = 0; start < starts; start++) {
    const began = performance.now();
    const editor = await startEditor(server, workload);
    const known = await editor.diagnoseAll();
    coldMs.push(known === null ? null : performance.now() - began);
    readyMs.push(editor.readyMs);
    await editor.close();
  }
  const { usual, large } = workload;
  const editor = await startEditor(server, workload);
  for (const file of [usual, large]) await editor.open(file);
  await editor.diagnoseAll();
  const each = async (offsets: readonly number[], measured: (offset: number) => Promise<number>) => {
    const times: number[] = [];
    for (let at = 0; at < edits; at++) {
      times.push(await measured(offsets[(at * 7) % offsets.length]!));
      await pause(typingMs);
    }
    return times;
  };
  const keystrokeMs = await each(usual.blanks, (offset) => editor.typeAndDiagnose(usual, offset));
  const keystrokeLargeMs = await each(large.blanks, (offset) => editor.typeAndDiagnose(large, offset));
  const completionMs = await each(large.completions, (offset) => editor.complete(large, offset));
  const hoverMs = await each(large.names, (offset) => editor.hover(large, offset));
  const fastMs: number[] = [];
  for (let round = 0; round < starts; round++) {
    fastMs.push(await editor.typeFast(usual));
    await pause(500);
  }
  const megabytes = editor.memory() / 1e6;
  await editor.close();
  const { files, lines } = workload;
  const name = server.name;
  return {
    name,
    files,
    lines,
    readyMs,
    coldMs,
    keystrokeMs,
    keystrokeLargeMs,
    completionMs,
    hoverMs,
    fastMs,
    megabytes,
  };
}

function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
}

const ms = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
const both = (times: readonly number[]) => `${ms(median(times))} (${ms(p95(times))})`;

function report(figures: readonly Figures[]): BenchResult {
  const [own] = figures as [Figures];
  const cold = own.coldMs.map((time) => time ?? Number.NaN);
  const limit = (text: string, measured: number, most: number, unit = "ms") => ({
    text: `${text} at most ${most} ${unit}`,
    measured: `${ms(measured)} ${unit}`,
    met: measured <= most,
  });
  return {
    title: "Language server",
    description: `over ${own.files} files, ${own.lines} lines, a keystroke every ${typingMs} ms; median (p95) in ms`,
    columns: ["server", "ready", "all cold", "keystroke", "in 2,000 lines", "completion", "hover", "100 edits", "MB"],
    rows: figures.map((each) => [
      each.name,
      both(each.readyMs),
      each.coldMs.includes(null) ? "–" : both(each.coldMs as number[]),
      both(each.keystrokeMs),
      both(each.keystrokeLargeMs),
      both(each.completionMs),
      both(each.hoverMs),
      both(each.fastMs),
      each.megabytes.toFixed(0),
    ]),
    notes: [
      "keystroke: a change, and the diagnostics of the file that was changed; completion and hover in the large file",
      "TypeScript's server, written in Go, has as many files and lines of its own language",
    ],
    expectations: [
      limit("server ready in", median(own.readyMs), 300),
      limit("the whole set cold in", median(cold), 1500),
      limit("keystroke to diagnostics, p95,", p95(own.keystrokeMs), 50),
      limit("the same in 2,000 lines, p95,", p95(own.keystrokeLargeMs), 50),
      limit("completion, p95,", p95(own.completionMs), 30),
      limit("hover, p95,", p95(own.hoverMs), 10),
      limit("memory", own.megabytes, 150, "MB"),
    ],
    data: figures,
  };
}
