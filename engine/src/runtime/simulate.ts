/** The simulator: one macro, recorded or invented samples, the live evaluator. `test` and `replay` are built on it. */

import type { Level, Program, SampleValue } from "@macro-engine/dsl";
import { sameTimeMs } from "./time.ts";
import type { Decision, Evaluator, RunStart } from "./types.ts";

/** Samples of one time. Times are ms since t = 0, where the macro starts. */
export interface SampleRow {
  readonly timeMs: number;
  /** Metric names; rows of one recording share the array where they have the same columns. */
  readonly metrics: readonly string[];
  /** By position in `metrics`, base units; null: no sample. */
  readonly values: readonly (SampleValue | null)[];
}

/** A row, and whether a snapshot is taken at its time, its samples included. */
export interface FeedRow extends SampleRow {
  readonly snapshot: boolean;
}

/** Rows in chunks (a chunk bounds the memory); their times never decrease. */
export type Feed = AsyncIterable<readonly FeedRow[]>;

/** A recording that can be read again from its beginning. */
export interface Trace {
  /** Wall time of the first row, ms since the epoch; null where the recording has no dates. */
  readonly startWallMs: number | null;
  /** Spacing of the first two rows, ms, or of all where the format fixes it; null with fewer rows. */
  readonly intervalMs: number | null;
  /** Its first row's text values, by metric: what `macro.name` says names the macro. */
  readonly firstRow: SampleRow | null;
  rows(): AsyncIterable<readonly SampleRow[]>;
}

export interface SimulationOptions {
  readonly evaluator: Evaluator;
  readonly macro: string;
  readonly profile: string | null;
  /** Replaces the profile's level. */
  readonly level?: Level;
  /** Wall time of t = 0, ms since the epoch. */
  readonly startWallMs: number;
  /** Starts the macro again, its state fresh, at the first snapshot after its cooldown; without, the first cancel ends all. */
  readonly restartAfterMs?: number | null;
  readonly onDecision: (decision: Decision) => void;
  /** Called after each snapshot, with the run that is (or was, when it was cancelled here) under way. */
  readonly onSnapshot?: (row: FeedRow, run: string | null) => void;
}

export interface SimulationEnd {
  readonly snapshots: number;
  /** Time of the last snapshot; null when there was none. */
  readonly lastMs: number | null;
  /** Time of the cancel that ended the simulation; null when it ran to the end of its feed. */
  readonly cancelledMs: number | null;
  /** Runs of the macro: more than one only with `restartAfterMs`. */
  readonly runs: number;
}

/** When no start is given, t = 0 is this instant: a Monday noon, UTC (LANGUAGE, section 4). */
export const defaultStartWallMs = Date.UTC(2026, 0, 5, 12);

/** The metric that the simulator itself samples: its macro is alone. */
export const runningMetric = "macros.running";

/** Which of a program's metrics are the macro's own and are sampled with its run. */
function ownMetrics(program: Program): ReadonlySet<string> {
  return new Set(program.metrics.filter(({ scope }) => scope === "macro").map(({ name }) => name));
}

/** Runs a feed through an evaluator. Rejects with what the feed throws (a recording that cannot be read). */
export async function simulate(options: SimulationOptions, feed: Feed): Promise<SimulationEnd> {
  const { evaluator, onDecision, onSnapshot, startWallMs } = options;
  const own = ownMetrics(evaluator.program);
  const countsMacros = evaluator.program.metrics.some(({ name }) => name === runningMetric);
  const restartAfterMs = options.restartAfterMs ?? null;
  let run: string | null = null;
  let runs = 0;
  let mayStartMs = Number.NEGATIVE_INFINITY;
  let snapshots = 0;
  let lastMs: number | null = null;

  const begin = (timeMs: number): string => {
    runs += 1;
    const id = `simulated-${runs}`;
    const level = options.level === undefined ? {} : { level: options.level };
    const start: RunStart = { id, macro: options.macro, profile: options.profile, startedAt: timeMs, ...level };
    evaluator.start(start);
    return id;
  };

  const take = (row: FeedRow): void => {
    const { timeMs, metrics, values } = row;
    for (let at = 0; at < metrics.length; at++) {
      const value = values[at];
      if (value === null || value === undefined) continue;
      const metric = metrics[at]!;
      if (!own.has(metric)) evaluator.sample(metric, value, timeMs);
      else if (run !== null) evaluator.sample(metric, value, timeMs, run);
    }
    if (countsMacros && row.snapshot && !metrics.includes(runningMetric)) {
      evaluator.sample(runningMetric, run === null ? 0 : 1, timeMs);
    }
  };

  for await (const chunk of feed) {
    for (const row of chunk) {
      const { timeMs } = row;
      if (row.snapshot && run === null && timeMs >= mayStartMs - sameTimeMs) run = begin(timeMs);
      take(row);
      if (!row.snapshot) continue;
      const answer = evaluator.tick(timeMs, startWallMs + timeMs);
      const decisions = answer instanceof Promise ? await answer : answer;
      snapshots += 1;
      lastMs = timeMs;
      let cancelled = false;
      for (const decision of decisions) {
        // The evaluator may use its list and its objects again.
        onDecision({ ...decision, values: { ...decision.values } });
        if (decision.kind === "fire" && decision.action === "cancel") cancelled = true;
      }
      onSnapshot?.(row, run);
      if (!cancelled) continue;
      if (restartAfterMs === null) return { snapshots, lastMs, cancelledMs: timeMs, runs };
      if (run !== null) evaluator.end(run);
      run = null;
      mayStartMs = timeMs + restartAfterMs;
    }
  }
  return { snapshots, lastMs, cancelledMs: null, runs };
}

/** A recording's rows, each a snapshot; of rows with one time only the last takes it. */
export async function* everyRow(rows: AsyncIterable<readonly SampleRow[]>): Feed {
  let held: SampleRow | null = null;
  let failure: unknown = null;
  try {
    for await (const chunk of rows) {
      const out: FeedRow[] = [];
      for (const row of chunk) {
        if (held !== null) out.push({ ...held, snapshot: row.timeMs > held.timeMs });
        held = row;
      }
      if (out.length > 0) yield out;
    }
  } catch (error) {
    // What came before a row that cannot be read has happened.
    failure = error;
  }
  if (held !== null) yield [{ ...held, snapshot: true }];
  if (failure !== null) throw failure;
}
