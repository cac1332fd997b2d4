/** What a metric was at a moment: asked thousands of times in a row, so its statements are made once. */

import type { DatabaseSync } from "node:sqlite";
import { minuteMs } from "./samples.ts";

/** A sample older than this says nothing about the moment, ms. */
const freshMs = 10_000;

/**
 * The last sample by then; where only sums are left, the average of its minute, or null. `run` is "" for the system's own.
 */
export type ValueAt = (metric: string, run: string, wall: number) => number | null;

export function valueReader(database: DatabaseSync): ValueAt {
  let statements: ReturnType<typeof prepare> | null = null;
  return (metric, run, wall) => {
    statements ??= prepare(database);
    const series = statements.series.get(run, metric)?.id;
    if (series === undefined) return null;
    const row =
      statements.sample.get(series, wall, wall - freshMs) ??
      statements.minute.get(series, Math.floor(wall / minuteMs) * minuteMs);
    return (row?.value as number | undefined) ?? null;
  };
}

function prepare(database: DatabaseSync) {
  return {
    series: database.prepare("SELECT id FROM series WHERE run = ? AND metric = ?"),
    sample: database.prepare(
      "SELECT value FROM samples WHERE series = ? AND time <= ? AND time > ? ORDER BY time DESC LIMIT 1",
    ),
    minute: database.prepare("SELECT sum / count AS value FROM minutes WHERE series = ? AND time = ?"),
  };
}
