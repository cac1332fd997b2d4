/** What to explain of a recording where nothing, or only a time, was named. */

import type { ActionName, Program, ProgramRule } from "@macro-engine/dsl";
import type { ImmediateEvaluator } from "../evaluator.ts";
import type { Question } from "./explain.ts";
import type { OtherRule } from "./explanation.ts";
import { otherRules } from "./others.ts";
import type { RuleEvent } from "./outcome.ts";
import { play, type Recording } from "./recording.ts";

export interface Asked {
  readonly profile: string;
  readonly rule?: string;
  readonly atMs?: number;
}

export interface Choice {
  readonly question: Question;
  /** A rule that cancelled the macro before that time; null: none had. */
  readonly endedBefore: { readonly rule: string; readonly timeMs: number } | null;
}

const gravity: readonly ActionName[] = ["warn", "throttle", "pause", "cancel"];

/**
 * Without a time: the first cancel, else the first firing of the gravest action, else the last snapshot. Without a rule:
 * the one that fired there, else the one that was nearest to. Null where the recording has no snapshot as early as asked,
 * or the profile has no rules.
 */
export function chooseQuestion(program: Program, recording: Recording, asked: Asked): Choice | null {
  const rules = program.profiles.find(({ name }) => name === asked.profile)?.rules ?? [];
  const { events, nearest, lastMs } = look(program, rules, recording, asked);
  const actionOf = (name: string) => rules.find((rule) => rule.name === name)!.action;
  const fires = events.filter(({ kind }) => kind === "fire");
  const ended = fires.find(({ rule }) => actionOf(rule) === "cancel");
  if (lastMs === null || rules.length === 0) return null;

  const choose = (rule: string, atMs: number, askedMs = atMs): Choice => {
    const before = ended !== undefined && ended.timeMs < askedMs ? named(ended) : null;
    return { question: { profile: asked.profile, rule, atMs }, endedBefore: before };
  };
  const own = asked.rule === undefined ? fires : fires.filter(({ rule }) => rule === asked.rule);
  if (asked.atMs === undefined) {
    const gravest = own.toSorted((a, b) => gravity.indexOf(actionOf(b.rule)) - gravity.indexOf(actionOf(a.rule)))[0];
    if (gravest !== undefined) return choose(gravest.rule, gravest.timeMs);
  }
  const atMs = Math.min(asked.atMs ?? lastMs, lastMs);
  // A cancel is over and done with: what comes after is no longer the macro's.
  const cancels = own.find(({ rule, timeMs }) => actionOf(rule) === "cancel" && timeMs <= atMs);
  if (cancels !== undefined) return choose(cancels.rule, cancels.timeMs, atMs);
  if (asked.rule !== undefined) return choose(asked.rule, atMs);
  return nearest === null ? null : choose(nearest.rule, atMs);
}

function named({ rule, timeMs }: RuleEvent): { readonly rule: string; readonly timeMs: number } {
  return { rule, timeMs };
}

function look(program: Program, rules: readonly ProgramRule[], recording: Recording, { profile, atMs }: Asked) {
  const events: RuleEvent[] = [];
  let evaluator: ImmediateEvaluator | null = null;
  let nearest: OtherRule | null = null;
  let lastMs: number | null = null;
  const snapshots = recording.rows.filter(({ timeMs }) => timeMs >= 0);
  const lookMs = snapshots.findLast(({ timeMs }) => timeMs <= (atMs ?? Number.POSITIVE_INFINITY))?.timeMs;
  if (lookMs === undefined || rules.length === 0) return { events, nearest, lastMs };
  play(program, profile, rules, recording, {
    onStart: (started) => {
      evaluator = started;
    },
    onSnapshot: (timeMs) => {
      lastMs = timeMs;
      if (timeMs === lookMs) nearest = otherRules(evaluator!, rules, "")[0] ?? null;
    },
    onDecision: ({ kind, rule, time, since }) => events.push({ kind, rule, timeMs: time, sinceMs: since }),
  });
  return { events, nearest: nearest as OtherRule | null, lastMs: lastMs as number | null };
}
