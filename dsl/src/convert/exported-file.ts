/** What an exported file says beside its rules: metrics, schedules and the settings of profiles, as policy text. */

import { isLevel } from "../program/levels.ts";
import { exactQuantity } from "../program/print.ts";
import { quoteText } from "../program/quote-text.ts";
import { parse } from "../syntax/parse.ts";
import type { Source } from "../syntax/source.ts";
import { isObject, type JsonObject } from "./json-place.ts";
import { documentationLines } from "./member-text.ts";

/** The mark of files that `export` writes. */
export const exportedRulesFormat = "macro-engine rules";

export interface Companions {
  readonly isOurs: boolean;
  /** Metrics and schedules that the set does not declare itself. */
  readonly declarations: readonly string[];
  readonly profiles: ReadonlyMap<string, CompanionProfile>;
}

/** What a profile has besides its rules. */
export interface CompanionProfile {
  readonly documentation: readonly string[];
  readonly members: readonly string[];
}

/** Parts that are not as `export` writes them are left out: the rules that need them say so. */
export function readCompanions(data: unknown, policies: readonly Source[]): Companions {
  if (!isObject(data) || data.format !== exportedRulesFormat) {
    return { isOurs: false, declarations: [], profiles: new Map() };
  }
  const known = namesIn(policies);
  const objects = (value: unknown) => (Array.isArray(value) ? value.filter(isObject).filter(isNamed) : []);
  const metrics = objects(data.metrics).filter(({ custom }) => custom === true);
  const named = [
    ...metrics.map((metric) => [metric.name, metricText(metric)] as const),
    ...objects(data.schedules).map((schedule) => [schedule.name, scheduleText(schedule)] as const),
  ];
  const profiles = objects(data.profiles).map((profile) => {
    const documentation = typeof profile.description === "string" ? documentationLines(profile.description) : [];
    return [String(profile.name), { documentation, members: settings(profile) }] as const;
  });
  const declarations = named.flatMap(([name, text]) => (known.has(String(name)) || text === null ? [] : [text]));
  return { isOurs: true, declarations, profiles: new Map(profiles) };
}

function isNamed({ name }: JsonObject): boolean {
  return typeof name === "string" && isWord(name);
}

/** A name, dotted or not: nothing that could end one declaration and begin another. */
function isWord(text: unknown): boolean {
  return typeof text === "string" && /^[A-Za-z_][\w.]*$/.test(text);
}

function namesIn(policies: readonly Source[]): ReadonlySet<string> {
  const declarations = policies.flatMap((source) => parse(source).file.declarations);
  return new Set(
    declarations.flatMap((one) => (one.kind === "metric" || one.kind === "schedule" ? [one.name.text] : [])),
  );
}

function metricText({ name, dimension, description }: JsonObject): string | null {
  if (!isWord(dimension)) return null;
  const text = typeof description === "string" && description !== "" ? ` ${quoteText(description)}` : "";
  return `metric ${name}: ${dimension}${text}`;
}

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function scheduleText({ name, spans, zone }: JsonObject): string | null {
  if (!Array.isArray(spans) || !spans.every(isObject)) return null;
  const time = (minutes: unknown) =>
    `${String(Math.floor(Number(minutes) / 60)).padStart(2, "0")}:${String(Number(minutes) % 60).padStart(2, "0")}`;
  const written = spans.map((span) => {
    const listed = Array.isArray(span.days) ? span.days.map((day) => days[Number(day)]) : [];
    const on = listed.length === 7 ? "daily" : listed.join(", ");
    return span.start === 0 && span.end === 1440 ? on : `${on} ${time(span.start)}-${time(span.end)}`;
  });
  return `schedule ${name} = ${written.join(" or ")}${typeof zone === "string" ? ` in ${quoteText(zone)}` : ""}`;
}

function settings({ level, graceMs, cooldownMs, patterns, notify }: JsonObject): string[] {
  const lines: string[] = [];
  if (typeof level === "string" && isLevel(level)) lines.push(`level ${level}`);
  for (const pattern of Array.isArray(patterns) ? patterns.filter(isObject) : []) {
    if (pattern.target === "macro" || pattern.target === "process")
      lines.push(`match ${pattern.target} ${quoteText(String(pattern.glob))}`);
  }
  if (typeof graceMs === "number") lines.push(`grace ${exactQuantity(graceMs, "duration")}`);
  if (typeof cooldownMs === "number") lines.push(`cooldown ${exactQuantity(cooldownMs, "duration")}`);
  for (const told of Array.isArray(notify) ? notify.filter(isObject) : []) {
    const actions = Array.isArray(told.actions)
      ? told.actions.filter((action) => isWord(action) || action === "cancel all")
      : [];
    if (isWord(told.channel) && actions.length > 0) lines.push(`notify ${told.channel} on ${actions.join(", ")}`);
  }
  return lines;
}
