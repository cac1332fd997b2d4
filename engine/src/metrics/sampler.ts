/** What a sampler is: one family of metrics, measured at its own pace, never in the tick's way. */

import { defaultStalenessMs, type SampleValue } from "@macro-engine/dsl";

/** `cheap` runs on the tick (well under a millisecond); the others run off it, on their own schedule. */
export type SamplerCost = "cheap" | "moderate" | "slow";

/**
 * Takes a measured value; `time` is ms on the monotonic clock (`performance.now()`'s) of the measurement. With `macro` it is
 * the own metric of the runs of the macro of that name, else the system's.
 */
export type SampleSink = (metric: string, value: SampleValue, time: number, macro?: string) => void;

/** Whether this machine can give a metric, and if not, why, in words for the user. */
export type Availability =
  | { readonly metric: string; readonly available: true; readonly source: string }
  | { readonly metric: string; readonly available: false; readonly reason: string };

export interface Sampler {
  readonly name: string;
  readonly metrics: readonly string[];
  readonly cost: SamplerCost;
  /** How often it is asked, ms; 0: at every tick. */
  readonly everyMs: number;
  /** A sample of it older than this is missing, ms. */
  readonly stalenessMs: number;
  /** How long one reading (or the probe) may take before it counts as hung, ms; default 10 s. */
  readonly timeoutMs?: number;
  /** The macro whose own metrics these are; absent: the system's. */
  readonly macro?: string;
  /**
   * What it can measure here; asked before the first sample, and again later where it fails. It also takes the first reading of
   * counters, so that the first tick has rates. A sampler whose every answer is "not available" is never asked to sample.
   */
  probe(): Promise<readonly Availability[]>;
  /**
   * Measures and hands over values. A rejected promise or a throw is reported once; its metrics go missing meanwhile. False:
   * there was nothing to measure, which does not show that what was reported is over.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most samplers have nothing to say.
  sample(now: number, sink: SampleSink): void | Promise<void | false>;
  close(): void | Promise<void>;
}

/** How long a value stays good, by metric, ms; where two samplers give one metric, the more patient one decides. */
export function stalenessOf(samplers: readonly Sampler[]): Record<string, number> {
  const staleness: Record<string, number> = {};
  for (const sampler of samplers) {
    for (const metric of sampler.metrics) {
      staleness[metric] = Math.max(staleness[metric] ?? 0, sampler.stalenessMs);
    }
  }
  return staleness;
}

/** Staleness of what is read every `everyMs`: three readings may be lost, and never under the language's default. */
export function patience(everyMs: number): number {
  return Math.max(defaultStalenessMs, 3 * everyMs);
}

export function allAvailable(metrics: readonly string[], source: string): Availability[] {
  return metrics.map((metric) => ({ metric, available: true, source }));
}

export function noneAvailable(metrics: readonly string[], reason: string): Availability[] {
  return metrics.map((metric) => ({ metric, available: false, reason }));
}
