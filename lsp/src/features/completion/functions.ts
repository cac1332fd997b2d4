/** Items for what an expression can call. */

import { type Dimension, type FunctionInfo, functions, perSecond, signatureOf } from "@macro-engine/dsl";
import { field, type Item, item } from "./item.ts";
import { fits, isOtherThan } from "./names.ts";
import type { Setting } from "./setting.ts";
import { isMetricPlace, type Wanted } from "./wanted.ts";

export function functionItems(setting: Setting, wanted: Wanted, types: ReadonlySet<string>): Item[] {
  if (wanted.constant || isMetricPlace(wanted)) return [];
  return functions.flatMap((info: FunctionInfo) => {
    const isCallable = info.name === "missing" ? types.has("missing") : types.has("Name");
    const needed = wanted.place === "condition" ? { ...wanted, dimension: wanted.opposite } : wanted;
    const metric = isCallable ? firstMetric(setting, info, needed) : null;
    if (metric === null) return [];
    return [
      item("function", info.name, wanted.place === "condition" ? 40 : 35, {
        detail: signatureOf(info).slice(info.name.length),
        snippet: `${info.name}(${argumentFields(info, metric)})`,
        about: { kind: "function", name: info.name },
      }),
    ];
  });
}

/** The metric to begin with so that the call has a dimension; null where there is none. */
function firstMetric({ view }: Setting, info: FunctionInfo, needed: Wanted): string | null {
  const [first] = info.parameters;
  if (first?.kind === "condition") return fits("percent", needed) ? "" : null;
  let converted: string | null = null;
  for (const { name, metric } of view.analysis.names.metrics.values()) {
    const found = metric?.dimension;
    if (found === undefined || (first?.kind !== "any-metric" && (found === "bool" || found === "text"))) continue;
    const result = resultOf(info, found);
    if (!fits(result, needed)) continue;
    if (!isOtherThan(result, needed)) return name;
    converted ??= name;
  }
  return converted;
}

function resultOf({ result }: FunctionInfo, first: Dimension): Dimension {
  if (result === "same") return first;
  return result === "per-second" ? (perSecond(first) as Dimension) : result;
}

function argumentFields({ parameters }: FunctionInfo, metric: string): string {
  const required = parameters.filter(({ optional }) => !optional);
  return required
    .map(({ kind }, index) => {
      if (kind === "duration") return field(index + 1, "30s");
      return kind === "condition" ? field(index + 1, "cpu.usage > 80%") : field(index + 1, metric);
    })
    .join(", ");
}
