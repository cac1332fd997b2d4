/** Averages and extremes by metric. */

import { builtInMetric, builtInMetrics } from "@macro-engine/dsl";
import type { MetricSum } from "../store/sums.ts";
import type { MetricReport } from "./report.ts";

const order = new Map<string, number>(builtInMetrics.map(({ name }, index) => [name, index]));

/** Sums of one metric are added up, whatever run they are of. In the order of the vocabulary, declared ones last. */
export function metricReports(sums: readonly MetricSum[], before: readonly MetricSum[]): MetricReport[] {
  const earlier = Map.groupBy(before, ({ metric }) => metric);
  return [...Map.groupBy(sums, ({ metric }) => metric)]
    .map(([metric, group]) => {
      const past = earlier.get(metric);
      const { samples, ...now } = joined(group);
      return {
        metric,
        dimension: builtInMetric(metric)?.dimension ?? null,
        ...now,
        samples,
        before: past === undefined ? null : { avg: joined(past).avg, max: joined(past).max },
      };
    })
    .sort((a, b) => placeOf(a.metric) - placeOf(b.metric) || (a.metric < b.metric ? -1 : 1));
}

function placeOf(metric: string): number {
  return order.get(metric) ?? order.size;
}

function joined(group: readonly MetricSum[]) {
  const samples = group.reduce((all, { count }) => all + count, 0);
  return {
    min: group.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
    avg: group.reduce((all, { sum }) => all + sum, 0) / samples,
    max: group.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
    samples,
  };
}
