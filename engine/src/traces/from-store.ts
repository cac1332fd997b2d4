/** Stored runs as recordings: the samples that a run's rules saw, by the engine's snapshots. */

import type { SampleValue } from "@macro-engine/dsl";
import type { SampleRow, Trace } from "../runtime/simulate.ts";
import type { StoredRun, StoreReader } from "../store/store.ts";
import type { DimensionOf } from "./trace.ts";

export type Samples = Pick<StoreReader, "samples" | "snapshots" | "metrics">;

export interface CourseQuery {
  /** Where a long run's last part is enough: its first snapshot is then taken for that at or after this time. */
  readonly sinceWall?: number;
  /** From when on, ms since the epoch; samples before the run's first snapshot are history. Default: its first snapshot. */
  readonly fromWall?: number;
  /** The end, exclusive; default: the run's, or all there is of one that goes on. */
  readonly toWall?: number;
  /** Default: every metric of the machine and of the run that has samples. */
  readonly metrics?: readonly string[];
  /** Tells bools from numbers. */
  readonly dimensionOf: DimensionOf;
}

/** A run's samples in memory-sized pieces. Times are ms since its first snapshot here; those of history are negative. */
export interface StoredCourse {
  /** Spacing of the engine's snapshots, ms. */
  readonly intervalMs: number;
  /** Wall time of its first snapshot. */
  readonly startWallMs: number;
  /** When the macro started: before 0, or a little after where its first snapshot was due before it. Exact where the run's age is kept. */
  readonly macroStartMs: number;
  /** Time of the last snapshot. */
  readonly lastMs: number;
  /** False: the run began before its first snapshot here. */
  readonly fromItsStart: boolean;
  /** By metric: from when on the run reported it itself. What came before is the system's. */
  readonly ownFromMs: Readonly<Record<string, number>>;
  /** Time of the snapshot that was taken at a wall time; null: none was. */
  timeOf(wall: number): number | null;
  /** Rows at 0 and later are the snapshots. */
  chunks(): Generator<readonly SampleRow[]>;
  /** The same snapshots with other metrics, and from another reader where the first is closed. */
  with(store: Samples, metrics: readonly string[]): StoredCourse;
}

const chunkRows = 5000;
/** The engine's clock and the wall's are rounded to a millisecond each. */
const jitterMs = 3;
/** Later than this after its start, the first snapshot cannot be a run's first; ms besides the interval. */
const mostStartMs = 5000;

/** From when on a run was looked at: the snapshot that found it was due a moment before it was known to run. */
export function begunWall({ startedWall, age }: StoredRun): number {
  return Math.min(startedWall, age?.wall ?? startedWall);
}

/**
 * The course of a run. Null where no samples as they were taken are left: the store sums them up after a while, and sums
 * are nothing that rules could be replayed on.
 */
export function storedCourse(store: Samples, run: StoredRun, query: CourseQuery): StoredCourse | null {
  const toWall = query.toWall ?? (run.endedWall === null ? Number.MAX_SAFE_INTEGER : run.endedWall + 1);
  const sinceWall = Math.max(begunWall(run), query.sinceWall ?? 0);
  const walls = store.snapshots({ run: run.id, fromWall: sinceWall, toWall });
  const grid = gridOf(walls);
  return grid === null ? null : courseOn({ walls, grid, toWall }, store, run, query);
}

interface Looks {
  readonly walls: readonly number[];
  readonly grid: Grid;
  readonly toWall: number;
}

function courseOn(looks: Looks, store: Samples, run: StoredRun, query: CourseQuery): StoredCourse {
  const { walls, grid, toWall } = looks;
  const startWallMs = walls[0]!;
  const own = store.metrics(run.id);
  const wanted = (metric: string) => query.metrics === undefined || query.metrics.includes(metric);
  const columns = [...new Set([...store.metrics(), ...own])].filter(wanted).sort();
  const ownFromMs: Record<string, number> = {};
  for (const metric of own.filter(wanted)) {
    const [first] = store.samples({ metric, run: run.id, fromWall: begunWall(run), toWall, limit: 1 });
    if (first !== undefined) ownFromMs[metric] = grid.timeOf(first.wall) ?? first.wall - startWallMs;
  }
  const parts = { store, run, columns, ownFromMs, grid, dimensionOf: query.dimensionOf };
  return {
    intervalMs: grid.intervalMs,
    startWallMs,
    macroStartMs: macroStart(run, grid, startWallMs),
    lastMs: grid.times.at(-1)!,
    fromItsStart: startWallMs - run.startedWall <= grid.intervalMs + mostStartMs,
    ownFromMs,
    timeOf: grid.timeOf,
    *chunks() {
      const { fromWall } = query;
      if (fromWall !== undefined && fromWall < startWallMs) yield history(parts, fromWall, startWallMs);
      for (let at = 0; at < walls.length; at += chunkRows) {
        const piece = walls.slice(at, at + chunkRows);
        yield rowsOf(parts, piece, grid.times.slice(at, at + chunkRows));
      }
    },
    with: (reader, metrics) => courseOn(looks, reader, run, { ...query, metrics }),
  };
}

/**
 * A stored run as a recording that `replay` and `test` take: it begins at the run's first snapshot and names the macro.
 * Null as `storedCourse` is.
 */
export function storedTrace(store: Samples, run: StoredRun, query: CourseQuery): Trace | null {
  const { fromWall: _, ...inside } = query;
  const course = storedCourse(store, run, inside);
  if (course === null) return null;
  const firstRow: SampleRow = { timeMs: 0, metrics: ["macro.name"], values: [run.macro] };
  return {
    startWallMs: course.startWallMs,
    intervalMs: course.intervalMs,
    firstRow,
    async *rows() {
      yield* course.chunks();
    },
  };
}

