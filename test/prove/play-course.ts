/** Plays courses of samples and witnesses for those that check claims. */

import type { Program, ProgramProfile, ProgramRule, ReplayedEvent, Witness } from "@macro-engine/dsl";
import { harshnessOf } from "@macro-engine/dsl";
import { createEvaluator } from "../../engine/src/runtime/evaluator.ts";
import { NaiveEvaluator } from "../../engine/src/runtime/testing/naive-evaluator.ts";
import type { Course } from "./random-courses.ts";

/** What the rules of both profiles did in a course, each for itself, and each profile as one. */
export interface Played {
  readonly times: readonly number[];
  /** By profile, to its first cancel. */
  readonly profiles: Readonly<Record<string, readonly ReplayedEvent[]>>;
  /** By profile and rule, as if no cancel ended anything. */
  readonly rules: Readonly<Record<string, readonly ReplayedEvent[]>>;
  /** By profile and rule: the truth of its condition at each time. */
  readonly truths: Readonly<Record<string, readonly string[]>>;
}

/** To its first cancel. */
export function ended(events: readonly ReplayedEvent[]): readonly ReplayedEvent[] {
  const end = events.find(({ kind, action }) => kind === "fire" && action === "cancel");
  return end === undefined ? events : events.filter(({ timeMs }) => timeMs <= end.timeMs);
}

export function withRules(program: Program, profile: ProgramProfile, rules: readonly ProgramRule[]): Program {
  return { ...program, profiles: [{ ...profile, rules }] };
}

export function play(
  program: Program,
  profiles: readonly ProgramProfile[],
  state: ProgramRule,
  course: Course,
): Played {
  // An evaluator ends what is cancelled: here a cancel only warns, so that every rule can be followed to the end.
  const lenient = (rule: ProgramRule): ProgramRule => ({ ...rule, action: "warn", all: false });
  const probed = {
    ...program,
    profiles: profiles.map((profile) => ({ ...profile, rules: [state, ...profile.rules].map(lenient) })),
  };
  const acting = new Map(
    profiles.flatMap(({ name, rules }) => [state, ...rules].map((rule) => [`${name} ${rule.name}`, rule])),
  );
  const evaluator = createEvaluator(probed, { intervalMs: course.intervalMs });
  const rules: Record<string, ReplayedEvent[]> = {};
  const truths: Record<string, string[]> = {};
  for (const { name, rules: own } of probed.profiles) {
    evaluator.start({ id: name, macro: "m", profile: name, startedAt: 0 });
    for (const rule of own) {
      rules[`${name} ${rule.name}`] = [];
      truths[`${name} ${rule.name}`] = [];
    }
  }
  for (const { timeMs, samples, own } of course.rows) {
    for (const [metric, value] of Object.entries(samples)) evaluator.sample(metric, value, timeMs);
    for (const { name } of profiles) {
      for (const [metric, value] of Object.entries(own)) evaluator.sample(metric, value, timeMs, name);
    }
    for (const decision of evaluator.tick(timeMs, course.startWallMs + timeMs)) {
      const { kind, rule, run } = decision;
      const { action, all } = acting.get(`${run} ${rule}`)!;
      rules[`${run} ${rule}`]!.push({ kind, rule, action, all, timeMs });
    }
    for (const { name } of profiles) {
      for (const { rule, truth } of evaluator.inspect(name)) truths[`${name} ${rule}`]!.push(truth);
    }
  }
  const together = ({ name, rules: own }: ProgramProfile) =>
    ended(inOrder(own.flatMap((rule) => rules[`${name} ${rule.name}`]!)));
  return {
    times: course.rows.map(({ timeMs }) => timeMs),
    rules,
    truths,
    profiles: Object.fromEntries(profiles.map((profile) => [profile.name, together(profile)])),
  };
}

export function inOrder(events: readonly ReplayedEvent[]): readonly ReplayedEvent[] {
  return [...events].sort((a, b) => a.timeMs - b.timeMs);
}

/** The harshest that is in force, −1 for nothing; to a macro that has been cancelled nothing harsher can happen. */
export function harshnessAt(events: readonly ReplayedEvent[], timeMs: number): number {
  const firing = new Map<string, number>();
  for (const event of events) {
    if (event.timeMs > timeMs) break;
    if (event.action === "cancel" && event.timeMs < timeMs) return 4;
    if (event.kind === "fire") firing.set(event.rule, harshnessOf(event));
    else firing.delete(event.rule);
  }
  return Math.max(-1, ...firing.values());
}

/** A time at which the first is in force more harshly than the second, in words; null where there is none. */
export function lessAt(
  first: readonly ReplayedEvent[],
  second: readonly ReplayedEvent[],
  times: readonly number[],
): string | null {
  const end =
    first.find(({ kind, action }) => kind === "fire" && action === "cancel")?.timeMs ?? Number.POSITIVE_INFINITY;
  for (const timeMs of times.filter((time) => time <= end)) {
    const [one, other] = [harshnessAt(first, timeMs), harshnessAt(second, timeMs)];
    if (one > other) return `at ${timeMs}: ${one} against ${other}`;
  }
  return null;
}

/** By the evaluator that shares no code with the one that the claim was made with. */
export function naiveReplay(program: Program, profile: string, witness: Witness): readonly ReplayedEvent[] {
  const { intervalMs, macroStartMs, startWallMs, rows, level } = witness;
  const evaluator = new NaiveEvaluator(program, { intervalMs });
  const own = new Set(program.metrics.filter(({ scope }) => scope === "macro").map(({ name }) => name));
  const rules = program.profiles.find(({ name }) => name === profile)!.rules;
  const events: ReplayedEvent[] = [];
  for (const { timeMs, samples } of rows) {
    const macro = witness.macro ?? profile;
    const start = { id: "w", macro, profile, startedAt: macroStartMs, ...(level === undefined ? {} : { level }) };
    if (timeMs === macroStartMs) evaluator.start(start);
    for (const [metric, value] of Object.entries(samples)) {
      if (!own.has(metric)) evaluator.sample(metric, value, timeMs);
      else if (timeMs >= macroStartMs) evaluator.sample(metric, value, timeMs, "w");
    }
    if (timeMs < macroStartMs) continue;
    for (const { kind, rule } of evaluator.tick(timeMs, startWallMs + timeMs)) {
      const { action, all } = rules.find(({ name }) => name === rule)!;
      events.push({ kind, rule, action, all, timeMs });
    }
    if (events.some(({ kind, action }) => kind === "fire" && action === "cancel")) break;
  }
  return events;
}
