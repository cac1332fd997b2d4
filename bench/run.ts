/** Runs the benchmarks, prints their tables, and writes their figures to `results/`. `node run.ts [--quick] [NAME…]` */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backtestBench } from "./backtest-bench.ts";
import { type Bench, type BenchResult, consumed } from "./bench.ts";
import { controlPlaneBench } from "./control-plane-bench.ts";
import { editorBench } from "./editor-bench.ts";
import { evaluatorBench } from "./evaluator-bench.ts";
import { lintBench } from "./lint-bench.ts";
import { describeMachine } from "./machine.ts";
import { metricsBench } from "./metrics-bench.ts";
import { overheadBench } from "./overhead-bench.ts";
import { pageBench } from "./page-bench.ts";
import { processesBench } from "./processes-bench.ts";
import { replayWeekBench } from "./replay-week-bench.ts";
import { ruleCountBench } from "./rule-count-bench.ts";
import { storeBench } from "./store-bench.ts";
import { windowBench } from "./window-bench.ts";

const benches: readonly Bench[] = [
  evaluatorBench,
  ruleCountBench,
  windowBench,
  replayWeekBench,
  processesBench,
  storeBench,
  metricsBench,
  overheadBench,
  controlPlaneBench,
  pageBench,
  lintBench,
  backtestBench,
  editorBench,
];

function renderTable({ columns, rows }: BenchResult): string {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  ");
  return [line(columns), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

function render(result: BenchResult): string {
  const claims = result.expectations.map(
    ({ text, measured, met }) => `  ${met ? "✓" : "✗"} expected ${text}: ${measured}`,
  );
  const notes = (result.notes ?? []).map((note) => `  ${note}`);
  return [`\n${result.title}: ${result.description}\n`, renderTable(result), ...notes, ...claims, ""].join("\n");
}

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.find((name) => !benches.some((bench) => bench.name === name));
if (unknown !== undefined) {
  console.error(`there is no benchmark ${unknown}: ${benches.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const machine = describeMachine();
console.log(Object.values(machine).join(" · "));
const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const results: Record<string, BenchResult> = {};
for (const bench of chosen) {
  const result = await bench.run({ quick: values.quick === true });
  results[bench.name] = result;
  console.log(render(result));
}
// Read once, so that no contestant's work can be left out.
if (Number.isNaN(consumed())) console.log("no figures");

const folder = join(import.meta.dirname, "results");
mkdirSync(folder, { recursive: true });
const file = join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
writeFileSync(file, `${JSON.stringify({ machine, quick: values.quick === true, results }, null, 2)}\n`);
console.log(`figures: ${file}`);
