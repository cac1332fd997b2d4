/** Samples of the metrics that a question asks over windows, one metric after the other. */

import type { Metric } from "../vocabulary/metrics.ts";
import type { Axes, Axis } from "./axes.ts";
import type { Row } from "./goals.ts";
import { mixedSeries } from "./mixed-series.ts";
import { type Point, pointOf } from "./points.ts";
import { known, type Range } from "./ranges.ts";
import type { Findings } from "./search.ts";
import { type Effort, findSeries, type SeriesProblem, type Target, valuesReached } from "./series.ts";
import { latestMs, sampleTimes, type TimesProblem } from "./series-times.ts";
import type { StagedSample } from "./stage.ts";
import { tiesOf } from "./ties.ts";
import { callOf } from "./window-values.ts";

export interface WindowQuestion {
  readonly axes: Axes;
  /** Axes of the question, without those that only facts bring in. */
  readonly asked: ReadonlySet<Axis>;
  /** Rows that the question asks for itself. */
  readonly rows: ReadonlySet<Row>;
  readonly effort: Effort;
}

export interface StagedWindows {
  readonly point: Point;
  readonly series: ReadonlyMap<Metric, readonly StagedSample[]>;
}

/** With each metric's samples, the values of all other axes are found anew. Null where some metric defies it. */
export function stageWindows(found: Findings, start: Point, question: WindowQuestion): StagedWindows | null {
  const series = new Map<Metric, readonly StagedSample[]>();
  const fixed = new Map<Axis, Range>();
  let point = start;
  for (const [metric, terms] of windowedMetrics(question.asked)) {
    const samples = seriesOf(metric, terms, { found, point, settled: new Set(fixed.keys()) }, question);
    if (samples === null) return null;
    series.set(metric, samples.staged);
    for (const [axis, value] of samples.reached) if (value !== null) fixed.set(axis, known(value, value));
    const rangeOf = (axis: Axis) => fixed.get(axis) ?? found.rangeOf(axis);
    point = pointOf({ axes: found.axes, rows: found.rows, rangeOf }) ?? point;
  }
  return { point, series };
}

function windowedMetrics(asked: ReadonlySet<Axis>): Map<Metric, Axis[]> {
  const terms = new Map<Metric, Axis[]>();
  for (const axis of asked) {
    const { source } = axis;
    if ((source.kind !== "window" && source.kind !== "forecast") || source.metric.name === "duration") continue;
    terms.set(source.metric, [...(terms.get(source.metric) ?? []), axis]);
  }
  return terms;
}

interface FoundSeries {
  readonly staged: readonly StagedSample[];
  readonly reached: readonly (readonly [Axis, number | null])[];
}

interface Situation {
  readonly found: Findings;
  readonly point: Point;
  /** Axes of metrics whose samples stand. */
  readonly settled: ReadonlySet<Axis>;
}

function seriesOf(
  metric: Metric,
  terms: readonly Axis[],
  { found, point, settled }: Situation,
  { axes, asked, rows, effort }: WindowQuestion,
): FoundSeries | null {
  const present = axes.metric(metric.name);
  const isKnown = point.has(present)
    ? point.get(present) !== null
    : terms.some((axis) => (point.get(axis) ?? null) !== null);
  if (!isKnown) return { staged: [], reached: [] };
  const targets = [...(point.has(present) ? [present] : []), ...terms].map((axis) =>
    targetOf(axis, found.rangeOf(axis), point.get(axis) ?? null),
  );
  const own = new Set(targets.map(({ axis }) => axis));
  const ties = tiesOf(found, point, { asked, rows, own, settled });
  const scale = Math.max(1, ...targets.map(({ aim }) => Math.abs(aim ?? 0)));
  const problem: SeriesProblem = { metric, isWhole: present.isWhole, targets, ties, scale, effort };
  const silentMs = point.get(axes.silence(metric.name)) ?? null;
  const tied = ties.length > 0 ? [...point].map(([axis, value]) => [axis.id, value]) : [];
  const question = JSON.stringify([tied, silentMs, ...targets.map(({ axis, range, aim }) => [axis.id, range, aim])]);
  if (effort.failed.has(question)) return null;
  const times = timesProblem(problem, silentMs);
  const series = findSeries(problem, sampleTimes(times), mixedSeries(problem, latestMs(times)));
  if (series === null) {
    effort.failed.add(question);
    return null;
  }
  const { agos, values } = series;
  const staged = agos.map((agoMs, at) => ({ metric: metric.name, agoMs, value: values[at]! }));
  return { staged, reached: valuesReached(problem, agos, values) };
}

function timesProblem({ targets }: SeriesProblem, silentMs: number | null): TimesProblem {
  const lengths = (wanted: boolean) =>
    targets.flatMap(({ call, aim }) => (call.windowMs > 0 && (aim !== null) === wanted ? [call.windowMs] : []));
  const knownMs = lengths(true);
  return {
    knownMs,
    missingMs: lengths(false).filter((length) => !knownMs.includes(length)),
    silentMs,
    needsMany: targets.some(({ call }) => /^p\d|stddev/.test(call.function)),
    needsSteep: targets.some(({ call }) => call.function === "rate"),
  };
}

/** An axis has to come into its range, clear of the ends where there is room. */
function targetOf(axis: Axis, range: Range, aim: number | null): Target {
  const call = callOf(axis.source);
  if (aim === null) return { axis, call, range, aim };
  const clear = Math.min((range.hi - range.lo) / 4, 1e-6 * Math.max(1, Math.abs(aim)));
  // The ends of what there is at all need no room.
  const lo = range.lo > axis.domain.lo ? range.lo + clear : range.lo;
  const hi = range.hi < axis.domain.hi ? range.hi - clear : range.hi;
  const inner = axis.isWhole ? range : known(lo, hi);
  return { axis, call, range: inner.lo <= inner.hi ? inner : range, aim };
}
