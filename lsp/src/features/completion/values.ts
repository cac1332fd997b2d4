/** Items for what an expression can name, and for the quantities that are wanted there. */

import {
  dimensions,
  knownValues,
  type Metric,
  type MetricSymbol,
  typicalLimit,
  typicalQuantity,
} from "@macro-engine/dsl";
import { escaped, field, type Item, item } from "./item.ts";
import {
  fits,
  flatParamDimension,
  isOtherThan,
  letDimension,
  letItem,
  metricItem,
  paramItem,
  scheduleItem,
  valueText,
} from "./names.ts";
import type { Setting } from "./setting.ts";
import { isMetricPlace, type Wanted } from "./wanted.ts";

/** What may be written where a name, a number or a text may stand. `types`: those of the tokens that may. */
export function valueItems(setting: Setting, wanted: Wanted, types: ReadonlySet<string>): Item[] {
  const isName = types.has("Name") || types.has("DottedName");
  return [
    ...(types.has("Quantity") ? quantityItems(setting, wanted) : []),
    ...(isName ? constantItems(setting, wanted) : []),
    ...(isName && !wanted.constant ? [...metricItems(setting, wanted), ...scheduleItems(setting, wanted)] : []),
    ...(types.has("true") ? booleanItems(wanted) : []),
    ...(types.has("String") ? textItems(setting, wanted) : []),
  ];
}

// --- Names --------------------------------------------------------------------------------------------------------

function constantItems(setting: Setting, wanted: Wanted): Item[] {
  if (isMetricPlace(wanted)) return [];
  const { view, body, declaration } = setting;
  const { analysis } = view;
  // A condition begins with what is measured; what it is held against comes later.
  const order = wanted.place === "condition" ? 60 : 1;
  const needed = wanted.place === "condition" ? { ...wanted, dimension: wanted.opposite } : wanted;
  const own = declaredHere(setting);
  const params = [...(declaration?.kind === "test" ? [] : (body?.params ?? []))].flatMap(([name, param]) =>
    name !== own && fits(flatParamDimension(analysis, param), needed) ? [paramItem(setting, name, param, order)] : [],
  );
  const lets = [...analysis.names.lets.values()].flatMap((symbol) =>
    symbol.name !== own && fits(letDimension(analysis, symbol), needed) ? [letItem(view, symbol, order + 1)] : [],
  );
  return [...params, ...lets];
}

/** The let or param whose value is being written: it cannot refer to itself. */
function declaredHere({ cursor }: Setting): string | null {
  const [first, second] = cursor.item;
  return first !== undefined && ["let", "param", "set"].includes(first.type) ? (second?.text ?? null) : null;
}

/** In a message, those that the rule reads come first; else the order is that of the registry. */
function metricItems({ view, cursor }: Setting, wanted: Wanted): Item[] {
  const needed = wanted.place === "condition" ? { ...wanted, dimension: wanted.opposite } : wanted;
  const isFirst = isMetricPlace(wanted) || wanted.place === "condition";
  const isMessage = cursor.kind === "code" && cursor.inMessage !== null;
  const read = new Set(isMessage ? cursor.item.map(({ text }) => text) : []);
  return [...view.analysis.names.metrics.values()].flatMap((symbol, index) => {
    const found = symbol.metric?.dimension ?? "unknown";
    const isNumber = found !== "bool" && found !== "text";
    if (wanted.place === "numeric-metric" && !isNumber) return [];
    if (symbol === wanted.metric || !fits(found, needed)) return [];
    // Plain numbers fit where a frame rate or a count does, and are seldom meant there.
    const isConverted = found === "number" && isOtherThan(found, needed);
    const order = read.has(symbol.name) ? 0 : (isFirst ? 10 : 30) + (isConverted ? 1 : 0) + (isNumber ? 0 : 5);
    return [metricItem(view, symbol, order + index / 1000)];
  });
}