/** Walls are rounded to a millisecond, so from them alone a run may seem a little younger than its rules knew it to be. */
function macroStart({ startedWall, age }: StoredRun, grid: Grid, startWallMs: number): number {
  if (age === null) return Math.min(0, startedWall - startWallMs);
  const sinceMs = age.wall - startWallMs;
  const ticksMs = Math.round(sinceMs / grid.intervalMs) * grid.intervalMs;
  return (grid.timeOf(age.wall) ?? (Math.abs(sinceMs - ticksMs) <= jitterMs ? ticksMs : sinceMs)) - age.ageMs;
}

interface Grid {
  readonly intervalMs: number;
  /** By snapshot, ms since the first, in whole intervals as the engine's clock ticked. */
  readonly times: readonly number[];
  /** Of a wall time at or after the first snapshot; null: no snapshot of this run's engine was then. */
  timeOf(wall: number): number | null;
}

/** Walls as times of the engine's monotonic clock, whose ticks are whole intervals apart. Null without snapshots. */
function gridOf(walls: readonly number[]): Grid | null {
  if (walls.length === 0) return null;
  const steps = walls.slice(1).map((wall, at) => wall - walls[at]!);
  const median = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 1000;
  const counts = steps.map((step) => Math.max(1, Math.round(step / median)));
  // A run that one engine has handed over to another has a step that is no whole number of intervals: their clocks tick apart.
  const isRegular = (step: number, at: number) => Math.abs(step - counts[at]! * median) <= 0.1 * median + jitterMs;
  const regular = steps.flatMap((step, at) => (isRegular(step, at) ? [{ step, count: counts[at]! }] : []));
  const ticks = regular.reduce((sum, { count }) => sum + count, 0);
  const mean = ticks === 0 ? median : regular.reduce((sum, { step }) => sum + step, 0) / ticks;
  // Clocks that are being put right go up to 500 ppm too fast or too slow; what is farther off is no whole interval.
  const whole = Math.round(mean);
  const isWhole = Math.abs(mean - whole) <= 5e-4 * whole + jitterMs / Math.max(1, ticks);
  const intervalMs = isWhole || Math.abs(mean - median) > 1 ? Math.max(1, whole) : mean;
  const times = [0];
  steps.forEach((step, at) => {
    times.push(times.at(-1)! + (isRegular(step, at) ? counts[at]! * intervalMs : step));
  });
  const byWall = new Map(walls.map((wall, at) => [wall, times[at]!]));
  return { intervalMs, times, timeOf: (wall) => byWall.get(wall) ?? null };
}

interface Parts {
  readonly store: Samples;
  readonly run: StoredRun;
  readonly columns: readonly string[];
  readonly ownFromMs: Readonly<Record<string, number>>;
  readonly grid: Grid;
  readonly dimensionOf: DimensionOf;
}

/** The rows of snapshots. What other engines on the same store sampled at other times is not theirs. */
function rowsOf(parts: Parts, walls: readonly number[], times: readonly number[]): readonly SampleRow[] {
  const { store, run, columns, ownFromMs } = parts;
  const at = new Map(walls.map((wall, index) => [wall, index]));
  const values = walls.map(() => new Array<SampleValue | null>(columns.length).fill(null));
  const range = { fromWall: walls[0]!, toWall: walls.at(-1)! + 1 };
  columns.forEach((metric, column) => {
    const ownFrom = ownFromMs[metric] ?? Number.POSITIVE_INFINITY;
    const put = (samples: ReturnType<Samples["samples"]>, isOwn: boolean) => {
      for (const { wall, value } of samples) {
        const index = at.get(wall);
        if (index === undefined || times[index]! >= ownFrom !== isOwn) continue;
        values[index]![column] = sampleValue(parts, metric, value);
      }
    };
    put(store.samples({ metric, ...range }), false);
    if (ownFrom < Number.POSITIVE_INFINITY) put(store.samples({ metric, run: run.id, ...range }), true);
  });
  return times.map((timeMs, index) => ({ timeMs, metrics: columns, values: values[index]! }));
}

/** The machine's samples before the run's first snapshot, from the last gap on; those of the engine that guarded it. */
function history(parts: Parts, fromWall: number, toWall: number): readonly SampleRow[] {
  const { store, columns, grid } = parts;
  const rows = new Map<number, (SampleValue | null)[]>();
  columns.forEach((metric, column) => {
    for (const { wall, value } of store.samples({ metric, fromWall, toWall })) {
      const ticks = Math.round((wall - toWall) / grid.intervalMs);
      const timeMs = ticks * grid.intervalMs;
      if (Math.abs(wall - toWall - timeMs) > jitterMs) continue;
      const row = rows.get(timeMs) ?? new Array<SampleValue | null>(columns.length).fill(null);
      row[column] = sampleValue(parts, metric, value);
      rows.set(timeMs, row);
    }
  });
  const times = [...rows.keys()].sort((a, b) => a - b);
  const isGap = (timeMs: number, index: number) => timeMs - (times[index - 1] ?? timeMs) > 3 * grid.intervalMs;
  const gap = (times.at(-1) ?? 0) < -3 * grid.intervalMs ? times.length : times.findLastIndex(isGap);
  return times.slice(Math.max(0, gap)).map((timeMs) => ({ timeMs, metrics: columns, values: rows.get(timeMs)! }));
}

function sampleValue({ dimensionOf }: Parts, metric: string, value: number): SampleValue {
  return dimensionOf(metric) === "bool" ? value > 0.5 : value;
}
