/** Metrics of policies by the names and units of Prometheus: seconds, bytes, ratios of 1. */

import type { SampleValue } from "@macro-engine/dsl";

interface Unit {
  /** At the end of a name; empty: it has none, or its name says it. */
  readonly suffix: string;
  /** Of one base unit of policies. */
  readonly factor: number;
}

/** By dimension. Texts are no numbers. */
const units: Readonly<Record<string, Unit | null>> = {
  percent: { suffix: "_ratio", factor: 0.01 },
  duration: { suffix: "_seconds", factor: 0.001 },
  bytes: { suffix: "_bytes", factor: 1 },
  bytes_per_second: { suffix: "_bytes_per_second", factor: 1 },
  framerate: { suffix: "", factor: 1 },
  temperature: { suffix: "_celsius", factor: 1 },
  rate: { suffix: "_per_second", factor: 1 },
  count: { suffix: "", factor: 1 },
  number: { suffix: "", factor: 1 },
  bool: { suffix: "", factor: 1 },
  text: null,
};

/** `macro_engine_system_cpu_usage_ratio`, `macro_engine_macro_memory_bytes`; null for texts. */
export function seriesName(scope: "system" | "macro", metric: string, dimension: string): string | null {
  const unit = units[dimension];
  if (unit == null) return null;
  const own = scope === "macro" && metric.startsWith("macro.") ? metric.slice("macro.".length) : metric;
  return `macro_engine_${scope}_${own.replaceAll(/[^a-zA-Z0-9]+/g, "_")}${unit.suffix}`;
}

/** The unit in words, for metrics whose names are their users'. */
export function unitName(dimension: string): string {
  return units[dimension]?.suffix.slice(1) ?? "";
}

/** In Prometheus's unit; null where there is no number. */
export function seriesValue(value: SampleValue | null, dimension: string): number | null {
  const unit = units[dimension];
  if (unit == null || value === null || typeof value === "string") return null;
  // Not times a hundredth: 7 % would be 0.07000000000000001.
  return unit.factor < 1 ? Number(value) / Math.round(1 / unit.factor) : Number(value);
}
