/** Samples on their way to disk: gathered in memory, written in batches, rolled up by the minute and the hour. */

import type { DatabaseSync } from "node:sqlite";
import type { SampleValue } from "@macro-engine/dsl";

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** What is kept in memory while the disk does not take it; past it the oldest of each series go. */
const mostWaiting = 200_000;
/** Samples of a series that find room without another array: a flush's worth at 1 Hz. */
const fewWaiting = 32;

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
  /** What waits to be written, the oldest first. Numbers in arrays: objects that live till the next flush cost most of it. */
  waiting: number;
  times: Float64Array;
  values: Float64Array;
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
  let waiting = 0;
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

  function* allSeries(): Generator<Series> {
    for (const metrics of runs.values()) yield* metrics.values();
  }

  function dropOldest(): void {
    waiting = 0;
    for (const series of allSeries()) {
      const dropped = Math.ceil(series.waiting / 10);
      series.times.copyWithin(0, dropped, series.waiting);
      series.values.copyWithin(0, dropped, series.waiting);
      series.waiting -= dropped;
      waiting += series.waiting;
    }
  }

  /** Series by series: rows that are neighbours on the disk come one after another. */
  function insert(series: Series): void {
    for (let at = 0; at < series.waiting; at += 1) {
      const time = series.times[at]!;
      if (series.id === null) statements.resolve(series, time);
      statements.sample.run(series.id, time, series.values[at]!);
      series.latest = Math.max(series.latest, time);
      series.minutesDirty = Math.min(series.minutesDirty, time);
      series.hoursDirty = Math.min(series.hoursDirty, time);
    }
  }

  return {
    take(metric, value, wall, run) {
      const number = typeof value === "boolean" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(number)) return;
      put(seriesOf(metric, run), Math.round(wall), number);
      waiting += 1;
      if (waiting > mostWaiting) dropOldest();
    },
    get waiting() {
      return waiting;
    },
    write(wall) {
      for (const series of allSeries()) {
        insert(series);
        rollUp(series, wall);
      }
    },
    written() {
      waiting = 0;
      for (const series of allSeries()) empty(series);
      for (const [run, metrics] of runs) {
        // A run that has nothing left to roll up is over, or comes back as if new.
        const idle = [...metrics.values()].every((series) => series.hoursDirty === Number.POSITIVE_INFINITY);
        if (idle && run !== "") runs.delete(run);
      }
    },
    failed() {
      for (const series of allSeries()) series.id = null;
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
  const [times, values] = [new Float64Array(fewWaiting), new Float64Array(fewWaiting)];
  return { metric, run, id, minutesDirty: never, hoursDirty: never, latest: 0, waiting: 0, times, values };
}

function put(series: Series, time: number, value: number): void {
  if (series.waiting === series.times.length) {
    series.times = larger(series.times);
    series.values = larger(series.values);
  }
  series.times[series.waiting] = time;
  series.values[series.waiting] = value;
  series.waiting += 1;
}

function larger(numbers: Float64Array): Float64Array {
  const twice = new Float64Array(2 * numbers.length);
  twice.set(numbers);
  return twice;
}

function empty(series: Series): void {
  series.waiting = 0;
  if (series.times.length === fewWaiting) return;
  series.times = new Float64Array(fewWaiting);
  series.values = new Float64Array(fewWaiting);
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
