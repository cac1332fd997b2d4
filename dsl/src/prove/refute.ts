/** Looks for courses of samples that might show a claim to be wrong; whether they do is for a replay to say. */

import type { ProgramRule } from "../program/program.ts";
import { ageAtEnd } from "./ages.ts";
import type { Prover, Wanted } from "./prover.ts";
import { endOf } from "./retention.ts";
import { isNot, isNotTrue, isTrue, type LastingState, mostTogether } from "./room.ts";
import { alternating, inTurn, lasting } from "./scenarios.ts";
import type { Witness } from "./witness.ts";

interface Question {
  readonly state: LastingState;
  readonly answers: readonly ProgramRule[];
  /** How long the macro has run when the state has lasted; null where that says nothing. */
  readonly age: Wanted | null;
  /** A moment of the state at which none of these rules is true, and whatever else is asked for. */
  without(rules: readonly ProgramRule[], ...more: readonly Wanted[]): Witness | null;
}

/** A state that lasts while none of these rules has waited long enough, or one that has is undone again. */
export function* refuteLasting(
  prover: Prover,
  state: LastingState,
  answers: readonly ProgramRule[],
): Generator<Witness> {
  const without: Question["without"] = (rules, ...more) =>
    witnessOf(prover, [
      isTrue(state.condition),
      ...rules.slice(0, mostTogether).map(({ condition }) => isNotTrue(condition)),
      ...more,
    ]);
  const question = { state, answers, age: ageAtEnd(prover, state, answers, "whole-ms"), without };
  yield* unanswered(question);
  yield* answeredByTurns(question);
  yield* clearedAgain(question);
}

function* unanswered({ state, answers, age, without }: Question): Generator<Witness> {
  const inTime = answers.filter((rule) => rule.holdMs <= state.holdMs);
  for (const rules of inTime.length < answers.length ? [answers, inTime] : [answers]) {
    const witness = without(rules);
    if (witness !== null) yield* lasting(witness, state.holdMs);
  }
  const atEnd = age === null ? null : without(inTime, age);
  if (atEnd !== null) yield* lasting(atEnd, state.holdMs);
}

function* answeredByTurns({ state, answers, without }: Question): Generator<Witness> {
  const { holdMs } = state;
  const quick = answers.filter((rule) => rule.holdMs === 0);
  const slow = answers.filter((rule) => rule.holdMs > 0 && rule.holdMs <= holdMs);
  // Each that waits is true for a part of the time only.
  const points = slow.length > 1 ? slow.map((rule) => without([...quick, rule])) : [];
  if (points.every((point) => point !== null)) {
    yield* alternating(points, holdMs, Math.min(...slow.map((rule) => rule.holdMs)));
  }
  // What is answered at once is over, and what has to wait has not waited long enough.
  const later = quick.some(({ action }) => action !== "cancel") ? without(quick) : null;
  if (later === null) return;
  const ending = quick.filter(({ action }) => action === "cancel");
  for (const rule of slow) {
    const earlier = without([...ending, rule]);
    if (earlier !== null) yield* inTurn([earlier, later].map((witness) => ({ witness, holdMs: holdMs / 2 })));
  }
}

function* clearedAgain({ state, answers, without }: Question): Generator<Witness> {
  const lastingOnes = answers.filter(({ until }) => until === null);
  for (const { until } of answers) {
    if (until === null) continue;
    const witness = without(lastingOnes, isTrue(until.condition));
    if (witness !== null) yield* lasting(witness, state.holdMs + until.holdMs + 1000);
  }
}

/** Why neither a proof nor a counterexample was found, as far as the prover can tell. */
export function whyOpen(prover: Prover, { condition }: LastingState, answers: readonly ProgramRule[]): string {
  const found = prover.find([
    isTrue(condition),
    ...answers.slice(0, mostTogether).map((rule) => isNotTrue(rule.condition)),
  ]);
  return found.kind === "not-analysed" ? found.reason : "neither a proof nor a counterexample was found";
}

/** Both rules fire, and then the one clears before the other. */
export function* refuteRetained(prover: Prover, before: ProgramRule, after: ProgramRule): Generator<Witness> {
  const [ends, ended] = [endOf(after), endOf(before)];
  const fired = witnessOf(prover, [isTrue(before.condition), isTrue(after.condition)]);
  if (fired === null) return;
  const holdMs = Math.max(before.holdMs, after.holdMs);
  for (const wanted of [
    [ends.wanted, isNot(ended.wanted)],
    [ends.wanted, isTrue(before.condition)],
    [ends.wanted, ended.wanted],
  ]) {
    const cleared = witnessOf(prover, wanted);
    if (cleared === null) continue;
    yield* inTurn([
      { witness: fired, holdMs },
      { witness: cleared, holdMs: ends.holdMs },
    ]);
  }
}

/** One of the rules answers what the others do not, and clears while what they do together goes on. */
export function* refuteRetainedByAll(
  prover: Prover,
  before: ProgramRule,
  answers: readonly ProgramRule[],
): Generator<Witness> {
  const [ended, few] = [endOf(before), answers.slice(0, mostTogether)];
  // Cancels end it all: nothing clears them.
  for (const rule of before.action === "cancel" ? [] : few.filter(({ action }) => action !== "cancel")) {
    const ends = endOf(rule);
    // What is missing keeps a rule in force, and is missing from the start.
    for (const is of [["unknown"], ["false", "unknown"]] as const) {
      const others = few.filter((other) => other !== rule).map(({ condition }): Wanted => ({ condition, is }));
      const fired = witnessOf(prover, [isTrue(before.condition), isTrue(rule.condition), ...others]);
      const cleared = fired && witnessOf(prover, [ends.wanted, isNot(ended.wanted), ...others]);
      if (fired === null || cleared === null) continue;
      yield* inTurn([
        { witness: fired, holdMs: before.holdMs },
        { witness: cleared, holdMs: ends.holdMs },
      ]);
    }
  }
}

function witnessOf(prover: Prover, wanted: readonly Wanted[]): Witness | null {
  const found = prover.find(wanted);
  return found.kind === "possible" ? found.witness : null;
}
