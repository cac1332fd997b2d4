/** What is offered where a name of the policy set stands, by the rule of the grammar that it stands in. */

import { type Analysis, type CodeCursor, dimensions, type FlatRule, remembered, type Source } from "@macro-engine/dsl";
import { type Item, item } from "./item.ts";
import { bodyItem, metricItem, paramItem, ruleItem } from "./names.ts";
import type { Setting } from "./setting.ts";
import { levelItems } from "./words.ts";

type CodeSetting = Setting & { readonly cursor: CodeCursor };

/** Null where the rules are not those of a name that something else has: a new name is the writer's own. */
export function nameItems(setting: CodeSetting, rules: readonly string[]): Item[] {
  const [last, before] = [rules.at(-1), rules.at(-2)];
  if (last === "levelMember") return levelItems();
  if (last === "notifyMember") return channelItems(setting);
  if (last === "metricRest") return dimensionItems();
  if (last === "profileStep") return profileItems(setting);
  if (last === "metricName") return before === "declaredMetric" ? [] : assignedItems(setting);
  if (last !== "declaredName") return [];
  switch (before) {
    case "bases":
      return baseItems(setting);
    case "setMember":
      return settableItems(setting);
    case "removeMember":
      return inheritedRules(setting).map(([name, rule], index) => ruleItem(name, rule, rule.symbol.body.name, index));
    case "ruleMember":
      return setting.cursor.item.some(({ type }) => type === "override") ? overridableItems(setting) : [];
    case "expectStep":
      return expectedRules(setting);
    case "profilesStep":
      return profileItems(setting);
    default:
      return [];
  }
}

// --- Bodies -------------------------------------------------------------------------------------------------------

/** Templates first; a template can extend nothing else, and nothing extends itself or what extends it. */
function baseItems(setting: CodeSetting): Item[] {
  const { view, body, declaration, cursor } = setting;
  const isTemplate = cursor.item[0]?.type === "template" || declaration?.kind === "template";
  const taken = new Set(cursor.item.slice(3).map(({ text }) => text));
  return [...view.analysis.names.bodies.values()].flatMap((symbol) => {
    const { kind } = symbol.declaration;
    if (symbol === body?.symbol || taken.has(symbol.name) || (isTemplate && kind === "profile")) return [];
    const extendsThis = body !== null && view.analysis.bodies.get(symbol)?.lineage.has(body.symbol);
    return extendsThis === true ? [] : [bodyItem(symbol, kind === "template" ? 0 : 1)];
  });
}

/** Those that are not named in the statement already. */
function profileItems({ view, cursor }: CodeSetting): Item[] {
  const taken = new Set(cursor.item.map(({ text }) => text));
  return [...view.analysis.names.bodies.values()].flatMap((symbol) =>
    symbol.declaration.kind === "profile" && !taken.has(symbol.name) ? [bodyItem(symbol, 0)] : [],
  );
}

// --- Params and rules ---------------------------------------------------------------------------------------------

/** Params of the bases that the body does not set in another member. */
function settableItems(setting: CodeSetting): Item[] {
  const { body, cursor, following, endsLine } = setting;
  if (body === null) return [];
  const set = new Set(
    body.symbol.declaration.members.flatMap((member) =>
      member.kind === "set" && !touches(member.span, cursor) ? [member.name.text] : [],
    ),
  );
  return body.bases.flatMap((base) =>
    [...base.params].flatMap(([name, param], index) => {
      if (set.has(name)) return [];
      set.add(name);
      const found = paramItem({ ...setting, body: base }, name, param, index / 1000);
      return [endsLine && !following.startsWith("=") ? { ...found, text: `${name} = ` } : found];
    }),
  );
}

function touches({ start, end }: { readonly start: number; readonly end: number }, { word }: CodeCursor): boolean {
  return start <= word.end && word.start <= end;
}

/** Rules of the bases that no other member of the body overrides or removes. */
function inheritedRules({ body, cursor }: CodeSetting): [string, FlatRule][] {
  if (body === null) return [];
  const taken = new Set(
    body.symbol.declaration.members.flatMap((member) =>
      (member.kind === "rule" || member.kind === "remove") && !touches(member.span, cursor) ? [member.name.text] : [],
    ),
  );
  return [...new Map(body.bases.flatMap((base) => [...base.rules]))].filter(([name]) => !taken.has(name));
}