function scheduleItems({ view, cursor }: Setting, wanted: Wanted): Item[] {
  const isMessage = cursor.kind === "code" && cursor.inMessage !== null;
  if (isMetricPlace(wanted) || isMessage || !fits("bool", wanted) || wanted.opposite !== null) return [];
  return [...view.analysis.names.schedules.values()].map((symbol) => scheduleItem(symbol, 20));
}

// --- Quantities, truth and text -----------------------------------------------------------------------------------

/** A number with its unit, the number to be typed over. */
function quantityItem(text: string, order: number, detail: string): Item {
  const [, number = "", unit = ""] = /^([0-9._]*)(.*)$/.exec(text)!;
  return item("quantity", text, order, { detail, snippet: `${field(1, number)}${escaped(unit)}` });
}

function quantityItems(setting: Setting, wanted: Wanted): Item[] {
  if (isMetricPlace(wanted) || wanted.place === "condition") return [];
  const current = currentValue(setting);
  if (current !== null) return [quantityItem(current, 0, "its value so far")];
  const { metric, dimension } = wanted;
  const limit = metric?.metric == null ? null : typicalLimit(metric.metric);
  const fitting = limit !== null && fits(metric!.metric!.dimension, wanted);
  if (fitting)
    return [quantityItem(limit, wanted.constant ? 0 : 3, wanted.constant ? "a value" : "a limit to begin with")];
  if (dimension !== null && dimension !== "unknown") {
    const text = timeText(wanted, setting) ?? typicalQuantity(dimension);
    return text === null ? [] : [quantityItem(text, 5, dimensions[dimension].noun)];
  }
  const known: readonly Metric["dimension"][] = ["percent", "duration", "framerate", "bytes", "number"];
  return known.map((each, index) => quantityItem(typicalQuantity(each)!, 50 + index, dimensions[each].noun));
}

/** What durations are usual for. */
function timeText({ dimension, parameter }: Wanted, { cursor }: Setting): string | null {
  if (dimension !== "duration") return null;
  if (parameter !== null) return "30s";
  const usual: Readonly<Record<string, string>> = { grace: "5s", cooldown: "1m", every: "1s", run: "60s" };
  return usual[cursor.item[0]?.type ?? ""] ?? null;
}

/** Of what a `set` replaces. */
function currentValue(setting: Setting): string | null {
  const { cursor, body, view } = setting;
  const [first, second, equals, ...rest] = cursor.item;
  if (first?.type !== "set" || second === undefined || equals === undefined || rest.length > 0) return null;
  const inherited = body?.bases.find(({ params }) => params.has(second.text));
  const param = inherited?.params.get(second.text);
  if (inherited === undefined || param === undefined) return null;
  const value = knownValues(view.analysis, inherited).params.get(second.text);
  return valueText(value, flatParamDimension(view.analysis, param));
}

function booleanItems(wanted: Wanted): Item[] {
  if (wanted.constant && wanted.dimension !== "bool") return [];
  if (isMetricPlace(wanted) || wanted.dimension === null || !fits("bool", wanted)) return [];
  const order = wanted.place === "condition" ? 80 : 3;
  return ["true", "false"].map((name) => item("keyword", name, order, { about: { kind: "word", name } }));
}

/** Texts that a metric can have. */
function textItems(setting: Setting, wanted: Wanted): Item[] {
  if (wanted.dimension !== "text") return [];
  return textsOf(setting, wanted.metric).map((text) => item("text", `"${text}"`, 2));
}

export function textsOf({ view }: Setting, metric: MetricSymbol | null): readonly string[] {
  if (metric?.name === "macro.level") return ["safe", "risky", "dangerous"];
  if (metric?.name !== "macro.name") return [];
  const profiles = [...view.analysis.names.bodies.values()].filter(({ declaration }) => declaration.kind === "profile");
  return [...new Set([...Object.keys(view.config.macros), ...profiles.map(({ name }) => name)])];
}
