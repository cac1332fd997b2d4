/** What a chart draws: the record's steps and, behind them, the newest looks, with holes where nothing was measured. Pure. */

import type { History } from "../../../engine/src/api/contract.ts";
import type { Series } from "../state/recent.ts";
import type { Span } from "./time-range.ts";

type Column = (number | null)[];

/** What was measured, step by step. */
export type Course = Pick<History, "time" | "min" | "avg" | "max" | "stepMs">;

/** Of equal length, oldest first. */
export interface Columns {
  /** ms since the epoch. */
  readonly time: number[];
  readonly avg: Column;
  readonly min: Column;
  readonly max: Column;
}

export function columnsOf(
  history: Course | null,
  { time: times, value: values }: Series,
  { from, to }: Span,
  intervalMs: number,
): Columns {
  const columns: Columns = { time: [], avg: [], min: [], max: [] };
  let gapMs = 3.5 * intervalMs;
  const add = (time: number, avg: number | null, min: number | null, max: number | null) => {
    const last = columns.time.at(-1);
    if (last !== undefined && time - last > gapMs) push(columns, last + gapMs / 2, null, null, null);
    push(columns, time, avg, min, max);
  };
  let recorded = from;
  if (history !== null) {
    gapMs = Math.max(gapMs, 1.6 * history.stepMs);
    history.time.forEach((time, index) => {
      add(time, history.avg[index]!, history.min[index]!, history.max[index]!);
    });
    const last = history.time.at(-1);
    if (last !== undefined) recorded = last + history.stepMs;
  }
  times.forEach((time, index) => {
    const value = values[index]!;
    if (time >= recorded && time <= to) add(time, value, value, value);
  });
  return columns;
}

function push(
  { time, avg, min, max }: Columns,
  at: number,
  mean: number | null,
  least: number | null,
  most: number | null,
) {
  time.push(at);
  avg.push(mean);
  min.push(least);
  max.push(most);
}

export interface Summary {
  readonly least: number;
  readonly mean: number;
  readonly greatest: number;
}

/** Of what is shown; null where nothing was measured. */
export function summaryOf({ time, avg, min, max }: Columns, { from, to }: Span): Summary | null {
  const shown = time.flatMap((at, index) => (at >= from && at <= to && avg[index] !== null ? [index] : []));
  if (shown.length === 0) return null;
  return {
    least: Math.min(...shown.map((index) => min[index]!)),
    mean: shown.reduce((sum, index) => sum + avg[index]!, 0) / shown.length,
    greatest: Math.max(...shown.map((index) => max[index]!)),
  };
}

/** For reading instead of looking: the steps that were measured, or `rows` of equal length where those are many. */
export function rowsOf(
  columns: Columns,
  { from, to }: Span,
  rows = 30,
): readonly ({ readonly from: number } & Summary)[] {
  const shown = columns.time.filter((at, index) => at >= from && at <= to && columns.avg[index] !== null);
  if (shown.length <= 2 * rows) return shown.map((at) => ({ from: at, ...summaryOf(columns, { from: at, to: at })! }));
  const step = (to - from) / rows;
  return Array.from({ length: rows }, (_, index) => from + index * step).flatMap((start) => {
    const summary = summaryOf(columns, { from: start, to: start + step - 1 });
    return summary === null ? [] : [{ from: start, ...summary }];
  });
}
