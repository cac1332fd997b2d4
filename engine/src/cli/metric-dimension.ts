/** Dimensions of metrics, those that the policies declare included. */

import { builtInMetric, type Dimension } from "@macro-engine/dsl";
import type { Daemon } from "../daemon.ts";

export function metricDimension({ inForce }: Pick<Daemon, "inForce">): (metric: string) => Dimension | undefined {
  return (name) =>
    builtInMetric(name)?.dimension ?? inForce.program.metrics.find((metric) => metric.name === name)?.dimension;
}
