/** What kind of value fits at a place of an expression that is being written, by what stands before it. */

import {
  type CodeCursor,
  type FunctionInfo,
  functions,
  type KnownDimension,
  type MetricSymbol,
  type TokenAt,
  typeOfText,
} from "@macro-engine/dsl";
import { argumentIndex, isCallee, lastOutside, openParenthesis, segmentOf } from "../expression-tokens.ts";
import type { Setting } from "./setting.ts";

export interface Wanted {
  /** Null: any. */
  readonly dimension: KnownDimension | null;
  /** Of what stands behind the operator that follows, where a condition begins; null: nothing that tells. */
  readonly opposite: KnownDimension | null;
  /** Where a name can stand: for a value, at the beginning of a condition, as a function's metric. */
  readonly place: "value" | "condition" | "numeric-metric" | "metric";
  /** Quantities, lets and params alone. */
  readonly constant: boolean;
  /** A plain number is none of a count or a rate: in products and quotients nothing converts. */
  readonly exact: boolean;
  /** What it is held against, where that is a metric alone: a limit of it is wanted. */
  readonly metric: MetricSymbol | null;
  /** The function and parameter that it is for. */
  readonly parameter: { readonly function: string; readonly name: string } | null;
}

export function isMetricPlace({ place }: Wanted): boolean {
  return place === "metric" || place === "numeric-metric";
}

const anything: Wanted = {
  opposite: null,
  dimension: null,
  place: "value",
  constant: false,
  exact: false,
  metric: null,
  parameter: null,
};

type Tokens = readonly TokenAt[];

/** `rules`: those of the grammar that the value would stand in. */
export function wantedAt(setting: Setting & { readonly cursor: CodeCursor }, rules: readonly string[]): Wanted {
  const tokens = setting.cursor.inMessage ?? setting.cursor.item;
  return within(setting, tokens, outermost(setting, tokens, rules));
}

/** What the clause or member asks for, whatever stands in it already. */
function outermost(setting: Setting, tokens: Tokens, rules: readonly string[]): Wanted {
  const constant = { ...anything, constant: true };
  if (rules.includes("holdClause") || rules.includes("timeMember") || rules.includes("time")) {
    return { ...constant, dimension: "duration" };
  }
  if (rules.includes("setMember")) return { ...constant, dimension: paramDimension(setting, tokens[1]?.text ?? "") };
  if (rules.includes("assignment") || rules.includes("ramp")) {
    const equals = tokens.findLastIndex(({ type }) => type === "Assign");
    const metric = setting.view.analysis.names.metrics.get(tokens[equals - 1]?.text ?? "") ?? null;
    return { ...constant, dimension: metric?.metric?.dimension ?? null, metric };
  }
  if (rules.includes("condition")) {
    return { ...anything, place: "condition", dimension: "bool", opposite: rightSide(setting) };
  }
  return rules.includes("messageValue") ? anything : constant;
}

function paramDimension({ view, body }: Setting, name: string): KnownDimension | null {
  const param = body?.params.get(name);
  if (param === undefined) return null;
  return view.analysis.types.get(param.symbol.declaration.value)?.dimension ?? null;
}

/** Within parentheses and operators; `outer` is what the whole expression is wanted for. */
function within(setting: Setting, tokens: Tokens, outer: Wanted): Wanted {
  const open = openParenthesis(tokens);
  if (open < 0) return inSegment(setting, segmentOf(tokens), outer);
  const around = within(setting, tokens.slice(0, open), outer);
  const callee = tokens[open - 1];
  const inside = tokens.slice(open + 1);
  if (callee === undefined || !isCallee(callee)) return inSegment(setting, segmentOf(inside), around);
  const info: FunctionInfo | undefined = functions.find(({ name }) => name === callee.text);
  const parameter = info?.parameters[argumentIndex(inside)];
  if (info === undefined || parameter === undefined) return anything;
  const named = { function: info.name, name: parameter.name };
  return inSegment(setting, segmentOf(inside), { ...argument(info, parameter.kind, around), parameter: named });
}

