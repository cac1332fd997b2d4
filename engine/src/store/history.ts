/** A metric's course over a range: from samples where there are any, from their summaries before that. */

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { hourMs, minuteMs } from "./samples.ts";
import type { HistoryPoint, HistoryQuery, SampleQuery, SnapshotQuery, StoredSample } from "./store.ts";

/** Most buckets that one query may span. */
const mostBuckets = 20_000;

export function readMetrics(database: DatabaseSync, run = ""): readonly string[] {
  const rows = database.prepare("SELECT metric FROM series WHERE run = ? ORDER BY metric").all(run);
  return rows.map((row) => row.metric as string);
}

export function readSamples(database: DatabaseSync, query: SampleQuery): readonly StoredSample[] {
  const { run = "", metric, fromWall, toWall, limit = -1 } = query;
  const statement = database.prepare(
    `SELECT time, value FROM samples
     WHERE series = (SELECT id FROM series WHERE run = ? AND metric = ?) AND time >= ? AND time < ? ORDER BY time LIMIT ?`,
  );
  const rows = tuples(statement, run, metric, Math.floor(fromWall), Math.floor(toWall), limit);
  return rows.map(([wall, value]) => ({ wall: wall!, value: value! }));
}

/** As one text: a row for each of a day's snapshots costs more than to find them. */
export function readSnapshots(database: DatabaseSync, { run, fromWall, toWall }: SnapshotQuery): readonly number[] {
  const ids = tuples(database.prepare("SELECT id FROM series WHERE run = ?"), run).map(([id]) => id!);
  if (ids.length === 0) return [];
  // Each series is in order on the disk, and what is in order SQLite merges without sorting.
  const series = ids.map((id) => `SELECT time FROM samples WHERE series = ${id} AND time >= ?1 AND time < ?2`);
  const row = database
    .prepare(`SELECT json_group_array(time) AS times FROM (${series.join(" UNION ")} ORDER BY time)`)
    .get(Math.floor(fromWall), Math.floor(toWall));
  return JSON.parse(row!.times as string) as number[];
}

/** Rows as arrays: objects cost three times as much where there are many. */
function tuples(statement: StatementSync, ...params: readonly SQLInputValue[]): readonly (readonly number[])[] {
  statement.setReturnArrays(true);
  return statement.all(...params) as unknown as readonly (readonly number[])[];
}

export function readHistory(database: DatabaseSync, query: HistoryQuery): readonly HistoryPoint[] {
  const { fromWall, toWall, stepMs } = query;
  if (!(stepMs >= 1000)) throw new RangeError(`a history's step is at least 1000 ms, not ${stepMs}`);
  if ((toWall - fromWall) / stepMs > mostBuckets)
    throw new RangeError(`the range holds more than ${mostBuckets} steps of ${stepMs} ms; ask for a longer step`);
  const { run = "", metric } = query;
  const rows = database.prepare(courseSql).all({
    step: Math.floor(stepMs),
    runs: JSON.stringify(typeof run === "string" ? [run] : run),
    metric,
    from: Math.floor(fromWall),
    to: Math.floor(toWall),
  });
  return rows.map((row) => ({ ...(row as unknown as HistoryPoint) }));
}

/** Where minutes take over from hours, and samples from minutes: the coarsest tier that still resolves the step. */
const courseSql = `
  WITH chosen AS (
    SELECT id,
      CASE WHEN :step >= ${hourMs} THEN hours_to
        ELSE coalesce(minutes_from / ${hourMs} * ${hourMs}, hours_to) END AS minutes,
      CASE WHEN :step >= ${minuteMs} THEN minutes_to
        ELSE coalesce(samples_from / ${minuteMs} * ${minuteMs}, minutes_to) END AS samples
    FROM series WHERE metric = :metric AND run IN (SELECT value FROM json_each(:runs)))
  SELECT time / CAST(:step AS INTEGER) * CAST(:step AS INTEGER) AS wall, min(min) AS min, sum(sum) / sum(count) AS avg, max(max) AS max, sum(count) AS count FROM (
    SELECT time, min, max, sum, count FROM chosen CROSS JOIN hours ON series = id
    WHERE time >= :from AND time < min(minutes, :to)
    UNION ALL
    SELECT time, min, max, sum, count FROM chosen CROSS JOIN minutes ON series = id
    WHERE time >= max(chosen.minutes, :from) AND time < min(samples, :to)
    UNION ALL
    SELECT time, value, value, value, 1 FROM chosen CROSS JOIN samples ON series = id
    WHERE time >= max(chosen.minutes, chosen.samples, :from) AND time < :to
  ) GROUP BY wall ORDER BY wall`;
