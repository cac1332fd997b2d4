/** Which events become notifications, and in what words: from a level on, and never a flood. */

import type { EngineEvent, RuleDecided } from "../../../engine/src/events.ts";

export type LeastAction = "off" | "warn" | "throttle" | "pause" | "cancel";

export interface Notification {
  readonly kind: "information" | "warning" | "error";
  readonly text: string;
  /** Of the decision, for an explanation. */
  readonly event: string;
}

export interface EventChooser {
  /** Null: nothing is to be said of it. */
  choose(event: EngineEvent, least: LeastAction, nowMs: number): Notification | null;
}

/** One macro's rule is told once in this time, ms. */
const againMs = 60_000;
/** As many of all macros together are told in a while. */
const mostInWhile = 4;
const whileMs = 10_000;

const severity: Readonly<Record<RuleDecided["action"], number>> = {
  warn: 1,
  throttle: 2,
  pause: 3,
  cancel: 4,
  "cancel all": 4,
};
const leastSeverity: Readonly<Record<LeastAction, number>> = { off: 9, warn: 1, throttle: 2, pause: 3, cancel: 4 };
const kinds = ["information", "information", "warning", "warning", "error"] as const;

export function createEventChooser(): EventChooser {
  const told = new Map<string, number>();
  let recent: number[] = [];
  return {
    choose(event, least, nowMs) {
      if (event.event !== "fire" || severity[event.action] < leastSeverity[least]) return null;
      const key = `${event.macro} ${event.rule}`;
      const last = told.get(key);
      if (last !== undefined && nowMs - last < againMs) return null;
      recent = recent.filter((time) => nowMs - time < whileMs);
      if (recent.length >= mostInWhile) return null;
      recent.push(nowMs);
      for (const [other, time] of told) if (nowMs - time >= againMs) told.delete(other);
      told.set(key, nowMs);
      return { kind: kinds[severity[event.action]]!, text: textOf(event), event: event.id };
    },
  };
}

const done: Readonly<Record<RuleDecided["action"], string>> = {
  warn: "warning for",
  throttle: "throttled",
  pause: "paused",
  cancel: "cancelled",
  "cancel all": "cancelled all for",
};

function textOf({ macro, rule, action, message, dryRun }: RuleDecided): string {
  return `${dryRun ? "Dry run: " : ""}${done[action]} ${macro} by ${rule}: ${message}`.replace(/^./, (first) =>
    first.toUpperCase(),
  );
}
