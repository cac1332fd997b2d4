/** Rules of json-rules-engine as policy text: those that `export` writes, and others as far as policy can say them. */

import { analyze } from "../analyze.ts";
import { isReserved } from "../check/lost-words.ts";
import { format } from "../format/format.ts";
import { exactQuantity } from "../program/print.ts";
import { quotePlainMessage } from "../program/quote-message.ts";
import type { Source } from "../syntax/source.ts";
import { type CompanionProfile, readCompanions } from "./exported-file.ts";
import { createFactReader } from "./fact-reader.ts";
import { importCondition } from "./import-conditions.ts";
import { type ImportProblem, isObject, type JsonObject, type JsonPlace, shown } from "./json-place.ts";
import { groupByProfile, type ReadRule } from "./rule-members.ts";
import { atLeast, type ConditionImport } from "./written-condition.ts";

export interface RulesImport {
  /** A list of rules, an object that has one under `rules`, or a single rule. */
  readonly data: unknown;
  /** Expressions of policy by the names of facts; others are named as they are. */
  readonly facts: ReadonlyMap<string, string>;
  /** Actions by types of events; others are actions themselves. */
  readonly events: ReadonlyMap<string, string>;
  /** Of rules that do not say. */
  readonly profile: string;
  /** The set that the text will join: its metrics and schedules may be named. */
  readonly policies: readonly Source[];
}

export interface ImportedRules {
  /** What could be written; "" without any. */
  readonly text: string;
  readonly problems: readonly ImportProblem[];
  /** Where the meaning over missing values is another than the library's. */
  readonly differences: readonly JsonPlace[];
  /** How many rules the text has. */
  readonly rules: number;
}

/** Pure; never throws for what the data is. */
export function importRules(input: RulesImport): ImportedRules {
  const problems: ImportProblem[] = [];
  const differences: JsonPlace[] = [];
  const found = rulesIn(input.data);
  if (found === null) {
    const message = `it holds no rules: a list of { conditions, event } is needed, or an object with one under \`rules\`, not ${shown(input.data)}`;
    return { text: "", problems: [{ place: [], message }], differences, rules: 0 };
  }
  const companions = readCompanions(input.data, input.policies);
  const declared = { path: "declarations of the file", text: companions.declarations.join("\n") };
  const facts = createFactReader(input.facts, [...input.policies, declared]);
  const to: ConditionImport = { facts, problems, differences };
  const read = found.list.map((data, at) =>
    readRule(data, [...found.place, at].slice(found.single ? 1 : 0), input, to),
  );
  const rules = read.filter((rule) => rule !== null);
  const members = groupByProfile(rules);
  const names = [...new Set([...companions.profiles.keys(), ...members.keys()])];
  const profiles = names.map((name) => profileText(name, members.get(name) ?? [], companions.profiles.get(name)));
  const written = [...companions.declarations, ...profiles].join("\n\n");
  const text = profiles.length === 0 ? "" : format({ path: "", text: `${written}\n` });
  if (problems.length === 0) problems.push(...wholeProblems(text, input.policies));
  return { text, problems, differences: companions.isOurs ? [] : differences, rules: rules.length };
}

function profileText(name: string, rules: readonly string[], head?: CompanionProfile): string {
  const members = [...(head?.members ?? []), ...rules].map((member) => member.replace(/^/gm, "  "));
  return [...(head?.documentation ?? []), `profile ${name} {`, ...members, "}"].join("\n");
}

interface RulesFound {
  readonly list: readonly unknown[];
  readonly place: JsonPlace;
  readonly single: boolean;
}

/** Null when the data holds none. */
export function rulesIn(data: unknown): RulesFound | null {
  if (Array.isArray(data)) return { list: data, place: [], single: false };
  if (!isObject(data)) return null;
  if (Array.isArray(data.rules)) return { list: data.rules, place: ["rules"], single: false };
  return isObject(data.conditions) && isObject(data.event) ? { list: [data], place: [], single: true } : null;
}

/** What only shows once all of it stands together: a name that is taken, a profile that exists. */
function wholeProblems(text: string, policies: readonly Source[]): ImportProblem[] {
  // Behind all others, so that of two claims to a name its own is the later one.
  const path = "\u{10FFFF}";
  const { diagnostics } = analyze({ files: [...policies, { path, text }] });
  const own = diagnostics.filter(({ file, severity }) => file === path && severity === "error");
  return own.slice(0, 1).map(({ message }) => ({ place: [], message }));
}

