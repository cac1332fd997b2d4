/** Items for what has a name in the policy set: one maker a kind, so that it looks the same wherever it is offered. */

import {
  type Analysis,
  type BodySymbol,
  convertsTo,
  exactQuantity,
  type FlatParam,
  type FlatRule,
  formatQuantity,
  type KnownDimension,
  knownValues,
  type LetSymbol,
  letValues,
  type Metric,
  type MetricSymbol,
  type ScheduleSymbol,
} from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { type Item, item } from "./item.ts";
import type { Setting } from "./setting.ts";
import type { Wanted } from "./wanted.ts";

/** Whether something of a dimension can stand where a value is wanted; what is not known may. */
export function fits(found: KnownDimension, wanted: Pick<Wanted, "dimension" | "constant" | "exact">): boolean {
  const { dimension, constant, exact } = wanted;
  if (dimension === null || dimension === "unknown" || found === "unknown" || found === dimension) return true;
  if (exact) return false;
  // What is compared may convert either way; a constant has to become what it is for.
  return convertsTo(found, dimension) || (!constant && convertsTo(dimension, found));
}

/** It fits because a plain number does. */
export function isOtherThan(found: KnownDimension, { dimension }: Wanted): boolean {
  return dimension !== null && dimension !== "unknown" && dimension !== found;
}

export function metricItem(view: PolicyView, symbol: MetricSymbol, order: number): Item {
  return item("metric", symbol.name, order, {
    detail: metricDetail(view, symbol),
    about: { kind: "metric", name: symbol.name },
  });
}

/** `percent, 0% to 100%; now 43%` */
function metricDetail(view: PolicyView, { name, metric }: MetricSymbol): string {
  if (metric === null) return "metric";
  const range = rangeOf(metric);
  const reading = view.readings().get(name);
  const known = range === null ? metric.dimension : `${metric.dimension}, ${range}`;
  if (reading === undefined) return known;
  if (!reading.available) return `${known}; not measured here`;
  const { value } = reading;
  if (value === null) return known;
  return `${known}; now ${typeof value === "number" ? formatQuantity(value, metric.dimension) : String(value)}`;
}

function rangeOf({ dimension, range: [least, most] }: Metric): string | null {
  if (dimension === "bool" || dimension === "text" || least === null) return null;
  const from = exactQuantity(least, dimension);
  return most === null ? `from ${from}` : `${from} to ${exactQuantity(most, dimension)}`;
}

export function letItem({ analysis }: PolicyView, symbol: LetSymbol, order: number): Item {
  const value = letValues(analysis).get(symbol);
  const detail = valueText(value, letDimension(analysis, symbol)) ?? "let";
  return item("let", symbol.name, order, { detail, about: { kind: "let", name: symbol.name } });
}

export function letDimension({ types }: Analysis, { declaration }: LetSymbol): KnownDimension {
  return types.get(declaration.value)?.dimension ?? "unknown";
}

export function scheduleItem(symbol: ScheduleSymbol, order: number): Item {
  return item("schedule", symbol.name, order, { detail: "schedule", about: { kind: "schedule", name: symbol.name } });
}

/** A param as it can be seen in the setting's body, with its value there. */
export function paramItem(setting: Setting, name: string, param: FlatParam, order: number): Item {
  const { view, body } = setting;
  const value = body === null ? undefined : knownValues(view.analysis, body).params.get(name);
  const dimension = flatParamDimension(view.analysis, param);
  return item("param", name, order, {
    detail: valueText(value, dimension) ?? "param",
    about: { kind: "param", name, body: body?.symbol.name ?? param.symbol.body.name },
  });
}

export function flatParamDimension({ types }: Analysis, { symbol }: FlatParam): KnownDimension {
  return types.get(symbol.declaration.value)?.dimension ?? "unknown";
}

/** As policy text; null where it is not known. */
export function valueText(value: number | undefined, dimension: KnownDimension): string | null {
  return value === undefined || dimension === "unknown" ? null : exactQuantity(value, dimension);
}

export function bodyItem(symbol: BodySymbol, order: number): Item {
  const { declaration, name } = symbol;
  const [first = ""] = declaration.documentation.split("\n");
  const detail = first === "" ? declaration.kind : first;
  return item(declaration.kind, name, order, { detail, about: { kind: "body", name } });
}

/** `body`: the one that has the rule, perhaps by inheritance. */
export function ruleItem(name: string, { symbol }: FlatRule, body: string, order: number): Item {
  const { action } = symbol.declaration;
  const what = action === null ? "rule" : action.all ? "cancel all" : action.name;
  return item("rule", name, order, {
    detail: `${what}, from ${symbol.body.name}`,
    about: { kind: "rule", name, body },
  });
}
