/** Several notifications told as one: what happened how often in the title, a line for each rule. */

import type { Notification } from "./notification.ts";
import { gravity, happened, nameOf } from "./wording.ts";

export interface Digest {
  readonly title: string;
  /** The gravest first; what is alike is counted. */
  readonly lines: readonly string[];
}

/** More lines, names in them and characters of a name than these are of no help on a phone. */
const mostLines = 10;
const mostNames = 3;
const mostOfName = 60;

/** What one rule did, to however many macros. */
interface Group {
  readonly first: Notification;
  readonly names: Set<string>;
  count: number;
}

/** For at least one notification. */
export function digestOf(notifications: readonly Notification[]): Digest {
  const groups = new Map<string, Group>();
  for (const each of notifications) {
    const key = JSON.stringify([each.kind, each.rule, each.action, each.dryRun, wordFor(each)]);
    const group = groups.get(key) ?? { first: each, names: new Set(), count: 0 };
    group.names.add(nameOf(each));
    group.count++;
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => gravity(b.first) - gravity(a.first) || b.count - a.count);
  const lines = sorted.slice(0, mostLines).map(lineOf);
  const left = sorted.slice(mostLines).reduce((sum, { count }) => sum + count, 0);
  if (left > 0) lines.push(`and ${left} more, by other rules`);
  return { title: `${summary(sorted)}${spanOf(notifications)}`, lines };
}

function lineOf({ first, names, count }: Group): string {
  const shown = [...names].slice(0, mostNames).map(shortened).join(", ");
  const who = names.size > mostNames ? `${shown} and ${names.size - mostNames} more` : shown;
  const times = count > names.size ? ` (${count} times)` : "";
  return `${happened(who, names.size > 1, first)}${byRule(first)}${times}`;
}

function shortened(name: string): string {
  return name.length > mostOfName ? `${name.slice(0, mostOfName - 1).toWellFormed()}…` : name;
}

/** What the title does not say by itself. */
function byRule({ kind, rule, action }: Notification): string {
  return kind === "recovered" || action === "warn" || action === "cancel all" ? "" : ` by ${rule}`;
}

/** `3 cancelled, 25 warnings`: the gravest first. */
function summary(groups: readonly Group[]): string {
  const counts = new Map<string, number>();
  for (const { first, count } of groups) counts.set(wordFor(first), (counts.get(wordFor(first)) ?? 0) + count);
  const all = [...counts].map(([word, count]) => `${count} ${word}${word === "warning" && count > 1 ? "s" : ""}`);
  return groups.every(({ first }) => first.dryRun) ? `dry run: ${all.join(", ")}` : all.join(", ");
}

function wordFor({ kind, how, action }: Notification): string {
  if (kind === "recovered") return how === null ? "recovered" : "unguarded";
  if (kind === "failed") return "failed";
  return words[action];
}

const words = {
  warn: "warning",
  throttle: "throttled",
  pause: "paused",
  cancel: "cancelled",
  "cancel all": "× every macro cancelled",
} as const;

function spanOf(notifications: readonly Notification[]): string {
  const times = notifications.map(({ time }) => Date.parse(time));
  const seconds = Math.round((Math.max(...times) - Math.min(...times)) / 1000);
  if (seconds < 1) return "";
  if (seconds < 120) return ` in ${seconds}s`;
  return ` in ${seconds < 7200 ? `${Math.round(seconds / 60)}m` : `${Math.round(seconds / 3600)}h`}`;
}
