/** Samples on their way to disk: gathered in memory, written in batches, rolled up by the minute and the hour. */

import type { DatabaseSync } from "node:sqlite";
import type { SampleValue } from "@macro-engine/dsl";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** What is kept in memory while the disk does not take it; past it the oldest go. */
const mostWaiting = 200_000;

/** One metric of the system (`run` "") or of a run. Times are ms since the epoch. */
interface Series {
  readonly metric: string;
  readonly run: string;
  id: number | null;
  /** Where the next roll-up begins, by tier; Infinity when all is summarised. */
  minutesDirty: number;
  hoursDirty: number;
  /** Time of the latest sample written. */
  latest: number;
}

interface Waiting {
  readonly series: Series;
  readonly time: number;
  readonly value: number;
}

const floorTo = (time: number, step: number) => Math.floor(time / step) * step;

export interface Samples {
  take(metric: string, value: SampleValue, wall: number, run: string): void;
  readonly waiting: number;
  /** Writes what waits and rolls up every minute and hour that is over; within a transaction. */
  write(wall: number): void;
  /** To be called when that transaction is committed: what was written is forgotten. */
  written(): void;
  /** To be called when it was rolled back: nothing that was learnt in it holds. */
  failed(): void;
  /** Rolls up what an engine that crashed has left; within a transaction. */
  catchUp(wall: number): void;
}

export function sampleWriter(database: DatabaseSync): Samples {
  const runs = new Map<string, Map<string, Series>>();
  let waiting: Waiting[] = [];
  const statements = prepare(database);
  const rollUp = rollUpper(database);

  function seriesOf(metric: string, run: string): Series {
    let metrics = runs.get(run);
    if (metrics === undefined) {
      metrics = new Map();
      runs.set(run, metrics);
    }
    let series = metrics.get(metric);
    if (series === undefined) {
      series = newSeries(metric, run);
      metrics.set(metric, series);
    }
    return series;
  }

  function insert({ series, time, value }: Waiting): void {
    if (series.id === null) statements.resolve(series, time);
    statements.sample.run(series.id, time, value);
    series.latest = Math.max(series.latest, time);
    series.minutesDirty = Math.min(series.minutesDirty, time);
    series.hoursDirty = Math.min(series.hoursDirty, time);
  }

  return {
    take(metric, value, wall, run) {
      const number = typeof value === "boolean" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number)) return;
      waiting.push({ series: seriesOf(metric, run), time: Math.round(wall), value: number });
      if (waiting.length > mostWaiting) waiting = waiting.slice(mostWaiting / 10);
    },
    get waiting() {
      return waiting.length;
    },
    write(wall) {
      for (const sample of waiting) insert(sample);
      for (const metrics of runs.values()) for (const series of metrics.values()) rollUp(series, wall);
    },
    written() {
      waiting = [];
      for (const [run, metrics] of runs) {
        // A run that has nothing left to roll up is over, or comes back as if new.
        const idle = [...metrics.values()].every((series) => series.hoursDirty === Number.POSITIVE_INFINITY);
        if (idle && run !== "") runs.delete(run);
      }
    },
    failed() {
      for (const metrics of runs.values()) for (const series of metrics.values()) series.id = null;
    },
    catchUp(wall) {
      for (const row of statements.behind.all()) {
        const series = newSeries("", "", Number(row.id));
        series.minutesDirty = Number(row.minutes_to);
        series.hoursDirty = Number(row.hours_to);
        rollUp(series, wall);
      }
    },
  };
}

function newSeries(metric: string, run: string, id: number | null = null): Series {
  const never = Number.POSITIVE_INFINITY;
  return { metric, run, id, minutesDirty: never, hoursDirty: never, latest: 0 };
}

function prepare(database: DatabaseSync) {
  const find = database.prepare("SELECT id, minutes_to, hours_to FROM series WHERE run = ? AND metric = ?");
  const create = database.prepare(
    "INSERT INTO series (metric, run, samples_from, minutes_to, hours_to) VALUES (?, ?, ?, ?, ?)",
  );
  const revive = database.prepare("UPDATE series SET samples_from = min(coalesce(samples_from, ?1), ?1) WHERE id = ?2");
  return {
    sample: database.prepare("INSERT OR REPLACE INTO samples (series, time, value) VALUES (?, ?, ?)"),
    behind: database.prepare(
      `SELECT id, minutes_to, hours_to, (SELECT max(time) FROM samples WHERE series = series.id) AS last
       FROM series WHERE samples_from IS NOT NULL AND (last >= minutes_to OR last >= hours_to)`,
    ),
    /** Finds the series' id, or makes one; `time` is that of the sample to come. */
    resolve(series: Series, time: number): void {
      const row = find.get(series.run, series.metric);
      if (row === undefined) {
        const made = create.run(series.metric, series.run, time, floorTo(time, minuteMs), floorTo(time, hourMs));
        series.id = Number(made.lastInsertRowid);
        return;
      }
      series.id = Number(row.id);
      // What an earlier engine, or a write that failed, has left is summarised with the rest.
      series.minutesDirty = Math.min(series.minutesDirty, Number(row.minutes_to));
      series.hoursDirty = Math.min(series.hoursDirty, Number(row.hours_to));
      revive.run(time, series.id);
    },
  };
}

/** Summarises the minutes and hours of a series that are over at `wall`; doing it again gives the same. */
function rollUpper(database: DatabaseSync): (series: Series, wall: number) => void {
  const minutes = database.prepare(
    `INSERT OR REPLACE INTO minutes SELECT series, time / 60000 * 60000 AS bucket, min(value), max(value), sum(value), count(*)
     FROM samples WHERE series = ? AND time >= ? AND time < ? GROUP BY bucket`,
  );
  const hours = database.prepare(
    `INSERT OR REPLACE INTO hours SELECT series, time / 3600000 * 3600000 AS bucket, min(min), max(max), sum(sum), sum(count)
     FROM minutes WHERE series = ? AND time >= ? AND time < ? GROUP BY bucket`,
  );
  const markMinutes = database.prepare(
    "UPDATE series SET minutes_to = max(minutes_to, ?1), minutes_from = min(coalesce(minutes_from, ?2), ?2) WHERE id = ?3",
  );
  const markHours = database.prepare(
    "UPDATE series SET hours_to = max(hours_to, ?1), hours_from = min(coalesce(hours_from, ?2), ?2) WHERE id = ?3",
  );
  return (series, wall) => {
    if (series.id === null) return;
    const minute = floorTo(wall, minuteMs);
    if (series.minutesDirty < minute) {
      const from = floorTo(series.minutesDirty, minuteMs);
      minutes.run(series.id, from, minute);
      markMinutes.run(minute, from, series.id);
      series.minutesDirty = series.latest >= minute ? minute : Number.POSITIVE_INFINITY;
    }
    const hour = floorTo(wall, hourMs);
    if (series.hoursDirty < hour) {
      const from = floorTo(series.hoursDirty, hourMs);
      hours.run(series.id, from, hour);
      markHours.run(hour, from, series.id);
      series.hoursDirty = series.latest >= hour ? hour : Number.POSITIVE_INFINITY;
    }
  };
}
