/** Averages and extremes of metrics over any time: from sums by the hour where they are whole, and finer at the edges. */

import type { DatabaseSync } from "node:sqlite";
import { hourMs, minuteMs } from "./samples.ts";
import type { MetricSum, Scope } from "./sums.ts";

type Times = Omit<Scope, "session">;

const floorTo = (time: number, step: number) => Math.floor(time / step) * step;
const ceilTo = (time: number, step: number) => Math.ceil(time / step) * step;
const roundTo = (time: number, step: number) => Math.round(time / step) * step;

interface SeriesRow {
  readonly id: number;
  readonly macro: string;
  readonly metric: string;
  readonly samples_from: number | null;
  readonly minutes_from: number | null;
  readonly minutes_to: number;
  readonly hours_to: number;
}

const tiers = ["hours", "minutes", "samples"] as const;

interface Range {
  readonly tier: (typeof tiers)[number];
  readonly from: number;
  readonly to: number;
}

export function readSystemSums(database: DatabaseSync, times: Times): readonly MetricSum[] {
  return clippedSums(database, systemSeries(database), times);
}

export function readRunSums(database: DatabaseSync, runs: readonly string[], times: Times): readonly MetricSum[] {
  if (runs.length === 0) return [];
  if (times.fromWall !== undefined || times.toWall !== undefined)
    return clippedSums(database, runSeries(database, runs), times);
  // All that there is: in each tier what the coarser ones have not summed up yet.
  return database.prepare(wholeSql).all(JSON.stringify(runs)) as unknown as MetricSum[];
}

const chosenSql = `SELECT s.*, r.macro FROM series s JOIN runs r ON r.id = s.run
  WHERE r.id IN (SELECT value FROM json_each(?))`;

const wholeSql = `
  WITH chosen AS (${chosenSql})
  SELECT macro, metric, min(least) AS min, max(most) AS max, sum(total) AS sum, sum(number) AS count FROM (
    SELECT macro, metric, h.min AS least, h.max AS most, h.sum AS total, h.count AS number
    FROM chosen c JOIN hours h ON h.series = c.id AND h.time < c.hours_to
    UNION ALL
    SELECT macro, metric, m.min, m.max, m.sum, m.count
    FROM chosen c JOIN minutes m ON m.series = c.id AND m.time >= c.hours_to AND m.time < c.minutes_to
    UNION ALL
    SELECT macro, metric, x.value, x.value, x.value, 1
    FROM chosen c JOIN samples x ON x.series = c.id AND x.time >= c.minutes_to
  ) GROUP BY macro, metric ORDER BY macro, metric`;

function systemSeries(database: DatabaseSync): SeriesRow[] {
  return database
    .prepare("SELECT '' AS macro, s.* FROM series s WHERE run = '' ORDER BY metric")
    .all() as unknown as SeriesRow[];
}

function runSeries(database: DatabaseSync, runs: readonly string[]): SeriesRow[] {
  return database.prepare(`${chosenSql} ORDER BY macro, metric`).all(JSON.stringify(runs)) as unknown as SeriesRow[];
}

function clippedSums(database: DatabaseSync, series: readonly SeriesRow[], times: Times): MetricSum[] {
  const { fromWall = 0, toWall = Number.MAX_SAFE_INTEGER } = times;
  const summed = "min(min) AS min, max(max) AS max, sum(sum) AS sum, sum(count) AS count";
  const bounded = "WHERE series = ? AND time >= ? AND time < ?";
  const statements = {
    hours: database.prepare(`SELECT ${summed} FROM hours ${bounded}`),
    minutes: database.prepare(`SELECT ${summed} FROM minutes ${bounded}`),
    samples: database.prepare(
      `SELECT min(value) AS min, max(value) AS max, sum(value) AS sum, count(*) AS count FROM samples ${bounded}`,
    ),
  };
  return series.flatMap((one) => {
    const parts = rangesOf(one, fromWall, toWall)
      .map(({ tier, from, to }) => statements[tier].get(one.id, from, to) as unknown as MetricSum)
      .filter(({ count }) => count > 0);
    if (parts.length === 0) return [];
    return {
      macro: one.macro,
      metric: one.metric,
      min: Math.min(...parts.map(({ min }) => min)),
      max: Math.max(...parts.map(({ max }) => max)),
      sum: parts.reduce((sum, part) => sum + part.sum, 0),
      count: parts.reduce((count, part) => count + part.count, 0),
    };
  });
}

/** Which rows of which tier make up the time from `fromWall` to `toWall`, no sample twice. */
function rangesOf(series: SeriesRow, fromWall: number, toWall: number): Range[] {
  const [from, to] = [snapped(series, fromWall), snapped(series, toWall)];
  const wholeFrom = ceilTo(from, hourMs);
  const wholeTo = Math.min(floorTo(to, hourMs), series.hours_to);
  if (wholeTo <= wholeFrom) return finer(series, from, to);
  return [
    ...finer(series, from, wholeFrom),
    { tier: "hours", from: wholeFrom, to: wholeTo },
    ...finer(series, wholeTo, to),
  ];
}

function finer({ minutes_to }: SeriesRow, from: number, to: number): Range[] {
  if (to <= from) return [];
  const wholeFrom = ceilTo(from, minuteMs);
  const wholeTo = Math.min(floorTo(to, minuteMs), minutes_to);
  if (wholeTo <= wholeFrom) return [{ tier: "samples", from, to }];
  const ranges: readonly Range[] = [
    { tier: "samples", from, to: wholeFrom },
    { tier: "minutes", from: wholeFrom, to: wholeTo },
    { tier: "samples", from: wholeTo, to },
  ];
  return ranges.filter((range) => range.to > range.from);
}

/** A border where only sums are left falls between two of them. */
function snapped(series: SeriesRow, wall: number): number {
  if (wall >= floorTo(series.samples_from ?? series.minutes_to, minuteMs)) return Math.round(wall);
  if (wall >= floorTo(series.minutes_from ?? series.hours_to, hourMs)) return roundTo(wall, minuteMs);
  return roundTo(wall, hourMs);
}
