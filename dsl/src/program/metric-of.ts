/** What a program's metrics are: its own declarations, and what is built in. */

import { builtInMetric, type Metric } from "../vocabulary/metrics.ts";
import type { Program } from "./program.ts";

type WithMetrics = Pick<Program, "metrics">;

const declaredIn = new WeakMap<WithMetrics, ReadonlyMap<string, Metric>>();

/** Undefined for a name that is no metric of the program. */
export function metricOf(program: WithMetrics, name: string): Metric | undefined {
  return declaredMetrics(program).get(name) ?? builtInMetric(name);
}

function declaredMetrics(program: WithMetrics): ReadonlyMap<string, Metric> {
  let declared = declaredIn.get(program);
  if (declared === undefined) {
    declared = new Map(program.metrics.map((metric) => [metric.name, metric]));
    declaredIn.set(program, declared);
  }
  return declared;
}
