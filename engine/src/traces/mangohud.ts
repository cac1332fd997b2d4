/** MangoHud's logs: a preamble about the machine, then a row a frame. */

import { parseDecimal } from "./cells.ts";
import { createFrameCollector, secondMs } from "./frames.ts";
import { cellsOf } from "./records.ts";
import { type RecordReader, type TextRecord, TraceError } from "./trace.ts";

/** Columns that are metrics as they stand. */
const gaugeColumns: Readonly<Record<string, string>> = {
  cpu_load: "cpu.usage",
  gpu_load: "gpu.usage",
  cpu_temp: "cpu.temperature",
  gpu_temp: "gpu.temperature",
};

/** Frames of a log in microseconds (0.6.0 to 0.6.8) have fps × frametime near a million, in milliseconds near a thousand. */
const microsecondProduct = 30_000;

/** Whether a line is one of those before the frames: the machine's header, its values, a version, a section title. */
export function isMangoHudStart(cells: readonly string[]): boolean {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  return (names[0] === "os" && names.includes("cpuscheduler")) || isFrameHeader(names) || isPreamble(cells);
}

function isFrameHeader(names: readonly string[]): boolean {
  return names.includes("fps") && names.includes("frametime");
}

function isPreamble(cells: readonly string[]): boolean {
  const text = cells.join(",").trim();
  return /^v\d+$/.test(text) || /^\d+\.\d+(\.\d+)?(-\S*)?$/.test(text) || /^-{3,}/.test(text);
}

interface Columns {
  readonly fps: number;
  readonly frameTime: number;
  readonly elapsed: number;
  readonly ramUsed: number;
  readonly gauges: readonly { readonly at: number; readonly metric: string }[];
}

function readColumns(names: readonly string[], ramKb: number | null): Columns {
  const gauges = Object.entries(gaugeColumns)
    .map(([column, metric]) => ({ at: names.indexOf(column), metric }))
    .filter(({ at }) => at >= 0);
  const ramUsed = ramKb === null ? -1 : names.indexOf("ram_used");
  if (ramUsed >= 0) gauges.push({ at: ramUsed, metric: "memory.usage" });
  return {
    fps: names.indexOf("fps"),
    frameTime: names.indexOf("frametime"),
    elapsed: names.indexOf("elapsed"),
    ramUsed,
    gauges,
  };
}

export function createMangoHudReader(first: TextRecord): RecordReader {
  const notes: string[] = [];
  let machineHeader: readonly string[] | null = null;
  let ramKb: number | null = null;
  let columns: Columns | null = null;
  let collector: ReturnType<typeof createFrameCollector> | null = null;
  let microseconds: boolean | null = null;
  let elapsedMs = 0;
  let lastMs = Number.NEGATIVE_INFINITY;

  function takePreamble(record: TextRecord): void {
    const cells = cellsOf(record).map((cell) => cell.trim());
    const names = cells.map((cell) => cell.toLowerCase());
    if (isFrameHeader(names)) {
      columns = readColumns(names, ramKb);
      collector = createFrameCollector(columns.gauges.map(({ metric }) => metric));
    } else if (machineHeader !== null) {
      // Total memory in kB, against which `ram_used` (GiB) is a percentage.
      const ram = parseDecimal(cells[machineHeader.indexOf("ram")] ?? "");
      ramKb = ram !== undefined && ram >= 100_000 ? ram : null;
      machineHeader = null;
    } else if (names[0] === "os") {
      machineHeader = names;
    } else if (!isPreamble(cells) && record.text.trim() !== "") {
      throw new TraceError("this MangoHud log has no header of frames (fps,frametime,…) before its rows", record.line);
    }
  }

  const number = (cells: readonly string[], at: number) =>
    at < 0 ? Number.NaN : (parseDecimal(cells[at]!.trim()) ?? Number.NaN);

  const reader: RecordReader = {
    notes,
    // A log that pauses after its first second has no other pace for that.
    intervalMs: secondMs,
    take(record, rows) {
      if (columns === null || collector === null) {
        takePreamble(record);
        return;
      }
      if (record.text.trim() === "") return;
      const cells = cellsOf(record);
      const fps = number(cells, columns.fps);
      const frameTime = cells.length > columns.frameTime ? number(cells, columns.frameTime) : Number.NaN;
      const isWhole = cells.length > Math.max(columns.fps, columns.frameTime, columns.elapsed);
      if (!isWhole || Number.isNaN(frameTime)) {
        // The log is appended to while the game runs: its last line may be half a line.
        if (!record.complete) return;
        throw new TraceError(`this row has no frame time: expected fps, frametime and the other columns`, record.line);
      }
      if (fps > 0 && frameTime > 0) microseconds ??= fps * frameTime > microsecondProduct;
      const tookMs = microseconds === true ? frameTime / 1000 : frameTime;
      const stamp = number(cells, columns.elapsed);
      elapsedMs = Number.isNaN(stamp) ? elapsedMs + tookMs : stamp / 1e6;
      if (elapsedMs < lastMs) {
        throw new TraceError("elapsed goes back: two logs in one file? Cut it into one file a log", record.line);
      }
      lastMs = elapsedMs;
      const gauges = columns.gauges.map(({ at, metric }) => {
        const value = cells.length > at ? number(cells, at) : Number.NaN;
        return metric === "memory.usage" && ramKb !== null ? ((value * 2 ** 20) / ramKb) * 100 : value;
      });
      collector.add({ timeMs: elapsedMs, tookMs, gauges }, rows);
    },
    end(rows) {
      if (columns === null) throw new TraceError("this MangoHud log has no header of frames (fps,frametime,…)");
      collector?.end(rows);
    },
    startWallMs: () => null,
  };
  takePreamble(first);
  return reader;
}