/** With the text of the rule that is overridden, to be changed. */
function overridableItems(setting: CodeSetting): Item[] {
  return inheritedRules(setting).map(([name, rule], index) => {
    const found = ruleItem(name, rule, rule.symbol.body.name, index / 1000);
    if (!setting.endsLine) return found;
    const { file, declaration } = rule.symbol;
    const text = ruleText(file.source, declaration.name.span.start, declaration.span.end);
    return { ...found, text };
  });
}

/** Its lines, indented as one member is that begins where the cursor is. */
function ruleText({ text }: Source, start: number, end: number): string {
  const lineStart = text.lastIndexOf("\n", start) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, start))![0];
  const [first = "", ...lines] = text.slice(start, end).split(/\r?\n/);
  return [first, ...lines.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trimStart()))].join(
    "\n",
  );
}

/** Rules of the test's profile that do what is expected. */
function expectedRules(setting: CodeSetting): Item[] {
  const { body, cursor } = setting;
  if (body === null) return [];
  const words = cursor.item.map(({ text }) => text);
  const action = ["warn", "throttle", "pause", "cancel"].find((word) => words.includes(word));
  const all = [...body.rules];
  const fitting = all.filter(([, { symbol }]) => {
    const found = symbol.declaration.action;
    if (action === undefined || found === null) return found?.name !== "cancel";
    return found.name === action && (!words.includes("all") || found.all);
  });
  return fitting.map(([name, rule], index) => ruleItem(name, rule, body.symbol.name, index / 1000));
}

// --- Metrics, dimensions, channels --------------------------------------------------------------------------------

/** Metrics that a test can give: those that the profile's rules read come first, and `duration` goes by itself. */
function assignedItems(setting: CodeSetting): Item[] {
  const { view, body, cursor, endsLine } = setting;
  const { metrics } = view.analysis.names;
  const read = body === null ? new Set<string>() : metricsRead(view.analysis)(body.symbol);
  const taken = new Set(cursor.item.map(({ text }) => text));
  return [...metrics.values()].flatMap((symbol) => {
    if (symbol.name === "duration" || taken.has(symbol.name)) return [];
    const found = metricItem(view, symbol, read.has(symbol.name) ? 0 : 1);
    return [endsLine ? { ...found, text: `${symbol.name} = ` } : found];
  });
}

/** Metrics that the rules of a body read, inherited ones too. */
const metricsRead = remembered((analysis: Analysis) =>
  remembered((symbol: Parameters<Analysis["bodies"]["get"]>[0]): ReadonlySet<string> => {
    const found = new Set<string>();
    for (const { symbol: rule } of analysis.bodies.get(symbol)?.rules.values() ?? []) {
      const { span } = rule.declaration;
      const text = rule.file.source.text.slice(span.start, span.end);
      for (const [word] of text.matchAll(/[A-Za-z_][\w.]*/g)) if (analysis.names.metrics.has(word)) found.add(word);
    }
    return found;
  }),
);

function dimensionItems(): Item[] {
  return Object.entries(dimensions).map(([name, { noun }], index) =>
    item("dimension", name, index / 100, { detail: noun }),
  );
}

/** Those of the configuration; without one, those that other members name. */
function channelItems({ view, cursor }: CodeSetting): Item[] {
  const taken = new Set(cursor.item.map(({ text }) => text));
  const known = view.channels ?? channelsNamed(view.analysis);
  return known.flatMap((name) => {
    const kind = view.config.channels[name]?.kind;
    return taken.has(name) ? [] : [item("channel", name, 0, { detail: kind ?? "channel" })];
  });
}

const channelsNamed = remembered(({ names }: Analysis): readonly string[] => {
  const members = names.allBodies.flatMap(({ declaration }) => declaration.members);
  const found = members.flatMap((member) => (member.kind === "notify" ? member.channels.map(({ text }) => text) : []));
  return [...new Set(found)].filter((name) => name !== "");
});
