/** The newest values of every metric, for what has to be drawn before the record is asked, and moves on with every look. */

import { signal } from "@preact/signals";
import type { History, Snapshot } from "../../../engine/src/api/contract.ts";
import { client } from "../client.ts";

/** Columns of equal length, oldest first. `time` in ms since the epoch; null: nothing fresh was known. */
export interface Series {
  readonly time: number[];
  readonly value: (number | null)[];
}

/** Looks that are kept of each series: ten minutes at one a second. */
const most = 600;

const bySource = new Map<string, Series>();
/** Grows with every look: what reads it is drawn again. */
export const looks = signal(0);

/** `run` null: of the whole machine. */
export function recentSeries(metric: string, run: string | null = null): Series {
  return bySource.get(sourceKey(metric, run)) ?? { time: [], value: [] };
}

export function noteSnapshot({ time, metrics, macros }: Snapshot): void {
  const at = Date.parse(time);
  note(metrics, null, at);
  for (const { id, metrics: own } of macros) note(own, id, at);
  const alive = new Set(macros.map(({ id }) => id));
  for (const key of bySource.keys()) {
    const run = key.slice(key.indexOf("\n") + 1);
    if (run !== "" && !alive.has(run)) bySource.delete(key);
  }
  looks.value += 1;
}

const remembered = new Set<string>();

/** Puts what the record knows of the last minutes before the looks that the page saw itself; once for each. */
export async function remember(metric: string, run: string | null): Promise<void> {
  const key = sourceKey(metric, run);
  if (remembered.has(key)) return;
  remembered.add(key);
  const to = Date.now();
  const span = { from: new Date(to - most * 1000).toISOString(), to: new Date(to).toISOString(), step: "1s" };
  try {
    prepend(key, await client.history(metric, run === null ? span : { ...span, run }));
  } catch {
    // Nothing is recorded, or not of this: the looks to come are all there is.
    remembered.delete(key);
  }
}

function prepend(key: string, { time, avg }: History): void {
  const series = bySource.get(key) ?? { time: [], value: [] };
  const first = series.time[0] ?? Number.POSITIVE_INFINITY;
  const older = time.filter((at) => at < first);
  series.time.unshift(...older);
  series.value.unshift(...avg.slice(0, older.length));
  bySource.set(key, series);
  looks.value += 1;
}

function note(values: Snapshot["metrics"], run: string | null, at: number): void {
  for (const [metric, value] of Object.entries(values)) {
    if (typeof value === "string") continue;
    const key = sourceKey(metric, run);
    const series = bySource.get(key) ?? { time: [], value: [] };
    bySource.set(key, series);
    if (at <= (series.time.at(-1) ?? 0)) continue;
    series.time.push(at);
    series.value.push(value === null ? null : Number(value));
    if (series.time.length > most) {
      series.time.shift();
      series.value.shift();
    }
  }
}

function sourceKey(metric: string, run: string | null): string {
  return `${metric}\n${run ?? ""}`;
}
