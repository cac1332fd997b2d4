/** What a report draws: firings in steps of time, and the course of the metrics that count. */

import { type ActionName, builtInMetric } from "@macro-engine/dsl";
import type { RecordReader } from "../store/record-reader.ts";
import { decisionScope } from "./gather.ts";
import type { FiringCourse, FiringPoint, MetricCourse } from "./report.ts";
import type { ReportScope } from "./scope.ts";

/** As fine as is seen. */
const mostFiringSteps = 120;
const mostPoints = 300;
/** Metrics whose course is told. */
const mostCourses = 6;

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

/** The processor, the memory, and what rules that fired read. */
export function metricCourses(reader: RecordReader, scope: ReportScope, read: readonly string[]): MetricCourse[] {
  const known = new Set(reader.metrics());
  const wanted = new Set(["cpu.usage", "memory.usage", ...read, "fps", "latency"]);
  const stepMs = stepFor(scope, mostPoints);
  return [...wanted]
    .filter((metric) => known.has(metric))
    .slice(0, mostCourses)
    .map((metric) => ({
      metric,
      dimension: builtInMetric(metric)?.dimension ?? null,
      stepMs,
      points: reader
        .history({ metric, fromWall: scope.fromWall, toWall: scope.toWall, stepMs })
        .map(({ wall, min, avg, max }) => ({ time: new Date(wall).toISOString(), min, avg, max })),
    }))
    .filter(({ points }) => points.length > 0);
}
