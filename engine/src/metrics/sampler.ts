/** What a sampler is: one family of metrics, measured at its own pace, never in the tick's way. */

import type { SampleValue } from "@macro-engine/dsl";

/** `cheap` runs on the tick (well under a millisecond); the others run off it, on their own schedule. */
export type SamplerCost = "cheap" | "moderate" | "slow";

/** Takes a measured value; `time` is ms on the monotonic clock (`performance.now()`'s) of the measurement. */
export type SampleSink = (metric: string, value: SampleValue, time: number) => void;

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
  /** What it can measure here; asked once, before the first sample. */
  probe(): Promise<readonly Availability[]>;
  /** Measures and hands over values. A rejected promise or a throw is reported once; its metrics go missing meanwhile. */
  sample(now: number, sink: SampleSink): void | Promise<void>;
  close(): void | Promise<void>;
}
