/** What lint rules have proved, each question asked once. Nobody here looks for witnesses: what is not proved is not claimed. */

import type { Condition } from "../program/program.ts";
import type { Prover, Truth } from "../prove/prover.ts";

interface Answers {
  readonly byCondition: WeakMap<Condition, Map<string, boolean>>;
  /** Profiles that extend one template, and rules written alike, ask the same. */
  readonly byText: Map<string, Map<string, boolean>>;
}

const answers = new WeakMap<Prover, Answers>();

/** Proved: the condition never has one of these values. */
export function cannotBe(prover: Prover, condition: Condition, ...is: readonly Truth[]): boolean {
  const known = knownOf(prover, condition);
  const key = is.join(" ");
  const answer = known.get(key) ?? prover.excludes([{ condition, is }]);
  known.set(key, answer);
  return answer;
}

function knownOf(prover: Prover, condition: Condition): Map<string, boolean> {
  let of = answers.get(prover);
  if (of === undefined) {
    of = { byCondition: new WeakMap(), byText: new Map() };
    answers.set(prover, of);
  }
  let known = of.byCondition.get(condition);
  if (known === undefined) {
    const text = JSON.stringify(condition);
    known = of.byText.get(text) ?? new Map();
    of.byText.set(text, known);
    of.byCondition.set(condition, known);
  }
  return known;
}

/** Proved: whenever `a` is true, `b` is. */
export function implies(prover: Prover, a: Condition, b: Condition): boolean {
  if (a === b) return true;
  return prover.excludes([
    { condition: a, is: ["true"] },
    { condition: b, is: ["false", "unknown"] },
  ]);
}

const truths = ["true", "false", "unknown"] as const satisfies readonly Truth[];

/** Proved: both are true, false and unknown together. */
export function alike(prover: Prover, a: Condition, b: Condition): boolean {
  if (a === b || sameText(a, b)) return true;
  return truths.every((truth) =>
    prover.excludes([
      { condition: a, is: [truth] },
      { condition: b, is: truths.filter((other) => other !== truth) },
    ]),
  );
}

/** Proved: whenever one is true, the other is. */
export function trueTogether(prover: Prover, a: Condition, b: Condition): boolean {
  return sameText(a, b) || (implies(prover, a, b) && implies(prover, b, a));
}

function sameText(a: Condition, b: Condition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** For those that only ask what is impossible: finds no witnesses. */
export function provingOnly(prover: Prover): Prover {
  return {
    excludes: (wanted) => prover.excludes(wanted),
    find: (wanted) =>
      prover.excludes(wanted) ? { kind: "impossible" } : { kind: "not-analysed", reason: "no witness was looked for" },
  };
}
