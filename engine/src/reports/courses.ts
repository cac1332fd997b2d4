/** What a report draws: firings in steps of time, and the course of the metrics that count. */

import { type ActionName, builtInMetric } from "@macro-engine/dsl";
import type { RecordReader } from "../store/record-reader.ts";
import { decisionScope, type Gathered, runsOf } from "./gather.ts";
import type { FiringCourse, FiringPoint, MacroReport, MetricCourse, MetricReport } from "./report.ts";
import type { ReportScope } from "./scope.ts";

/** As fine as is seen. */
const mostFiringSteps = 120;
const mostPoints = 300;
/** Metrics whose course is told. */
const mostCourses = 8;

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Whole parts of an hour or a day, and whole days. */
const steps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 720].map((hours) => hours * hourMs),
];

function stepFor(scope: ReportScope, most: number): number {
  const spanMs = scope.toWall - scope.fromWall;
  return steps.find((step) => spanMs / step <= most) ?? Math.ceil(spanMs / most / (24 * hourMs)) * 24 * hourMs;
}

export function firingCourse(reader: RecordReader, scope: ReportScope, dryRun: boolean): FiringCourse {
  const stepMs = stepFor(scope, mostFiringSteps);
  const points = new Map<number, Record<ActionName, number>>();
  for (const { wall, action, count } of reader.firingSteps(decisionScope(scope), stepMs, dryRun)) {
    const point = points.get(wall) ?? { warn: 0, throttle: 0, pause: 0, cancel: 0 };
    point[action] += count;
    points.set(wall, point);
  }
  return {
    stepMs,
    points: [...points].map(([wall, point]): FiringPoint => ({ time: new Date(wall).toISOString(), ...point })),
  };
}

/** By macros. */
const selfReported: ReadonlySet<string> = new Set(["fps", "latency", "response_time"]);
const mostMacros = 4;
const mostOfMacro = 3;

/** Of the macros that come first: what they said of themselves, and what rules that fired upon them read. */
export function macroCourses(
  reader: RecordReader,
  { scope, guarded, counts }: Gathered,
  macros: readonly MacroReport[],
): MetricCourse[] {
  const runs = Map.groupBy(runsOf(guarded), ({ macro }) => macro);
  const told = macros.flatMap(({ macro, metrics }) => {
    const read = new Set(counts.filter((count) => count.macro === macro).flatMap(({ last }) => last.metrics));
    const isTold = ({ metric }: MetricReport) => selfReported.has(metric) || read.has(metric);
    const own = metrics.filter(isTold).slice(0, mostOfMacro);
    return own.length === 0 ? [] : [{ macro, own, run: (runs.get(macro) ?? []).map(({ id }) => id) }];
  });
  return told
    .slice(0, mostMacros)
    .flatMap(({ macro, own, run }) => own.flatMap(({ metric }) => courseOf(reader, scope, { macro, metric, run })));
}

/** The processor, the memory, what rules that fired read, and what policies declare. */
export function metricCourses(reader: RecordReader, scope: ReportScope, read: readonly string[]): MetricCourse[] {
  const known = new Set(reader.metrics());
  const declared = [...known].filter((metric) => builtInMetric(metric) === undefined);
  const wanted = new Set(["cpu.usage", "memory.usage", ...read, "fps", "latency", ...declared]);
  return [...wanted]
    .filter((metric) => known.has(metric))
    .slice(0, mostCourses)
    .flatMap((metric) => courseOf(reader, scope, { macro: null, metric }));
}

interface Measured {
  readonly macro: string | null;
  readonly metric: string;
  readonly run?: readonly string[];
}

/** None where nothing was measured. */
function courseOf(reader: RecordReader, scope: ReportScope, { macro, ...measured }: Measured): readonly MetricCourse[] {
  const { fromWall, toWall } = scope;
  const stepMs = stepFor(scope, mostPoints);
  const points = reader.history({ ...measured, fromWall, toWall, stepMs });
  if (points.length === 0) return [];
  const { metric } = measured;
  return [
    {
      ...{ macro, metric, dimension: builtInMetric(metric)?.dimension ?? null, stepMs },
      points: points.map(({ wall, min, avg, max }) => ({ time: new Date(wall).toISOString(), min, avg, max })),
    },
  ];
}
