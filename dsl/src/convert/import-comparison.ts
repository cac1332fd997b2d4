/** Comparisons of json-rules-engine as comparisons of policy. */

import { exactQuantity } from "../program/print.ts";
import { quoteText } from "../program/quote-text.ts";
import type { Dimension } from "../vocabulary/units.ts";
import type { ReadFact } from "./fact-reader.ts";
import { isObject, type JsonObject, type JsonPlace, shown } from "./json-place.ts";
import { atLeast, type ConditionImport, refuse, type WrittenCondition } from "./written-condition.ts";

const comparisons: Readonly<Record<string, string>> = {
  equal: "==",
  notEqual: "!=",
  lessThan: "<",
  lessThanInclusive: "<=",
  greaterThan: ">",
  greaterThanInclusive: ">=",
};
const memberships = ["in", "notIn"];
const knownOperators = [...Object.keys(comparisons), ...memberships];

/** A comparison of a fact with a value. Null, and reported, where policy cannot say it. */
export function importLeaf(data: JsonObject, place: JsonPlace, to: ConditionImport): WrittenCondition | null {
  const { fact, operator, value } = data;
  if (typeof fact !== "string") return refuse(to, [...place, "fact"], `a fact is named by a text, not ${shown(fact)}`);
  const extra = ["path", "params"].find((key) => data[key] !== undefined && !isEmpty(data[key]));
  if (extra !== undefined) {
    return refuse(
      to,
      [...place, extra],
      `policies have no facts with \`${extra}\`; give the value as a fact of its own`,
    );
  }
  if (typeof operator !== "string" || !knownOperators.includes(operator)) {
    return refuse(
      to,
      [...place, "operator"],
      `${shown(operator)} has no like in policies, which know ${knownOperators.join(", ")}`,
    );
  }
  if (!("value" in data)) return refuse(to, place, "a condition needs a `value`");
  const read = to.facts.read(fact);
  if ("problem" in read) return refuse(to, [...place, "fact"], read.problem);
  const written = memberships.includes(operator)
    ? membership(read, operator === "in", value, [...place, "value"], to)
    : comparison(read, comparisons[operator]!, value, [...place, "value"], to);
  if (written === null) return null;
  if (operator === "notEqual" || operator === "notIn") to.differences.push(place);
  const problem = to.facts.problemOf(written.text);
  return problem === null ? written : refuse(to, place, problem);
}

type Fact = Exclude<ReadFact, { readonly problem: string }>;

function comparison(
  fact: Fact,
  operator: string,
  value: unknown,
  place: JsonPlace,
  to: ConditionImport,
): WrittenCondition | null {
  if (value === null) return silence(fact, operator, place, to);
  if (isObject(value)) return againstFact(fact, operator, value, place, to);
  if (fact.dimension === "bool") return flag(fact, operator, value, place, to);
  const right = literal(fact.dimension, value);
  if (right === null) return refuse(to, place, `\`${fact.text}\` is ${nounOf(fact.dimension)}; ${shown(value)} is not`);
  return { text: `${fact.text} ${operator} ${right}`, strength: "comparison" };
}

/** `x == null`: the metric is silent. */
function silence(fact: Fact, operator: string, place: JsonPlace, to: ConditionImport): WrittenCondition | null {
  if (!fact.isMetric || (operator !== "==" && operator !== "!=")) {
    return refuse(to, place, "only a metric itself can be held against `null`, by equal and notEqual");
  }
  const text = `missing(${fact.text})`;
  return operator === "==" ? { text, strength: "primary" } : { text: `not ${text}`, strength: "not" };
}

function againstFact(
  left: Fact,
  operator: string,
  value: JsonObject,
  place: JsonPlace,
  to: ConditionImport,
): WrittenCondition | null {
  if (typeof value.fact !== "string" || value.path !== undefined || !isEmpty(value.params ?? {})) {
    return refuse(to, place, 'it must be a number, a text, true, false, null or { "fact": NAME }');
  }
  const right = to.facts.read(value.fact);
  if ("problem" in right) return refuse(to, [...place, "fact"], right.problem);
  const side = ({ text, dimension }: Fact) => (dimension === "bool" ? `(${text})` : text);
  return { text: `${side(left)} ${operator} ${side(right)}`, strength: "comparison" };
}

function flag(
  fact: Fact,
  operator: string,
  value: unknown,
  place: JsonPlace,
  to: ConditionImport,
): WrittenCondition | null {
  if (typeof value !== "boolean" || (operator !== "==" && operator !== "!=")) {
    return refuse(to, place, `\`${fact.text}\` is true or false; hold it against one of them by equal or notEqual`);
  }
  const holds = value === (operator === "==");
  if (fact.text === "true" || fact.text === "false") {
    return { text: String((fact.text === "true") === holds), strength: "primary" };
  }
  const text = /^[\w.]+$/.test(fact.text) || /^missing\([^()]*\)$/.test(fact.text) ? fact.text : `(${fact.text})`;
  return holds ? { text, strength: "primary" } : { text: `not ${text}`, strength: "not" };
}

function membership(
  fact: Fact,
  isIn: boolean,
  value: unknown,
  place: JsonPlace,
  to: ConditionImport,
): WrittenCondition | null {
  if (!Array.isArray(value)) return refuse(to, place, `in and notIn need a list, not ${shown(value)}`);
  const parts = value.map((item, at) => comparison(fact, isIn ? "==" : "!=", item, [...place, at], to));
  if (parts.includes(null)) return null;
  if (parts.length === 0) return { text: String(!isIn), strength: "primary" };
  const inner = parts.map((part) => atLeast(part!, isIn ? "and" : "not"));
  return parts.length === 1 ? parts[0]! : { text: inner.join(isIn ? " or " : " and "), strength: isIn ? "or" : "and" };
}

/** A value in base units as policy writes it; null where the dimension has no such values. */
function literal(dimension: Dimension, value: unknown): string | null {
  if (dimension === "text") return typeof value === "string" ? quoteText(value) : null;
  return typeof value === "number" && Number.isFinite(value) ? exactQuantity(value, dimension) : null;
}

function nounOf(dimension: Dimension): string {
  return dimension === "text" ? "a text" : `a number (${dimension.replaceAll("_", " ")})`;
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
