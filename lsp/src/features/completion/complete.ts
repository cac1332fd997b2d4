/** What may be written at a place of a policy, or of a file beside it: from the grammar what may stand there, from the set what there is. */

import { type CodeCursor, cursorAt, dimensions, type Expected, type StringCursor } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { commentCompletion } from "./comments.ts";
import { hasMeaning } from "./fitting-words.ts";
import { functionItems } from "./functions.ts";
import { type Completion, type Item, item } from "./item.ts";
import { nameItems } from "./offers.ts";
import { operatorItems } from "./operators.ts";
import { type Setting, settingOf } from "./setting.ts";
import { quotedItems, stringItems } from "./strings.ts";
import { timeItems, unitItems } from "./units.ts";
import { valueItems } from "./values.ts";
import { type Wanted, wantedAt } from "./wanted.ts";
import { keywordItem, wordItem, wordsOfType } from "./words.ts";
import { completeYaml } from "./yaml/complete-yaml.ts";

/** Null where nothing can be offered. `trigger`: the character that was typed, where it was what asked. */
export function complete(
  view: PolicyView,
  path: string,
  offset: number,
  trigger: string | null = null,
): Completion | null {
  const source = view.sources.get(path);
  if (source === undefined) return null;
  if (view.kindOf(path) !== "policy") return trigger === "/" ? null : completeYaml(view, source, offset, trigger);
  const at = Math.max(0, Math.min(offset, source.text.length));
  const cursor = cursorAt(source, at);
  if (cursor.kind === "comment") return commentCompletion(view, path, cursor, at);
  if (!isMeant(cursor, trigger)) return null;
  const setting = settingOf(view, path, cursor);
  if (cursor.kind === "string") return inString({ ...setting, cursor }, at);
  const word = source.text.slice(cursor.word.start, at);
  const isNumber = /^[0-9]/.test(word);
  const items = isNumber ? quantities({ ...setting, cursor }, word, trigger !== null) : inCode({ ...setting, cursor });
  return { span: cursor.word, cursor: at, items: distinct(items) };
}

/** Whether a character that asks by itself has a meaning there that is worth asking about. */
function isMeant(cursor: CodeCursor | StringCursor, trigger: string | null): boolean {
  switch (trigger) {
    case " ":
      return cursor.kind === "code" && !cursor.mayEnd && cursor.item.length > 0;
    case '"':
    case "/":
      return cursor.kind === "string";
    case "{":
      return cursor.kind === "code" && cursor.inMessage !== null;
    default:
      return true;
  }
}

function inString(setting: Setting & { readonly cursor: StringCursor }, at: number): Completion {
  const { span, expected } = setting.cursor;
  return {
    span: { start: Math.min(span.start, at), end: Math.max(span.end, at) },
    cursor: at,
    items: distinct(stringItems(setting, expected)),
  };
}

type CodeSetting = Setting & { readonly cursor: CodeCursor };

/** Typing digits asks by itself: where no unit is needed, or it is not known which, nobody is disturbed. */
function quantities(setting: CodeSetting, word: string, isUnasked: boolean): Item[] {
  const { expected } = setting.cursor;
  if (expected.some(({ type }) => type === "Time")) return timeItems(word);
  const quantity = expected.find(({ type }) => type === "Quantity");
  if (quantity === undefined) return [];
  const wanted = wantedAt(setting, quantity.rules);
  return isUnasked && !needsUnit(wanted) ? [] : unitItems(word, wanted);
}

function needsUnit({ dimension }: Wanted): boolean {
  return dimension !== null && dimension !== "unknown" && !dimensions[dimension].acceptsPlainNumber;
}

function inCode(setting: CodeSetting): Item[] {
  const { expected } = setting.cursor;
  const types = new Set(expected.map(({ type }) => type));
  const named = expected.filter(({ type, rules }) => (type === "Name" || type === "DottedName") && !isValue(rules));
  const operands = expected.filter(({ rules }) => isValue(rules) || rules.at(-1) === "time");
  const wanted = operands[0] === undefined ? null : wantedAt(setting, operands[0].rules);
  return [
    ...named.flatMap(({ rules }) => nameItems(setting, rules)),
    ...(wanted === null ? [] : values(setting, wanted, new Set(operands.map(({ type }) => type)))),
    ...expected.flatMap((each) => words(setting, wanted, each)),
    ...operatorItems(setting, types),
    ...(types.has("Arrow") ? [item("operator", "->", 0, { detail: "up or down to, in a straight line" })] : []),
    ...quotedItems(setting, expected),
    ...(types.has("Time") ? [item("quantity", "20:00-24:00", 9, { detail: "a span of the day" })] : []),
  ];
}

const isValue = (rules: readonly string[]) => rules.includes("operand") || rules.at(-1) === "call";

function values(setting: CodeSetting, wanted: Wanted, types: ReadonlySet<string>): Item[] {
  return [...valueItems(setting, wanted, types), ...functionItems(setting, wanted, types)];
}

/** Words that stand for values are offered with those. */
const valueWords: ReadonlySet<string> = new Set(["true", "false"]);

/** Words that follow one another seldom come last. */
const orderOfType: ReadonlyMap<string, number> = new Map([
  ["DayGroup", 1],
  ["by", 0],
  ["before", 3],
  ["after", 3.1],
  ["all", 4],
]);

function words(setting: CodeSetting, wanted: Wanted | null, each: Expected): Item[] {
  const { type, rules } = each;
  const known = wordsOfType.get(type);
  if (!hasMeaning(setting, each)) return [];
  if (known !== undefined) return known.map((word, index) => wordItem(word, orderOfType.get(type) ?? index / 10));
  if (!/^[a-z]+$/.test(type) || valueWords.has(type)) return [];
  // `missing(…)` is a function; alone it is what a test can assign.
  if (type === "missing") return rules.at(-1) === "assignedValue" ? [wordItem("missing", 6)] : [];
  if (type === "not") return wanted?.place === "condition" ? [keywordItem(setting, each, 41)] : [];
  return [keywordItem(setting, each, isNext(setting, each) ? 20 : 2)];
}

/** It opens another item than the one that the cursor is behind. */
function isNext({ cursor }: CodeSetting, { rules }: Expected): boolean {
  return cursor.item.length > 0 && rules.length === 1;
}

/** Of items of one label the one that is offered first. */
function distinct(items: readonly Item[]): Item[] {
  const found = new Map<string, Item>();
  for (const each of items) {
    const key = `${each.label}\n${each.kind}`;
    const earlier = found.get(key);
    if (earlier === undefined || each.order < earlier.order) found.set(key, each);
  }
  return [...found.values()].sort((a, b) => a.order - b.order);
}
