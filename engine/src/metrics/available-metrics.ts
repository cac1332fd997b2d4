/** What this machine measures, as far as policies ask: a rule on anything else never fires here. */

import type { MetricSource } from "./sources.ts";

/** Metrics that samplers and the configuration's sources give, of those that are named; null where a source may give any. */
export async function availableMetrics(
  isNamed: (metric: string) => boolean,
  sources: readonly MetricSource[],
): Promise<ReadonlySet<string> | null> {
  if (sources.some((source) => source.kind === "file" && source.metrics === null)) return null;
  // Loaded where it is needed: checking policies in CI asks no machine.
  const { createSamplers } = await import("./index.ts");
  const { engineMetrics } = await import("./engine.ts");
  const options = { intervalMs: 1000, customMetrics: () => [] };
  const samplers = createSamplers({ ...options, sources: [] });
  const given = createSamplers({ ...options, sources }).slice(samplers.length);
  const asked = samplers.filter(({ metrics }) => metrics.some(isNamed));
  // A sampler that cannot even answer measures nothing.
  const answers = await Promise.all(asked.map((sampler) => sampler.probe().catch(() => [])));
  await Promise.all([...samplers, ...given].map((sampler) => sampler.close()));
  const available = answers.flat().flatMap((answer) => (answer.available ? [answer.metric] : []));
  return new Set([...available, ...given.flatMap(({ metrics }) => metrics), ...engineMetrics]);
}

/** Services of continuous integration say so in the environment: what is checked there is for other machines. */
export function isInCi(): boolean {
  const { CI } = process.env;
  return CI !== undefined && CI !== "" && CI !== "0" && CI !== "false";
}
