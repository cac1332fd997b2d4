/** What was measured: how each metric was distributed over all recordings, and its course over each. */

import type { Metric, Program, ProgramProfile } from "@macro-engine/dsl";
import { metricsReadBy } from "../runtime/metrics-read.ts";
import type { SampleRow } from "../runtime/simulate.ts";
import { type Course, CourseRecorder } from "./course.ts";
import { type Distribution, Histogram } from "./histogram.ts";
import type { Recording } from "./judge.ts";

export interface MetricResult {
  readonly metric: Metric;
  readonly distribution: Distribution;
}

/** What was measured, over all recordings and in each. */
export interface Measures {
  observe(
    recording: Recording,
    courses: boolean,
  ): { row(row: SampleRow): void; courses(): ReadonlyMap<string, Course> };
  /** Metrics with samples. */
  seenIn(recording: Recording): ReadonlySet<string>;
  /** History included, ms. */
  lengthOf(recording: Recording): number;
  results(): MetricResult[];
}

/** Of the numeric metrics that these profiles' rules read. */
export function createMeasures(program: Program, profiles: readonly ProgramProfile[]): Measures {
  const read = new Set(profiles.flatMap(({ rules }) => rules.flatMap(metricsReadBy)));
  const numeric = program.metrics.filter(
    ({ name, dimension }) => read.has(name) && dimension !== "text" && dimension !== "bool" && name !== "duration",
  );
  const histograms = new Map(numeric.map(({ name }) => [name, new Histogram()]));
  const seen = new Map<Recording, Set<string>>();
  const lengths = new Map<Recording, number>();
  return {
    observe(recording, withCourses) {
      const metrics = new Set<string>();
      const kept = new Map<string, CourseRecorder>();
      let firstMs: number | null = null;
      seen.set(recording, metrics);
      return {
        row({ timeMs, metrics: names, values }) {
          firstMs ??= timeMs;
          lengths.set(recording, timeMs - firstMs);
          for (let at = 0; at < names.length; at += 1) {
            const value = values[at];
            if (value === null || value === undefined) continue;
            const name = names[at]!;
            metrics.add(name);
            if (typeof value !== "number" || timeMs < 0) continue;
            const histogram = histograms.get(name);
            if (histogram === undefined) continue;
            histogram.add(value);
            if (!withCourses) continue;
            let course = kept.get(name);
            if (course === undefined) {
              course = new CourseRecorder(recording.intervalMs ?? 1000);
              kept.set(name, course);
            }
            course.add(timeMs, value);
          }
        },
        courses: () => new Map([...kept].map(([name, recorder]) => [name, recorder.course()])),
      };
    },
    seenIn: (recording) => seen.get(recording) ?? new Set(),
    lengthOf: (recording) => lengths.get(recording) ?? 0,
    results: () =>
      numeric.flatMap((metric) => {
        const distribution = histograms.get(metric.name)!.distribution();
        return distribution === null ? [] : [{ metric, distribution }];
      }),
  };
}
