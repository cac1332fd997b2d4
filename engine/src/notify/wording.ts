/** Notifications in words: title and text for whoever reads them on a phone, whatever the channel. */

import type { Notification } from "./notification.ts";

/** One line: what happened to which macro. */
export function titleOf(notification: Notification): string {
  if (notification.kind === "test") return "macro-engine: a test";
  return happened(nameOf(notification), false, notification);
}

/** Without what could turn a line around or end it. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
}

export function nameOf({ macro: name, macroTitle }: Notification): string {
  return oneLine(macroTitle === null || macroTitle === name ? name : `${macroTitle} (${name})`);
}

const done = {
  warn: "warned of",
  throttle: "throttled",
  pause: "paused",
  cancel: "cancelled",
  "cancel all": "cancelled",
} as const;

/** `who`: one macro's name, or those of `many`. */
export function happened(who: string, many: boolean, { kind, how, rule, action, dryRun }: Notification): string {
  if (kind === "failed") return `${who} could not be ${done[action]}`;
  if (kind === "recovered" && how !== null) return `${who}${goesOn(many, action, dryRun)}: unguarded now`;
  if (kind === "recovered") return `${who}${goesOn(many, action, dryRun)}: ${rule} has cleared`;
  if (action === "warn") return `${who}: warning by ${rule}`;
  if (action === "cancel all")
    return dryRun
      ? `dry run: every macro would be cancelled, by ${rule} of ${who}`
      : `every macro cancelled, by ${rule} of ${who}`;
  return dryRun ? `dry run: ${who} would be ${done[action]}` : `${who} ${done[action]}`;
}

function goesOn(many: boolean, action: Notification["action"], dryRun: boolean): string {
  if (action === "warn" || dryRun) return "";
  if (action === "pause") return many ? " go on" : " goes on";
  return many ? " have their speed back" : " has its speed back";
}

/** Why, and what comes of it, in one or two sentences. */
export function textOf(notification: Notification): string {
  const { kind, how, rule, action, dryRun } = notification;
  const message = notification.message.toWellFormed();
  if (kind === "test") return message;
  if (kind === "failed") return `${how ?? "it is not known why"} (${rule}: ${message}). ${afterFailing(action)}`;
  if (kind === "recovered") return recovery(notification);
  const next = dryRun && action !== "warn" ? "Nothing is done in a dry run." : nextOf[action];
  return `${rule}: ${message}${next === undefined ? "" : `. ${next}`}`;
}

const nextOf: Partial<Record<Notification["action"], string>> = {
  throttle: "It runs slower until this has passed.",
  pause: "It goes on when this has passed.",
};

function afterFailing(action: Notification["action"]): string {
  return action === "cancel" || action === "cancel all"
    ? "It may still run: look to it yourself."
    : "It runs as before.";
}

/** What is measured now, and what it was about. */
function recovery({ how, rule, readings, threshold, message }: Notification): string {
  if (how !== null) return `${how} (${rule}: ${threshold})`;
  const now = Object.entries(readings).map(([metric, text]) => `${metric} is ${text}`);
  return now.length === 0 ? message : `${now.join(" and ")} now; it was ${threshold}`;
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
