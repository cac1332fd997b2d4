/** A metric's course, in columns: range and step as asked, or such as a chart wants them. */

import type { StoreReader } from "../../store/store.ts";
import type { History, HistoryFilter } from "../contract.ts";
import { ApiError } from "../problems.ts";
import { durationOf, instantOf, isoTime } from "./times.ts";

const hourMs = 3_600_000;
/** Points that a chart has room for. */
const points = 500;
/** Of one answer. */
const mostPoints = 5000;
/** s */
const niceSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

export interface Course {
  readonly metric: string;
  readonly run: string | null;
  readonly fromWall: number;
  readonly toWall: number;
  readonly stepMs: number;
}

/** What is asked for; until now, of the last hour, where nothing is said. Throws an `ApiError` 400. */
export function courseOf(
  metric: string,
  run: string | null,
  { from, to, step }: HistoryFilter,
  nowWall: number,
): Course {
  const toWall = to === undefined ? nowWall : instantOf(to, "to");
  const fromWall = from === undefined ? toWall - hourMs : instantOf(from, "from");
  if (fromWall >= toWall) throw new ApiError(400, "`from` is before `to`: the range holds nothing");
  const stepMs = step === undefined ? niceStep(toWall - fromWall) : durationOf(step, "step", "10s");
  if (stepMs < 1000) throw new ApiError(400, "`step` is at least 1s: nothing is measured more often");
  if ((toWall - fromWall) / stepMs > mostPoints)
    throw new ApiError(400, `the range holds more than ${mostPoints} steps of ${step}; ask for a longer step`);
  return { metric, run, fromWall, toWall, stepMs };
}

/** The smallest of round length with which the range has about 500. */
function niceStep(spanMs: number): number {
  const wanted = spanMs / points / 1000;
  const step = niceSteps.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400;
  return 1000 * step;
}

export function readCourse(store: StoreReader, course: Course): History {
  const { metric, run, fromWall, toWall, stepMs } = course;
  const rows = store.history({ metric, fromWall, toWall, stepMs, ...(run === null ? {} : { run }) });
  return {
    metric,
    run,
    from: isoTime(fromWall),
    to: isoTime(toWall),
    stepMs,
    time: rows.map(({ wall }) => wall),
    min: rows.map(({ min }) => min),
    avg: rows.map(({ avg }) => avg),
    max: rows.map(({ max }) => max),
  };
}