function argument({ result }: FunctionInfo, kind: FunctionInfo["parameters"][number]["kind"], around: Wanted): Wanted {
  const kept = result === "same" && around.dimension !== "bool" ? around.dimension : null;
  switch (kind) {
    case "metric":
      return { ...anything, place: "numeric-metric", dimension: kept };
    case "any-metric":
      return { ...anything, place: "metric" };
    case "condition":
      return { ...anything, place: "condition", dimension: "bool" };
    case "duration":
      return { ...anything, constant: true, dimension: "duration" };
    case "number":
      return { ...anything, dimension: kept };
  }
}

const operators: ReadonlySet<string> = new Set(["Plus", "Minus", "Times", "Divide"]);

function inSegment(setting: Setting, segment: Tokens, outer: Wanted): Wanted {
  const at = lastOutside(segment, (type) => type === "Comparison" || type === "Assign");
  const right = segment.slice(at + 1);
  const isCompared = at >= 0 && outer.place === "condition";
  const wanted = isCompared ? comparedWith(setting, segment.slice(0, at)) : outer;
  const operator = lastOutside(right, (type) => operators.has(type));
  const before = right.slice(0, Math.max(operator, 0));
  if (operator < 0 || operator < right.length - 1 || before.length === 0) return wanted;
  const value: Wanted =
    wanted.place === "condition" ? { ...wanted, place: "value", dimension: wanted.opposite } : wanted;
  const { type } = right.at(-1)!;
  const exact = type === "Times" || type === "Divide";
  return { ...value, exact, metric: null, dimension: operandDimension(setting, before, type, value.dimension) };
}

function comparedWith(setting: Setting, left: Tokens): Wanted {
  const { metrics } = setting.view.analysis.names;
  const names = left.flatMap(({ text }) => metrics.get(text) ?? []);
  return { ...anything, dimension: typeOf(setting, left), metric: names.length === 1 ? names[0]! : null };
}

function typeOf({ view, body }: Setting, tokens: Tokens): KnownDimension {
  return typeOfText(view.analysis, body, tokens.map(({ text }) => text).join(" ")).dimension;
}

/** What the right operand has to be, when the result is to be of a dimension. */
function operandDimension(
  setting: Setting,
  left: Tokens,
  operator: string,
  result: KnownDimension | null,
): KnownDimension | null {
  const found = typeOf(setting, left);
  if (operator === "Plus" || operator === "Minus") return found === "unknown" ? result : found;
  if (operator === "Times") return found === "number" ? result : "number";
  return result === "number" && found !== "number" ? found : "number";
}

/** `… > 80%` behind the cursor: what it will be compared with. */
function rightSide({ view, body, following }: Setting): KnownDimension | null {
  const [, rest = ""] = /^(?:[<>]=?|[=!]=)(.*)$/.exec(following) ?? [];
  const [text = ""] = rest.split(/\b(?:and|or|for|until|message)\b|[,{}#]/);
  if (text.trim() === "") return null;
  const { dimension } = typeOfText(view.analysis, body, text);
  return dimension === "unknown" ? null : dimension;
}

export interface LeftSide {
  readonly dimension: KnownDimension;
  readonly isCompared: boolean;
  readonly metric: MetricSymbol | null;
}

/** What stands before an operator. */
export function leftSideAt(setting: Setting & { readonly cursor: CodeCursor }): LeftSide {
  const all = setting.cursor.inMessage ?? setting.cursor.item;
  const segment = segmentOf(all.slice(openParenthesis(all) + 1));
  const { dimension, metric } = comparedWith(setting, segment);
  const isCompared = lastOutside(segment, (type) => type === "Comparison") >= 0;
  return { dimension: dimension ?? "unknown", isCompared, metric };
}

/** The metric that a string is compared with. */
export function comparedMetric(setting: Setting): MetricSymbol | null {
  const { item } = setting.cursor;
  const segment = segmentOf(item.slice(openParenthesis(item) + 1));
  return comparedWith(setting, segment).metric;
}
