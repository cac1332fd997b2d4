/** Explains what a rule did over a recording: replayed with the evaluator that decided. */

import type { Program, ProgramRule } from "@macro-engine/dsl";
import { conditionsIn, termsIn, termsInTerm } from "../parts.ts";
import { findChanges } from "./changes.ts";
import type { Explanation } from "./explanation.ts";
import { observe } from "./observe.ts";
import { firedOutcome, type RuleEvent, sparedOutcome } from "./outcome.ts";
import type { Recording } from "./recording.ts";

export type * from "./explanation.ts";
export type { Recording } from "./recording.ts";

export interface Question {
  readonly profile: string;
  readonly rule: string;
  /** The snapshot to look at; of several the last at or before this time. */
  readonly atMs: number;
}

/** How long a time before is shown at least. */
const leastSpanMs = 60_000;

/** Null where the recording has no snapshot as early as that. Throws where the program has no such profile or rule. */
export function explainRule(program: Program, recording: Recording, question: Question): Explanation | null {
  const { profile, atMs } = question;
  const rules = rulesOf(program, profile);
  const rule = rules.find(({ name }) => name === question.rule);
  if (rule === undefined) throw new Error(`profile ${profile} has no rule ${question.rule}`);
  const spanMs = Math.max(leastSpanMs, 60 * recording.intervalMs, 2 * (rule.holdMs + longestWindowMs([rule])));
  const observed = observe(program, profile, rules, recording, { rule: rule.name, atMs, spanMs });
  if (observed === null) return null;
  const { view, condition, others, events, lastMs } = observed;
  const own = events.filter((event) => event.rule === rule.name);
  const isFiring = view.state === "firing";
  const fired = isFiring ? own.findLast(({ kind, timeMs }) => kind === "fire" && timeMs <= atMs) : undefined;
  const outcome = fired === undefined ? firedOutcome(rule, atMs, own) : sparedOutcome(rule, fired, own, lastMs);
  const changes = findChanges({ program, profile, rule, recording, outcome });
  const { horizonMs, horizon } = outcome;
  const { state, since, firesInMs } = view;
  return {
    rule,
    atMs,
    state,
    sinceMs: since,
    firesInMs,
    firedMs: fired?.timeMs ?? null,
    condition,
    others,
    changes,
    horizonMs,
    horizon,
    otherCancels: rule.action === "cancel" && fired !== undefined ? cancelsBesides(rule, rules, events, horizonMs) : [],
  };
}

function rulesOf(program: Program, name: string): readonly ProgramRule[] {
  const profile = program.profiles.find((candidate) => candidate.name === name);
  if (profile === undefined) throw new Error(`the program has no profile ${name}`);
  return profile.rules;
}

/** The first firing of each other rule that cancels. */
function cancelsBesides(
  { name }: ProgramRule,
  rules: readonly ProgramRule[],
  events: readonly RuleEvent[],
  untilMs: number,
): Explanation["otherCancels"] {
  return rules.flatMap((other) => {
    if (other.name === name || other.action !== "cancel") return [];
    const fire = events.find(({ kind, rule, timeMs }) => kind === "fire" && rule === other.name && timeMs <= untilMs);
    return fire === undefined ? [] : [{ rule: other.name, timeMs: fire.timeMs }];
  });
}

/** How far back rules look, ms: what must have been recorded before a macro starts for them to be known. */
export function longestWindowMs(rules: readonly ProgramRule[]): number {
  let longest = 0;
  const inTerm = (term: Parameters<typeof termsInTerm>[0]): void => {
    if ("windowMs" in term) longest = Math.max(longest, term.windowMs);
    if (term.kind === "share") inCondition(term.condition);
    termsInTerm(term).forEach(inTerm);
  };
  const inCondition = (condition: ProgramRule["condition"]): void => {
    termsIn(condition).forEach(inTerm);
    conditionsIn(condition).forEach(inCondition);
  };
  for (const { condition, until } of rules) {
    inCondition(condition);
    if (until !== null) inCondition(until.condition);
  }
  return longest;
}
