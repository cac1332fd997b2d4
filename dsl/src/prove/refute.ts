/** Looks for courses of samples that might show a claim to be wrong; whether they do is for a replay to say. */

import type { ProgramRule } from "../program/program.ts";
import type { Prover, Wanted } from "./prover.ts";
import { endOf } from "./retention.ts";
import { isNot, isNotTrue, isTrue, type LastingState } from "./room.ts";
import { alternating, inTurn, lasting } from "./scenarios.ts";
import type { Witness } from "./witness.ts";

/** A state that lasts while none of these rules has waited long enough. */
export function* refuteLasting(
  prover: Prover,
  state: LastingState,
  answers: readonly ProgramRule[],
): Generator<Witness> {
  const { condition, holdMs } = state;
  const without = (rules: readonly ProgramRule[]) =>
    witnessOf(prover, [isTrue(condition), ...rules.map((rule) => isNotTrue(rule.condition))]);
  const of = function* (witness: Witness | null) {
    if (witness !== null) yield* lasting(witness, holdMs);
  };
  yield* of(without(answers));
  const intime = answers.filter((rule) => rule.holdMs <= holdMs);
  if (intime.length < answers.length) yield* of(without(intime));
  const quick = intime.filter((rule) => rule.holdMs === 0);
  const slow = intime.filter((rule) => rule.holdMs > 0);
  // Each of them true for a part of the time only.
  if (slow.length > 1) {
    const points = slow.map((rule) => without([...quick, rule]));
    if (points.every((point) => point !== null)) {
      yield* alternating(points, holdMs, Math.min(...slow.map((rule) => rule.holdMs)));
    }
  }
  // Each of them cleared again while the state lasts.
  for (const { until } of answers) {
    if (until === null) continue;
    const others = answers.filter((rule) => rule.until === null);
    const cleared = [isTrue(condition), isTrue(until.condition), ...others.map((rule) => isNotTrue(rule.condition))];
    const witness = witnessOf(prover, cleared);
    if (witness !== null) yield* lasting(witness, holdMs + until.holdMs + 1000);
  }
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

function witnessOf(prover: Prover, wanted: readonly Wanted[]): Witness | null {
  const found = prover.find(wanted);
  return found.kind === "possible" ? found.witness : null;
}
