/** Measures everything once, for a list of all metrics with value and source, or with the reason for having none. */

import { builtInMetrics, type Metric, type SampleValue } from "@macro-engine/dsl";
import { engineMetrics } from "./engine.ts";
import type { SamplerReport } from "./health.ts";
import { unavailableReason } from "./index.ts";
import type { Availability, Sampler } from "./sampler.ts";
import { createSampling } from "./sampling.ts";

/** `value` is in base units; null where there is none yet, or where only a running engine has one. */
export type SurveyEntry =
  | { readonly metric: Metric; readonly available: true; readonly value: SampleValue | null; readonly source: string }
  | { readonly metric: Metric; readonly available: false; readonly reason: string };

export interface SurveyOptions {
  readonly now: () => number;
  readonly customMetrics: readonly Metric[];
  /** Rates are taken over this time, ms. */
  readonly spanMs: number;
  /** How long to wait for what is slow, ms. */
  readonly waitMs: number;
}

const eachRunning = "measured for each running macro";
const macroItself = "reported by each running macro, with `macro-engine report`";
const reportedMetrics = ["macro.actions", "macro.heartbeat_age"];
const engineItself = "measured by a running engine, of itself";

/** Starts the samplers, listens to them for a while, closes them. Every metric comes once, in the vocabulary's order. */
export async function surveyMetrics(samplers: readonly Sampler[], options: SurveyOptions): Promise<SurveyEntry[]> {
  const { now, customMetrics, spanMs, waitMs } = options;
  const metrics: readonly Metric[] = [...builtInMetrics, ...customMetrics];
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  const failures: SamplerReport[] = [];
  const sampling = createSampling(samplers, {
    now,
    metric: (name) => byName.get(name),
    report: (report) => failures.push(report),
  });
  const values = new Map<string, SampleValue>();
  try {
    const availability = await sampling.start();
    const expected = availability.filter((entry) => entry.available).map(({ metric }) => metric);
    const settled = () => expected.every((metric) => values.has(metric) || hasFailed(metric, failures));
    const deadline = now() + Math.max(spanMs, waitMs);
    await sleep(spanMs);
    for (;;) {
      sampling.tick(now(), (metric, value) => values.set(metric, value));
      if (settled() || now() >= deadline) break;
      await sleep(100);
    }
    return metrics.map((metric) => entryOf(metric, availability, values, failures));
  } finally {
    await sampling.close();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function hasFailed(metric: string, failures: readonly SamplerReport[]): boolean {
  return failures.some(({ metrics }) => metrics.includes(metric));
}

/** What is known of one metric. `values` by metric, `failures` of samplers that do not work now. */
export function entryOf(
  metric: Metric,
  availability: readonly Availability[],
  values: ReadonlyMap<string, SampleValue>,
  failures: readonly SamplerReport[],
): SurveyEntry {
  const { name } = metric;
  if (metric.scope === "macro") {
    const source = reportedMetrics.includes(name) ? macroItself : eachRunning;
    return { metric, available: true, value: null, source };
  }
  if ((engineMetrics as readonly string[]).includes(name)) {
    return { metric, available: true, value: null, source: engineItself };
  }
  const value = values.get(name);
  const known = availability.filter((entry) => entry.metric === name);
  const source = known.find((entry) => entry.available);
  if (value !== undefined) return { metric, available: true, value, source: source?.source ?? "a source" };
  const failure = failures.find(({ metrics }) => metrics.includes(name));
  if (failure !== undefined) return { metric, available: false, reason: failure.message };
  if (source !== undefined) return { metric, available: true, value: null, source: source.source };
  const [refusal] = known.filter((entry) => !entry.available);
  return { metric, available: false, reason: refusal?.reason ?? unavailableReason(metric) };
}
