/** What a changed rule is to bring about, and how far it is played to see: a firing spared, or one that did not come. */

import type { Program, ProgramRule } from "@macro-engine/dsl";
import type { Explanation } from "./explanation.ts";
import { play, type Recording } from "./recording.ts";

export interface RuleEvent {
  readonly kind: "fire" | "clear";
  readonly rule: string;
  readonly timeMs: number;
  readonly sinceMs: number;
}

/** What rules do over a recording, cancels not ending it. */
export function eventsOf(
  program: Program,
  profile: string,
  rules: readonly ProgramRule[],
  recording: Recording,
  untilMs = Number.POSITIVE_INFINITY,
): readonly RuleEvent[] {
  const events: RuleEvent[] = [];
  play(program, profile, rules, recording, {
    untilMs,
    onDecision: ({ kind, rule, time, since }) => events.push({ kind, rule, timeMs: time, sinceMs: since }),
  });
  return events;
}

export interface Outcome extends Pick<Explanation, "horizonMs" | "horizon"> {
  readonly wanted: "spared" | "fired";
  /** Whether what a changed rule does, up to the horizon, is what is wanted. */
  holds(events: readonly RuleEvent[]): boolean;
}

/** A cancel ends the macro: to be spared, it must not come at all. Other firings are over when they clear. */
export function sparedOutcome(
  { action }: ProgramRule,
  fired: RuleEvent,
  own: readonly RuleEvent[],
  lastMs: number,
): Outcome {
  const cancels = action === "cancel";
  const cleared = cancels ? undefined : own.find(({ kind, timeMs }) => kind === "clear" && timeMs > fired.timeMs);
  const fromMs = cancels ? 0 : lastClear(own, fired.timeMs);
  return {
    wanted: "spared",
    horizonMs: cleared?.timeMs ?? lastMs,
    horizon: cleared === undefined ? "end" : "cleared",
    holds: (events) => !hasFired(events, fromMs) && !isFiring(events, fired.timeMs),
  };
}

/** A firing since the rule last cleared: one that would have begun before, and not have cleared then, is one too. */
export function firedOutcome({ action }: ProgramRule, atMs: number, own: readonly RuleEvent[]): Outcome {
  const fromMs = action === "cancel" ? 0 : lastClear(own, atMs);
  return {
    wanted: "fired",
    horizonMs: atMs,
    horizon: "asked",
    holds: (events) => isFiring(events, fromMs) || hasFired(events, fromMs),
  };
}

function lastClear(events: readonly RuleEvent[], atMs: number): number {
  return events.findLast(({ kind, timeMs }) => kind === "clear" && timeMs <= atMs)?.timeMs ?? 0;
}

/** Whether it fired at any time from `fromMs` on. */
function hasFired(events: readonly RuleEvent[], fromMs: number): boolean {
  return events.some(({ kind, timeMs }) => kind === "fire" && timeMs >= fromMs);
}

function isFiring(events: readonly RuleEvent[], atMs: number): boolean {
  return events.findLast(({ timeMs }) => timeMs <= atMs)?.kind === "fire";
}
