/** Which metrics a recording has a column for: what can be measured here, or those that were asked for. */

import { builtInMetrics, type Metric, nearest } from "@macro-engine/dsl";
import { unavailableReason } from "../metrics/index.ts";
import type { Availability } from "../metrics/sampler.ts";

/** What is measured of a macro's process tree. */
const treeMetrics = [
  "macro.cpu",
  "macro.memory",
  "macro.processes",
  "macro.threads",
  "macro.disk_read",
  "macro.disk_write",
] as const;

export interface Measurable {
  readonly available: readonly Availability[];
  readonly customMetrics: readonly Metric[];
  /** Whether a macro's processes are measured as well. */
  readonly macro: boolean;
}

/** The columns in the vocabulary's order, or in the order asked for; or what is wrong, in words. */
export function chooseColumns(wanted: readonly string[] | null, measurable: Measurable): readonly string[] | string {
  const { available, customMetrics, macro } = measurable;
  const metrics: readonly Metric[] = [...builtInMetrics, ...customMetrics];
  const measured = new Set(available.flatMap((entry) => (entry.available ? [entry.metric] : [])));
  if (macro) for (const metric of treeMetrics) measured.add(metric);
  if (wanted === null) return metrics.map(({ name }) => name).filter((name) => measured.has(name));
  for (const name of wanted) {
    if (measured.has(name)) continue;
    const metric = metrics.find((candidate) => candidate.name === name);
    if (metric === undefined) return unknownMetric(name, metrics);
    return `${name} cannot be recorded: ${reasonFor(metric, available)}`;
  }
  return [...new Set(wanted)];
}

function unknownMetric(name: string, metrics: readonly Metric[]): string {
  const near = nearest(
    name,
    metrics.map((metric) => metric.name),
  );
  return `there is no metric ${name}; ${near === null ? "`macro-engine metrics` lists them" : `did you mean ${near}?`}`;
}

function reasonFor(metric: Metric, available: readonly Availability[]): string {
  if ((treeMetrics as readonly string[]).includes(metric.name)) {
    return "it is a macro's own; name one with --macro or --pid";
  }
  if (metric.scope === "macro")
    return "only a running engine has it; `record --from-store` writes down what one recorded";
  const refusal = available.find((entry) => entry.metric === metric.name && !entry.available);
  return refusal !== undefined && !refusal.available ? refusal.reason : unavailableReason(metric);
}
