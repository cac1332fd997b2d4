/** Zone and stalenesses under which the engine of a configuration evaluates, for those that judge its record. */

import type { Program } from "@macro-engine/dsl";
import type { Config } from "./config.ts";
import { createSamplers, stalenessOf } from "./metrics/index.ts";

export interface EvaluatorSettings {
  readonly zone: string;
  readonly stalenessMs: Readonly<Record<string, number>>;
}

/** How long values stay good, by the sources of today; `program` null: no policies can be read. */
export function evaluatorSettings(
  { sources, intervalMs, zone, stalenessMs }: Config,
  program: Program | null,
): EvaluatorSettings {
  const customMetrics = () => (program?.metrics ?? []).filter(({ custom }) => custom);
  const samplers = createSamplers({ sources, intervalMs, customMetrics });
  return { zone, stalenessMs: { ...stalenessOf(samplers), ...stalenessMs } };
}
