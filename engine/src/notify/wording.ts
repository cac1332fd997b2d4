/** Notifications in words: title and text for whoever reads them, whatever the channel. */

import type { Notification } from "./notification.ts";

/** One line: what happened to which macro. */
export function titleOf({ kind, macro: name, macroTitle, rule, action, dryRun }: Notification): string {
  const macro = macroTitle === null || macroTitle === name ? name : `${macroTitle} (${name})`;
  if (kind === "test") return "macro-engine: a test";
  if (kind === "failed") return `${macro} could not be ${done[action]}`;
  if (kind === "recovered") return recovered(macro, rule, action, dryRun);
  if (action === "warn") return `${macro}: warning by ${rule}`;
  const who = action === "cancel all" ? `every macro, by ${macro}'s ${rule}` : macro;
  return dryRun ? `dry run: ${who} would be ${done[action]}` : `${who} ${done[action]}`;
}

const done = {
  warn: "warned of",
  throttle: "throttled",
  pause: "paused",
  cancel: "cancelled",
  "cancel all": "cancelled",
} as const;

function recovered(macro: string, rule: string, action: Notification["action"], dryRun: boolean): string {
  if (action === "warn" || dryRun) return `${macro}: ${rule} has cleared`;
  return `${macro} ${action === "pause" ? "goes on" : "has its speed back"}: ${rule} has cleared`;
}

/** Why, in one or two sentences. */
export function textOf({ kind, message, how, rule, action, dryRun }: Notification): string {
  if (kind === "test") return message;
  if (kind === "failed") return `${how ?? "it is not known why"} (${rule}: ${message})`;
  if (kind === "recovered") return message;
  return dryRun && action !== "warn" ? `${rule}: ${message}. Nothing is done in a dry run` : `${rule}: ${message}`;
}

/** Several notifications told as one. */
export interface Digest {
  readonly title: string;
  /** The gravest first; what is alike is counted. */
  readonly lines: readonly string[];
}

/** More lines than these are of no help on a phone. */
const mostLines = 10;

/** For at least one notification. */
export function digestOf(notifications: readonly Notification[]): Digest {
  const groups = new Map<string, { readonly first: Notification; count: number }>();
  for (const each of notifications) {
    const key = JSON.stringify([each.kind, each.macro, each.rule, each.action, each.dryRun]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: each, count: 1 });
    else group.count++;
  }
  const sorted = [...groups.values()].sort((a, b) => gravity(b.first) - gravity(a.first) || b.count - a.count);
  const lines = sorted.slice(0, mostLines).map(({ first, count }) => {
    const times = count === 1 ? "" : `${count} × `;
    return `${times}${titleOf(first)}${first.action === "warn" ? "" : byRule(first)}`;
  });
  const left = sorted.length - lines.length;
  if (left > 0) lines.push(`and ${left} more kinds`);
  const times = notifications.map(({ time }) => Date.parse(time));
  const span = Math.round((Math.max(...times) - Math.min(...times)) / 1000);
  return { title: `${notifications.length} notifications${span > 0 ? ` in ${spanText(span)}` : ""}`, lines };
}

/** What the title does not say by itself. */
function byRule({ kind, rule, action }: Notification): string {
  return kind === "recovered" || action === "cancel all" ? "" : ` by ${rule}`;
}

function spanText(seconds: number): string {
  if (seconds < 120) return `${seconds}s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)}m` : `${Math.round(seconds / 3600)}h`;
}

const gravest = ["warn", "throttle", "pause", "cancel", "cancel all"] as const;

/** Above 0; the more, the sooner it is to be read. */
export function gravity({ kind, action, dryRun }: Notification): number {
  if (kind === "test") return 2;
  if (kind === "recovered") return 1;
  const acted = 2 + gravest.indexOf(action) + (kind === "failed" ? 1 : 0);
  return dryRun ? Math.min(2, acted) : acted;
}

/** What is at least as grave as a cancel. */
export const grave = 5;
