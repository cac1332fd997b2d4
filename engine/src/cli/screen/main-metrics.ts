/** The metrics at the top of the screen, with the values from which they look worrying. */

import type { Style } from "./line.ts";

export interface MainMetricInfo {
  readonly label: string;
  /** Where the colour changes; for metrics of which less is worse, `critical` is below `warning`. */
  readonly warning: number;
  readonly critical: number;
  /** Natural scale of its sparkline; null: from zero to the greatest value shown, at least `critical` or `warning`. */
  readonly scale: readonly [number, number] | null;
}

/** In base units. The levels of processor, memory, frame rate and latency are the earlier system's dashboard's. */
export const mainMetrics = {
  "cpu.usage": { label: "cpu", warning: 60, critical: 80, scale: [0, 100] },
  "memory.usage": { label: "memory", warning: 70, critical: 85, scale: [0, 100] },
  fps: { label: "fps", warning: 30, critical: 15, scale: null },
  latency: { label: "latency", warning: 200, critical: 500, scale: null },
  response_time: { label: "response", warning: 500, critical: 1000, scale: null },
  "gpu.usage": { label: "gpu", warning: 90, critical: 98, scale: [0, 100] },
} as const satisfies Readonly<Record<string, MainMetricInfo>>;

export type MainMetric = keyof typeof mainMetrics;

export function metricStyle(metric: MainMetric, value: number | null): Style {
  if (value === null) return "dim";
  const { warning, critical } = mainMetrics[metric];
  const lessIsWorse = critical < warning;
  const beyond = (limit: number) => (lessIsWorse ? value < limit : value > limit);
  if (beyond(critical)) return "critical";
  return beyond(warning) ? "warning" : "fine";
}
