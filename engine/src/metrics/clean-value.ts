/** What every sample goes through, whoever measured it: the kind and the range of its metric. */

import type { Metric, SampleValue } from "@macro-engine/dsl";

/** The value within its metric's range, counts whole; null for what no metric may be: NaN, infinities, another kind. */
export function cleanValue(value: SampleValue, metric: Metric | undefined): SampleValue | null {
  if (metric === undefined) return null;
  if (metric.dimension === "bool") return typeof value === "boolean" ? value : null;
  if (metric.dimension === "text") return typeof value === "string" ? value : null;
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  const [least, greatest] = metric.range;
  const whole = metric.dimension === "count" ? Math.round(value) : value;
  if (least !== null && whole < least) return least;
  if (greatest !== null && whole > greatest) return greatest;
  return whole;
}
