/** The functions that conditions may call, with their signatures and formulas. */

export type ParameterKind = "metric" | "any-metric" | "condition" | "duration" | "number";

export interface FunctionInfo {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly kind: ParameterKind; readonly optional?: true }[];
  /** `same`: the dimension of the first argument; `per-second`: its change per second. */
  readonly result: "same" | "per-second" | "percent" | "number" | "bool";
  /** Formula and edge cases, as hovers and the reference show them. */
  readonly description: string;
}

const metricAndWindow = [
  { name: "m", kind: "metric" },
  { name: "W", kind: "duration" },
] as const;

export const functions = [
  { name: "avg", parameters: metricAndWindow, result: "same", description: "mean of the samples in the window" },
  { name: "min", parameters: metricAndWindow, result: "same", description: "least sample in the window" },
  { name: "max", parameters: metricAndWindow, result: "same", description: "greatest sample in the window" },
  {
    name: "stddev",
    parameters: metricAndWindow,
    result: "same",
    description: "population standard deviation of the samples in the window; 0 for one sample",
  },
  { name: "p50", parameters: metricAndWindow, result: "same", description: "median by nearest rank" },
  { name: "p90", parameters: metricAndWindow, result: "same", description: "90th percentile by nearest rank" },
  { name: "p95", parameters: metricAndWindow, result: "same", description: "95th percentile by nearest rank" },
  { name: "p99", parameters: metricAndWindow, result: "same", description: "99th percentile by nearest rank" },
  { name: "delta", parameters: metricAndWindow, result: "same", description: "last sample minus first in the window" },
  {
    name: "rate",
    parameters: metricAndWindow,
    result: "per-second",
    description: "(last − first) / elapsed seconds in the window; needs two samples",
  },
  {
    name: "share",
    parameters: [
      { name: "cond", kind: "condition" },
      { name: "W", kind: "duration" },
    ],
    result: "percent",
    description: "percent of the macro's snapshots in the window, of those at which cond is known, at which it is true",
  },
  {
    name: "forecast",
    parameters: [
      { name: "m", kind: "metric" },
      { name: "ahead", kind: "duration" },
      { name: "W", kind: "duration", optional: true },
    ],
    result: "same",
    description:
      "least-squares line over the window (default 1m), read off at now + ahead and clamped to the metric's range; needs three samples",
  },
  {
    name: "anomaly",
    parameters: metricAndWindow,
    result: "number",
    description:
      "|x − median| / max(1.4826 · MAD, 1 % of |median|, the metric's resolution), over the window's samples but the latest",
  },
  {
    name: "missing",
    parameters: [
      { name: "m", kind: "any-metric" },
      { name: "D", kind: "duration", optional: true },
    ],
    result: "bool",
    description: "true when the metric has been silent for longer than D (default: its staleness)",
  },
  { name: "abs", parameters: [{ name: "x", kind: "number" }], result: "same", description: "absolute value" },
] as const satisfies readonly FunctionInfo[];

export type FunctionName = (typeof functions)[number]["name"];

/** Window of `forecast` when none is given. */
export const defaultForecastWindowMs = 60_000;
