/** What a program's metrics are: its own declarations, and what is built in. */

import { remembered } from "../remembered.ts";
import { builtInMetric, type Metric } from "../vocabulary/metrics.ts";
import type { Program } from "./program.ts";

type WithMetrics = Pick<Program, "metrics">;

/** Undefined for a name that is no metric of the program. */
export function metricOf(program: WithMetrics, name: string): Metric | undefined {
  return declaredMetrics(program).get(name) ?? builtInMetric(name);
}

const declaredMetrics = remembered(
  ({ metrics }: WithMetrics): ReadonlyMap<string, Metric> => new Map(metrics.map((metric) => [metric.name, metric])),
);
