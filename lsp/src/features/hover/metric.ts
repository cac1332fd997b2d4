/** What hovers say of a metric. */

import {
  defaultStalenessMs,
  dimensions,
  exactQuantity,
  formatQuantity,
  type Metric,
  type MetricSymbol,
} from "@macro-engine/dsl";
import type { MetricReading } from "../../host.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { code, documented, link, paragraphs, policyBlock, prose } from "../markdown.ts";

export function metricHover(view: PolicyView, { name, metric, file, declaration }: MetricSymbol): string {
  if (metric === null) return policyBlock(`metric ${name}`);
  const declared =
    file === null || declaration === null ? null : link(view, "Declared here", file.source.path, declaration.name.span);
  return paragraphs(
    policyBlock(`metric ${name}: ${metric.dimension}`),
    declaration === null ? null : documented(declaration.documentation),
    metric.description === "" ? null : `${prose(metric.description)}.`,
    factsOf(view, metric),
    hereNow(view, metric),
    declared,
  );
}

const worse = { up: "More is worse.", down: "Less is worse.", none: null } as const;
const scopes = {
  system: "Measured for the whole system.",
  macro: "Measured for each running macro.",
  either: "Measured for the system, or reported by a macro for itself.",
} as const;

function factsOf(view: PolicyView, metric: Metric): string {
  const source = view.config.sources.find((each) => gives(each, metric.name));
  const staleMs = view.config.stalenessMs[metric.name] ?? source?.stalenessMs ?? defaultStalenessMs;
  const staleness = `A sample counts for ${code(exactQuantity(staleMs, "duration"))}.`;
  return [rangeText(metric), worse[metric.worse], scopes[metric.scope], staleness]
    .filter((part) => part !== null)
    .join(" ");
}

type Source = PolicyView["config"]["sources"][number];

function gives(source: Source, metric: string): boolean {
  if (source.kind === "file") return source.metrics !== null && metric in source.metrics;
  return metric.startsWith("latency") || metric === "network.packet_loss";
}

/** Null where every value may occur. */
function rangeText({ dimension, range: [least, most] }: Metric): string | null {
  if (dimension === "bool" || dimension === "text") return null;
  const text = (value: number) => code(exactQuantity(value, dimension));
  if (least === null && most === null) return null;
  if (least === null) return `At most ${text(most!)}.`;
  return most === null ? `At least ${text(least)}.` : `From ${text(least)} to ${text(most)}.`;
}

function hereNow(view: PolicyView, metric: Metric): string | null {
  const reading = view.readings().get(metric.name);
  return reading === undefined ? null : `**On this machine:** ${readingText(reading, metric)}`;
}

/** The value now and where it comes from, or why there is none. */
function readingText(reading: MetricReading, { dimension }: Metric): string {
  if (!reading.available) return `not available: ${prose(reading.reason)}`;
  const { value, source } = reading;
  if (value === null) return prose(source);
  const text = typeof value === "number" ? formatQuantity(value, dimension) : String(value);
  return `${code(text)}, from ${prose(source)}`;
}

/** What hovers say of a dimension. */
export function dimensionHover(name: string): string | null {
  const info = Object.hasOwn(dimensions, name) ? dimensions[name as keyof typeof dimensions] : undefined;
  if (info === undefined) return null;
  const units = Object.keys(info.units).map(code).join(" ");
  const measured = units === "" ? null : `Units: ${units}`;
  return paragraphs(`A metric of dimension ${code(name)} is ${info.noun}.`, measured);
}
