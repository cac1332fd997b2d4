/** PresentMon's CSV, 1.x to 2.x: a row a frame, of several processes and swap chains. */

import type { SampleRow } from "../runtime/simulate.ts";
import { parseDecimal, parseInstant } from "./cells.ts";
import { createFrameCollector, type Frame, secondMs } from "./frames.ts";
import { cellsOf } from "./records.ts";
import { type RecordReader, type TextRecord, TraceError } from "./trace.ts";

/** Columns of the time, the first that is there counts; size of one unit in ms. Null: dates. */
const timeColumns: readonly (readonly [string, number | null])[] = [
  ["timeinseconds", 1000],
  ["timeinms", 1],
  ["cpustarttimeinms", 1],
  ["cpustarttime", 1],
  ["cpustartqpctime", 1],
  ["timeinqpctime", 1],
  ["cpustartdatetime", null],
  ["timeindatetime", null],
];

/** Columns of the frame time in ms, best first; two names are added up. */
const frameTimeColumns: readonly (readonly string[])[] = [
  ["msbetweenpresents"],
  ["frametime"],
  ["msbetweenappstart"],
  ["cpubusy", "cpuwait"],
  ["mscpubusy", "mscpuwait"],
];

/** Of PresentMon's own capture application. */
const gaugeColumns: Readonly<Record<string, string>> = {
  cpuutilization: "cpu.usage",
  gpuutilization: "gpu.usage",
  cputemperature: "cpu.temperature",
  gputemperature: "gpu.temperature",
};

/** The process is chosen by the frames of the log's first seconds. */
const choosingMs = 5000;

/** The desktop's own compositor presents all the time and is never the game. */
const compositor = "dwm.exe";

function normalised(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.trim().toLowerCase());
}

export function isPresentMonHeader(cells: readonly string[]): boolean {
  const names = normalised(cells);
  return names.includes("application") && names.includes("processid");
}

interface Columns {
  readonly width: number;
  readonly application: number;
  readonly process: number;
  readonly chain: number;
  readonly time: number;
  readonly timeUnitMs: number | null;
  /** The time is the frame's beginning, not its end. */
  readonly isStart: boolean;
  readonly took: readonly number[];
  readonly gauges: readonly { readonly at: number; readonly metric: string }[];
}

function readColumns(header: TextRecord): Columns {
  const names = normalised(cellsOf(header));
  const took = frameTimeColumns.find((columns) => columns.every((column) => names.includes(column)));
  if (took === undefined) {
    throw new TraceError(
      "this PresentMon log has no frame times (MsBetweenPresents or FrameTime): record it with them",
      header.line,
    );
  }
  const time = timeColumns.find(([column]) => names.includes(column));
  if (time === undefined) {
    throw new TraceError("this PresentMon log has no time in ms or seconds: record it without --qpc_time", header.line);
  }
  return {
    width: names.length,
    application: names.indexOf("application"),
    process: names.indexOf("processid"),
    chain: names.indexOf("swapchainaddress"),
    time: names.indexOf(time[0]),
    timeUnitMs: time[1],
    isStart: time[0].startsWith("cpustart"),
    took: took.map((column) => names.indexOf(column)),
    gauges: Object.entries(gaugeColumns)
      .map(([column, metric]) => ({ at: names.indexOf(column), metric }))
      .filter(({ at }) => at >= 0),
  };
}

interface OwnedFrame extends Frame {
  readonly owner: string;
  readonly chain: string;
}

/** A value, or NaN for `NA` and what is no number. */
function numberIn(cells: readonly string[], at: number): number {
  return parseDecimal(cells[at]!.trim()) ?? Number.NaN;
}

