/** What this machine measures, as far as policies ask: a rule on anything else never fires here. */

import type { Source } from "@macro-engine/dsl";
import type { SourceConfig } from "../../config/config.ts";

/** Metrics that samplers and the configuration's sources give, of those that the texts name; null where a source may give any. */
export async function availableMetrics(
  texts: readonly Source[],
  sources: readonly SourceConfig[],
): Promise<ReadonlySet<string> | null> {
  if (sources.some((source) => source.kind === "file" && source.metrics === null)) return null;
  // Loaded where it is needed: checking policies in CI asks no machine.
  const { createSamplers } = await import("../../metrics/index.ts");
  const { engineMetrics } = await import("../../metrics/engine.ts");
  const options = { intervalMs: 1000, customMetrics: () => [] };
  const samplers = createSamplers({ ...options, sources: [] });
  const given = createSamplers({ ...options, sources }).slice(samplers.length);
  const isNamed = (metric: string) => texts.some(({ text }) => text.includes(metric));
  const asked = samplers.filter(({ metrics }) => metrics.some(isNamed));
  // A sampler that cannot even answer measures nothing.
  const answers = await Promise.all(asked.map((sampler) => sampler.probe().catch(() => [])));
  await Promise.all([...samplers, ...given].map((sampler) => sampler.close()));
  const available = answers.flat().flatMap((answer) => (answer.available ? [answer.metric] : []));
  return new Set([...available, ...given.flatMap(({ metrics }) => metrics), ...engineMetrics]);
}
