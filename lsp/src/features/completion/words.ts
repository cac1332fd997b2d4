/** Items for the words of the language: keywords with what usually follows them, actions, days, operators. */

import type { Expected } from "@macro-engine/dsl";
import { choice, field, type Item, item, same } from "./item.ts";
import type { Setting } from "./setting.ts";

/** What stands in a snippet behind the keyword that begins it, by the rule of the grammar that it begins. */
type Following = (setting: Setting) => string | null;

const actions = ["warn", "throttle", "pause", "cancel"] as const;
const levels = ["safe", "risky", "dangerous"] as const;
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const dayGroups = ["weekdays", "weekends", "daily"] as const;

const rule = (at: number) =>
  `${field(at, "name")}: ${choice(at + 1, [...actions].reverse())} when ${field(at + 2, "cpu.usage > 80%")} for ${field(at + 3, "5s")}`;

const declarations: Readonly<Record<string, Following>> = {
  schedule: () => ` ${field(1, "name")} = ${field(2, "fri, sat")} ${field(3, "20:00-24:00")}`,
  metric: () =>
    ` ${field(1, "name")}: ${choice(2, ["count", "number", "percent", "duration", "bytes", "rate", "bool", "text"])} "${field(3, "What it is")}"`,
  let: () => ` ${field(1, "name")} = ${field(2, "5s")}`,
  template: () =>
    ` ${field(1, "name")} {\n\tparam ${field(2, "limit")} = ${field(3, "80%")}\n\n\trule ${field(4, "name")}: ${choice(5, [...actions].reverse())} when cpu.usage > ${same(2)} for ${field(6, "5s")}\n}$0`,
  profile: (setting) =>
    ` ${field(1, "name")}${someTemplate(setting)} {\n\tlevel ${choice(3, levels)}\n\tmatch macro "${same(1)}_*"\n\n\t$0\n}`,
  test: (setting) =>
    ` "${field(1, "what it shows")}" {\n\tprofile ${field(2, someProfile(setting))}\n\tgiven ${field(3, "cpu.usage = 20%")}\n\tat ${field(4, "5s")}: ${field(5, "cpu.usage = 95%")}\n\texpect ${field(6, "cancel")}\n}$0`,
  assert: (setting) =>
    ` ${field(1, "name")} {\n\tprofile ${field(2, someProfile(setting))}\n\t${choice(3, ["cancels", "pauses", "throttles", "warns"])} when ${field(4, "cpu.usage > 95%")} for ${field(5, "30s")}\n}$0`,
};

const members: Readonly<Record<string, Following>> = {
  level: () => ` ${choice(1, levels)}`,
  match: () => ` ${choice(1, ["macro", "process"])} "${field(2, "name_*")}"`,
  grace: () => ` ${field(1, "5s")}`,
  cooldown: () => ` ${field(1, "1m")}`,
  param: () => ` ${field(1, "name")} = ${field(2, "80%")}`,
  rule: () => ` ${rule(1)}`,
};

const steps: Readonly<Record<string, Following>> = {
  every: () => ` ${field(1, "1s")}`,
  start: () => ` "${field(1, "2026-01-05T12:00:00Z")}"`,
  given: () => ` ${field(1, "cpu.usage")} = ${field(2, "20%")}`,
  at: () => ` ${field(1, "5s")}: ${field(2, "cpu.usage")} = ${field(3, "95%")}`,
  from: () =>
    ` ${field(1, "0s")} to ${field(2, "10s")}: ${field(3, "memory.usage")} = ${field(4, "60%")} -> ${field(5, "90%")}`,
  run: () => ` ${field(1, "60s")}`,
  expect: () => ` ${choice(1, [...actions].reverse())} by ${field(2, "rule")}`,
};

const claims: Readonly<Record<string, Following>> = Object.fromEntries(
  ["cancels", "pauses", "throttles", "warns"].map((word) => [
    word,
    () => ` when ${field(1, "cpu.usage > 95%")} for ${field(2, "30s")}`,
  ]),
);

const clauses: Readonly<Record<string, Following>> = {
  for: () => ` ${field(1, "5s")}`,
  message: (setting) => ` "${field(1, messageText(setting))}"`,
};

const followings: Readonly<Record<string, Readonly<Record<string, Following>>>> = {
  declaration: declarations,
  member: members,
  step: steps,
  assertStep: claims,
};

/** In the order in which they usually stand. */
const usual: readonly string[] = [
  ...["profile", "template", "test", "assert", "let", "schedule", "metric"],
  ...["rule", "override", "set", "param", "level", "match", "notify", "cooldown", "grace", "remove"],
  ...["expect", "given", "at", "from", "run", "trace", "every", "start"],
  ...["when", "for", "until", "message", "extends", "and", "or", "not"],
];

/** A keyword, with what usually follows it where the line ends behind it. */
export function keywordItem(setting: Setting, { type, rules }: Expected, order: number): Item {
  const [outer = "", inner] = rules;
  const begins = inner === undefined || (followings[outer]?.[type] !== undefined && setting.cursor.item.length === 0);
  const following =
    (begins ? followings[outer]?.[type] : undefined) ?? (outer === "member" ? clauses[type] : undefined);
  const rank = usual.indexOf(type);
  const text = type === "override" || type === "remove" ? `${type} rule` : type;
  const rest = setting.endsLine ? (following?.(setting) ?? null) : null;
  return item("keyword", text, order + (rank < 0 ? 50 : rank) / 100, {
    text: setting.endsLine ? text : type,
    snippet: rest === null ? null : text + rest,
    about: { kind: "word", name: type },
  });
}

export function wordItem(word: string, order: number): Item {
  return item("word", word, order, { about: { kind: "word", name: word } });
}

/** Words of one place, by the type of their token. */
export const wordsOfType: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["ActionWord", actions],
  ["DayWord", days],
  ["DayGroup", dayGroups],
  ["TargetWord", ["macro", "process"]],
  ...["all", "by", "to", "no", "before", "after", "clear"].map((word): [string, string[]] => [word, [word]]),
]);

export const levelItems = (): Item[] => levels.map((word, index) => wordItem(word, index));

function someProfile({ view }: Setting): string {
  for (const [name, { declaration }] of view.analysis.names.bodies) if (declaration.kind === "profile") return name;
  return "name";
}

function someTemplate({ view }: Setting): string {
  for (const [name, { declaration }] of view.analysis.names.bodies) {
    if (declaration.kind === "template") return ` extends ${field(2, name)}`;
  }
  return "";
}

/** With the first metric that the rule reads. */
function messageText({ view, cursor }: Setting): string {
  const { metrics } = view.analysis.names;
  const metric = cursor.item.find(({ text }) => metrics.has(text));
  return metric === undefined ? "What happened" : `${metric.text} is {${metric.text}}`;
}