/** Chooses one process, then of each second the swap chain with the most frames in it. */
function createChooser(gauges: readonly string[], notes: string[]) {
  const collector = createFrameCollector(gauges);
  let chosen: string | null = null;
  let waiting: OwnedFrame[] = [];
  let second: OwnedFrame[] = [];
  let startMs: number | null = null;

  function choose(rows: SampleRow[]): void {
    const counts = new Map<string, number>();
    for (const { owner } of waiting) counts.set(owner, (counts.get(owner) ?? 0) + 1);
    const ranked = [...counts].sort((a, b) => Number(isCompositor(a[0])) - Number(isCompositor(b[0])) || b[1] - a[1]);
    chosen = ranked[0]?.[0] ?? null;
    if (ranked.length > 1) notes.push(`of ${ranked.length} processes in the log, the frames of ${chosen} are taken`);
    const frames = waiting;
    waiting = [];
    for (const frame of frames) take(frame, rows);
  }

  function flushSecond(rows: SampleRow[]): void {
    const counts = new Map<string, number>();
    for (const { chain } of second) counts.set(chain, (counts.get(chain) ?? 0) + 1);
    const [busiest] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    for (const frame of second) if (frame.chain === busiest) collector.add(frame, rows);
    second = [];
  }

  function take(frame: OwnedFrame, rows: SampleRow[]): void {
    if (frame.owner !== chosen) return;
    const last = second.at(-1);
    if (last !== undefined && Math.floor(last.timeMs / 1000) !== Math.floor(frame.timeMs / 1000)) flushSecond(rows);
    second.push(frame);
  }

  return {
    add(frame: OwnedFrame, rows: SampleRow[]): void {
      startMs ??= frame.timeMs;
      if (chosen !== null) take(frame, rows);
      else waiting.push(frame);
      if (chosen === null && frame.timeMs - startMs >= choosingMs) choose(rows);
    },
    end(rows: SampleRow[]): void {
      if (chosen === null) choose(rows);
      flushSecond(rows);
      collector.end(rows);
    },
  };
}

function isCompositor(owner: string): boolean {
  return owner.toLowerCase().startsWith(compositor);
}

export function createPresentMonReader(header: TextRecord): RecordReader {
  const notes: string[] = [];
  const columns = readColumns(header);
  const chooser = createChooser(
    columns.gauges.map(({ metric }) => metric),
    notes,
  );
  let startWallMs: number | null = null;
  let zeroMs: number | null = null;
  /** Frames of several processes are written as they end: times may step back a little between rows. */
  let lastMs = 0;

  function timeOf(cells: readonly string[], addMs: number, line: number): number {
    const text = cells[columns.time]!.trim();
    const count = columns.timeUnitMs === null ? undefined : parseDecimal(text);
    // With --date_time, 1.x writes dates into TimeInSeconds.
    const began = count === undefined ? parseInstant(dateOf(text)) : count * columns.timeUnitMs!;
    if (began === undefined) throw new TraceError(`"${text}" is no time of a PresentMon log`, line);
    const ms = began + addMs;
    if (count === undefined) startWallMs ??= ms;
    zeroMs ??= ms;
    lastMs = Math.max(lastMs, ms - zeroMs);
    return lastMs;
  }

  return {
    notes,
    intervalMs: secondMs,
    take(record, rows) {
      if (record.text.trim() === "") return;
      const cells = cellsOf(record);
      if (cells.length < columns.width) {
        if (!record.complete) return;
        throw new TraceError(`this row has ${cells.length} cells, the header ${columns.width}`, record.line);
      }
      const tookMs = columns.took.reduce((sum, at) => sum + numberIn(cells, at), 0);
      const timeMs = timeOf(cells, columns.isStart && tookMs > 0 ? tookMs : 0, record.line);
      const owner = `${cells[columns.application]!.trim()} (${cells[columns.process]!.trim()})`;
      const chain = columns.chain < 0 ? "" : cells[columns.chain]!;
      const gauges = columns.gauges.map(({ at }) => numberIn(cells, at));
      chooser.add({ owner, chain, timeMs, tookMs, gauges }, rows);
    },
    end: (rows) => chooser.end(rows),
    startWallMs: () => startWallMs,
  };
}

/** `2024-5-7 9:05:03.123456789` as ISO 8601. */
function dateOf(text: string): string {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2}):(\d{2}(?:\.\d+)?)(.*)$/.exec(text);
  if (match === null) return text;
  const [, year, month, day, hour, minute, second, zone] = match;
  const two = (part: string | undefined) => (part ?? "").padStart(2, "0");
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}${zone}`;
}
