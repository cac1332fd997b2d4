/** What hovers say in override files: of their keys, and of the profiles, params and rules that they change. */

import { type FlatBody, knownValues, type Source } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { Hover } from "../hover.ts";
import { code, paragraphs } from "../markdown.ts";
import { programLine } from "../rule-text.ts";
import { bodyHover } from "./body.ts";
import { paramHover } from "./constant.ts";
import { ruleHover } from "./rule.ts";
import { wordHover } from "./word.ts";
import { yamlSpotAt } from "./yaml-path.ts";

export function overridesHover(view: PolicyView, source: Source, offset: number): Hover | null {
  const spot = yamlSpotAt(source, offset);
  if (spot === null) return null;
  const path = spot.path.map(String);
  const markdown = path[0] === "profiles" ? ownForm(view, path) : originalForm(view, path, spot.atKey);
  return markdown === null ? null : { place: { file: source.path, span: spot.span }, markdown };
}

const keys: Readonly<Record<string, string>> = {
  profiles: "What is changed, by profile.",
  set: "Values of the profile's params.",
  rules: "What is changed about the profile's rules, by rule.",
  enabled: `${code("false")} turns the rule off.`,
  action: `Another action for the rule: ${["warn", "throttle", "pause", "cancel", "cancel all"].map(code).join(", ")}.`,
};

/** `profiles: { heal: { set: { cpu_usage_max: 95% }, rules: { lag: { enabled: false } } } }` */
function ownForm(view: PolicyView, path: readonly string[]): string | null {
  const [, profile, section, name, key] = path;
  if (profile === undefined) return overrideKeyText("profiles");
  const body = bodyNamed(view, profile);
  if (section === undefined) return body === null ? null : bodyHover(view, body.symbol);
  if (name === undefined) return overrideKeyText(section);
  if (section === "set") return paramOf(view, body, name);
  if (section !== "rules") return null;
  return key === undefined ? ruleOf(view, body, name) : overrideKeyText(key);
}

/** What a key of an override file is for; null for one that is a name. */
export function overrideKeyText(key: string): string | null {
  const own = keys[key];
  return own === undefined ? wordHover(key) : paragraphs(`**${code(key)}**`, own);
}

const originalKeys: Readonly<Record<string, string>> = {
  macro_id: "The macro that the entry is about: the profile of that name, or a new one.",
  name: "A name for people; changes nothing.",
  category: "Sorts the entry; changes nothing.",
  description: "Takes the place of the profile's own description.",
  safety_level: `The profile's ${code("level")}.`,
  performance_thresholds: "Limits: each sets the param of its name where the profile has one, else adds a cancel rule.",
  auto_cancel_enabled: `${code("false")} turns every cancel of the profile into a warn.`,
  discord_notify: `Whether the channel ${code("discord")} hears of cancels.`,
};

/** The earlier system's JSON: entries by macro, limits as plain numbers. */
function originalForm(view: PolicyView, path: readonly string[], atKey: boolean): string | null {
  const [macro, key, limit] = path;
  const body = macro === undefined ? null : bodyNamed(view, macro);
  if (key === undefined) return body === null || !atKey ? null : bodyHover(view, body.symbol);
  const name = limit ?? key;
  if (name !== "description") {
    const param = paramOf(view, body, name);
    if (param !== null) return param;
  }
  // A limit without a param is a rule.
  const rule = macro === undefined ? undefined : view.analysis.changes.get(macro)?.rules.get(name);
  if (rule !== undefined) return paragraphs(`**${code(name)}**`, `Stands for rule ${code(programLine(rule))}.`);
  const text = originalKeys[name];
  return text === undefined ? null : paragraphs(`**${code(name)}**`, text);
}

function bodyNamed({ analysis }: PolicyView, name: string): FlatBody | null {
  const symbol = analysis.names.bodies.get(name);
  if (symbol !== undefined) return analysis.bodies.get(symbol) ?? null;
  // An id of the earlier system that is no profile's is made one, from what governed that macro.
  return analysis.changes.get(name)?.body ?? null;
}

function paramOf(view: PolicyView, body: FlatBody | null, name: string): string | null {
  const param = body?.params.get(name);
  return body === null || param === undefined
    ? null
    : paramHover(view, param.symbol, body, knownValues(view.analysis, body));
}

function ruleOf(view: PolicyView, body: FlatBody | null, name: string): string | null {
  const rule = body?.rules.get(name);
  return body === null || rule === undefined
    ? null
    : ruleHover(view, rule.symbol, body, knownValues(view.analysis, body));
}
