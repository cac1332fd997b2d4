/** Courses of samples that show a claim: a table for people, JSON for programs, a recording for `replay`. */

import { describeWitness, type Program, type SampleValue, sampleText, type Witness } from "@macro-engine/dsl";
import { timeText } from "../../runtime/expectations-explain.ts";
import { defaultStartWallMs } from "../../runtime/simulate.ts";
import type { Paint } from "./paint.ts";

/** Metrics that a witness samples, those that are asked about first. */
function metricsOf({ rows }: Witness, first: readonly string[]): readonly string[] {
  const sampled = new Set(rows.flatMap(({ samples }) => Object.keys(samples)));
  return [
    ...first.filter((metric) => sampled.has(metric)),
    ...[...sampled].filter((metric) => !first.includes(metric)),
  ];
}

/** Longer courses are told in part. */
const mostRows = 16;

/** Rows of one kind in a row are told by their first and last. */
export function renderWitness(
  witness: Witness,
  reads: readonly string[],
  notes: ReadonlyMap<number, string>,
  program: Program,
  paint: Paint,
): string {
  const metrics = metricsOf(witness, reads);
  const cells = witness.rows.map(({ timeMs, samples }) => ({
    time: timeText(timeMs - witness.macroStartMs),
    values: metrics.map((metric) => (metric in samples ? sampleText(samples[metric]!, metric, program) : "–")),
    note: notes.get(timeMs) ?? "",
  }));
  const isAlike = (at: number) => String(cells[at]?.values) === String(cells[at - 1]?.values);
  const isTold = (at: number) => {
    if (at < 1 || at >= cells.length - 1 || cells[at]!.note !== "") return true;
    // What goes on and on, the same or to and fro, is told by how it begins and ends.
    const isDull = isAlike(at) && isAlike(at + 1);
    return !isDull && (cells.length <= mostRows || at < 4 || at >= cells.length - 3);
  };
  const shown = cells.flatMap((cell, at) => {
    if (isTold(at)) return [[cell.time, ...cell.values, cell.note]];
    return isTold(at - 1) ? [["…", ...metrics.map(() => ""), ""]] : [];
  });
  return renderTable([["time", ...metrics, ""], ...shown], paint);
}

function renderTable(rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const lines = rows.map((row) => {
    const columns = row.map((cell, at) => (at < row.length - 1 ? cell.padStart(widths[at]!) : cell));
    return columns.join("  ").trimEnd();
  });
  return lines.map((line, at) => `      ${at === 0 ? paint("dim", line) : line}\n`).join("");
}

/** Times are seconds since the first row, values are in base units. */
export function witnessJson(witness: Witness, reads: readonly string[], program: Program) {
  const { intervalMs, startWallMs, macroStartMs, level, macro, rows } = witness;
  return {
    text: describeWitness(witness, reads, program),
    interval: intervalMs / 1000,
    start: new Date(startWallMs).toISOString(),
    macroStart: macroStartMs / 1000,
    ...(level === undefined ? {} : { level }),
    ...(macro === undefined ? {} : { macro }),
    rows: rows.map(({ timeMs, samples }) => ({ time: timeMs / 1000, samples })),
  };
}

/** Null where a recording cannot say it: its macro starts at the first row. */
export function witnessCsv(witness: Witness): string | null {
  const { rows, startWallMs, macroStartMs } = witness;
  const first = rows[0]!.timeMs;
  if (first !== macroStartMs) return null;
  const metrics = metricsOf(witness, []);
  // Without a date a recording begins when replays do.
  const isUsual = startWallMs === defaultStartWallMs;
  const time = (ms: number) =>
    isUsual ? String((ms - first) / 1000) : new Date(startWallMs + ms - first).toISOString();
  const lines = rows.map(({ timeMs, samples }) => [time(timeMs), ...metrics.map((metric) => cell(samples[metric]))]);
  // A recording has a metric, be it one that is never sampled.
  const header = ["time", ...(metrics.length === 0 ? ["cpu.usage"] : metrics)];
  const body = metrics.length === 0 ? lines.map((line) => [...line, ""]) : lines;
  return [header, ...body].map((line) => `${line.join(",")}\n`).join("");
}

function cell(value: SampleValue | undefined): string {
  if (value === undefined) return "";
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