const actions = ["warn", "throttle", "pause", "cancel", "cancel all"];

function readRule(data: unknown, place: JsonPlace, input: RulesImport, to: ConditionImport): ReadRule | null {
  const before = to.problems.length;
  const refuse = (where: JsonPlace, message: string) => to.problems.push({ place: where, message });
  if (!isObject(data) || !isObject(data.event)) {
    refuse(place, `a rule is an object with \`conditions\` and \`event\`, not ${shown(data)}`);
    return null;
  }
  const params = isObject(data.event.params) ? data.event.params : {};
  const type = data.event.type;
  const clears = type === "clear" && typeof params.rule === "string" && !input.events.has("clear");
  const action = clears ? "clear" : actionOf(type, params, input.events);
  if (action === null) {
    refuse(
      [...place, "event", "type"],
      `${shown(type)} is no action; they are ${actions.join(", ")}: say which it is by --event ${JSON.stringify(String(type))}=ACTION`,
    );
  }
  const hold = waitOf(params);
  if (hold === null)
    refuse([...place, "event", "params", "forMs"], `it is a time in milliseconds, not ${shown(params.forMs)}`);
  const isDefault = clears && params.by === "false";
  const guardless = withoutGuard(data.conditions, params);
  const condition = isDefault
    ? null
    : importCondition(guardless.data, [...place, "conditions", ...guardless.place], to);
  const problem = condition === null ? null : to.facts.problemOf(condition.text);
  if (problem !== null) refuse([...place, "conditions"], problem);
  if (to.problems.length > before) return null;
  const waiting = condition === null ? "" : hold === "" ? condition.text : `${atLeast(condition, "and")} for ${hold}`;
  const profile = wordFor(typeof params.profile === "string" ? params.profile : input.profile, "profile");
  const name = nameOf(data, params, place);
  return {
    profile,
    name,
    priority: typeof data.priority === "number" ? data.priority : 1,
    text: `rule ${name}: ${action} when ${waiting}`,
    message: messageOf(params),
    clears,
    until: isDefault || condition === null ? null : waiting,
  };
}

function actionOf(type: unknown, params: JsonObject, events: ReadonlyMap<string, string>): string | null {
  const candidates = [events.get(String(type)), type, params.action];
  return (candidates.find((candidate) => actions.includes(String(candidate))) as string | undefined) ?? null;
}

/** "" for none, null for what is no time. */
function waitOf({ forMs }: JsonObject): string | null {
  if (forMs === undefined || forMs === 0) return "";
  return typeof forMs === "number" && Number.isFinite(forMs) && forMs > 0 ? exactQuantity(forMs, "duration") : null;
}

/** Rules of several profiles in one file begin with a condition that says whose they are. */
function withoutGuard(data: unknown, params: JsonObject): { readonly data: unknown; readonly place: JsonPlace } {
  if (!isObject(data) || !Array.isArray(data.all) || data.all.length !== 2) return { data, place: [] };
  const [guard, rest] = data.all;
  const isGuard =
    isObject(guard) && guard.fact === "profile" && guard.operator === "equal" && guard.value === params.profile;
  return isGuard && typeof params.profile === "string" ? { data: rest, place: ["all", 1] } : { data, place: [] };
}

/** Messages of exported rules are written as policies have them; others are plain texts. */
function messageOf({ message, threshold, rule }: JsonObject): string {
  if (typeof message !== "string" || message === "") return "";
  const isWritten = /^(?:[^"\\\n\r]|\\.)*$/.test(message);
  const isOurs = typeof threshold === "string" && typeof rule === "string" && isWritten;
  return `message ${isOurs ? `"${message}"` : quotePlainMessage(message)}`;
}

function nameOf(data: JsonObject, params: JsonObject, place: JsonPlace): string {
  const given = [params.rule, data.name].find((name) => typeof name === "string" && name !== "");
  return wordFor(typeof given === "string" ? given : `rule_${Number(place.at(-1) ?? 0) + 1}`, "rule");
}

/** A name of the language, as near as can be. */
function wordFor(text: string, kind: string): string {
  const word = text.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^(?=[0-9]|$)/, `${kind}_`);
  return isReserved(word) ? `${word}_${kind}` : word;
}
