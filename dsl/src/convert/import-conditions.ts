/** Conditions of json-rules-engine as conditions of policy, where policy can say them. */

import { depthLimit } from "../syntax/limits.ts";
import { importLeaf } from "./import-comparison.ts";
import { isObject, type JsonObject, type JsonPlace, shown } from "./json-place.ts";
import { atLeast, type ConditionImport, refuse, type WrittenCondition } from "./written-condition.ts";

/** Every list below another adds two steps, every `not` one. */
const longestPlace = 2 * depthLimit;

/** Null, and reported, where policy cannot say it. */
export function importCondition(data: unknown, place: JsonPlace, to: ConditionImport): WrittenCondition | null {
  if (!isObject(data)) return refuse(to, place, `a condition is an object, not ${shown(data)}`);
  if (place.length > longestPlace)
    return refuse(to, place.slice(0, 8), `conditions below it are more than ${depthLimit} deep`);
  if ("all" in data) return importList(data, "all", place, to);
  if ("any" in data) return importList(data, "any", place, to);
  if ("not" in data) return importNot(data.not, [...place, "not"], to);
  if ("condition" in data) {
    return refuse(
      to,
      [...place, "condition"],
      "it stands for a condition that is set in code; write that condition here",
    );
  }
  return importLeaf(data, place, to);
}

function importNot(data: unknown, place: JsonPlace, to: ConditionImport): WrittenCondition | null {
  const operand = importCondition(data, place, to);
  if (operand === null) return null;
  to.differences.push(place);
  return { text: `not ${atLeast(operand, "not")}`, strength: "not" };
}

function importList(
  data: JsonObject,
  key: "all" | "any",
  place: JsonPlace,
  to: ConditionImport,
): WrittenCondition | null {
  const list = data[key];
  if (!Array.isArray(list))
    return refuse(to, [...place, key], `\`${key}\` has a list of conditions, not ${shown(list)}`);
  const needed = key === "all" ? list.filter((item, at) => !isImplied(item, list, at)) : list;
  const inequality = asInequality(needed, key);
  if (inequality !== null) return importLeaf(inequality, [...place, key, list.indexOf(needed[0])], to);
  const parts = needed.map((item) => importCondition(item, [...place, key, list.indexOf(item)], to));
  if (parts.includes(null)) return null;
  const written = parts as WrittenCondition[];
  // The library takes an empty list, of either kind, for true.
  if (written.length === 0) return { text: "true", strength: "primary" };
  if (written.length === 1) return written[0]!;
  const [word, inner] = key === "all" ? (["and", "not"] as const) : (["or", "and"] as const);
  return { text: written.map((part) => atLeast(part, inner)).join(` ${word} `), strength: word };
}

/** `x < v or x > v` is `x != v`, `x <= v and x >= v` is `x == v`: as exports of policies have them. */
function asInequality(list: readonly unknown[], key: "all" | "any"): JsonObject | null {
  const [first, second] = list;
  if (list.length !== 2 || !isObject(first) || !isObject(second)) return null;
  const [low, high] = key === "any" ? ["lessThan", "greaterThan"] : ["lessThanInclusive", "greaterThanInclusive"];
  const alike = first.fact === second.fact && JSON.stringify(first.value) === JSON.stringify(second.value);
  if (!alike || first.operator !== low || second.operator !== high) return null;
  return { ...first, operator: key === "any" ? "notEqual" : "equal" };
}

/** `x != null` beside what can be true only where x is known: in a policy, comparisons see to that themselves. */
function isImplied(item: unknown, list: readonly unknown[], at: number): boolean {
  if (!isObject(item) || item.operator !== "notEqual" || item.value !== null || typeof item.fact !== "string")
    return false;
  return list.some((other, index) => index !== at && needs(other, item.fact as string));
}

/** Whether a condition of policy cannot be true while the fact is missing. */
function needs(data: unknown, fact: string, depth = 0): boolean {
  if (!isObject(data) || depth > depthLimit) return false;
  if (Array.isArray(data.all)) return data.all.some((item) => needs(item, fact, depth + 1));
  if (Array.isArray(data.any)) return data.any.length > 0 && data.any.every((item) => needs(item, fact, depth + 1));
  if (data.value === null) return false;
  return data.fact === fact || (isObject(data.value) && data.value.fact === fact);
}
