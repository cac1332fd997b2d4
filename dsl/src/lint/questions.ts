/** What lint rules ask of the prover, each question once. */

import type { Condition } from "../program/program.ts";
import type { Possibility, Prover, Truth } from "../prove/prover.ts";

interface Answers {
  readonly byCondition: WeakMap<Condition, Map<string, Possibility>>;
  /** Profiles that extend one template, and rules written alike, ask the same. */
  readonly byText: Map<string, Map<string, Possibility>>;
}

const answers = new WeakMap<Prover, Answers>();

/** Whether the condition can have one of the values. */
function canBe(prover: Prover, condition: Condition, ...is: readonly Truth[]): Possibility {
  const known = knownOf(prover, condition);
  const key = is.join(" ");
  const answer = known.get(key) ?? prover.find([{ condition, is }]);
  known.set(key, answer);
  return answer;
}

function knownOf(prover: Prover, condition: Condition): Map<string, Possibility> {
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

/** Proved: there is no such snapshot. */
export function cannotBe(prover: Prover, condition: Condition, ...is: readonly Truth[]): boolean {
  return canBe(prover, condition, ...is).kind === "impossible";
}

/** Proved: whenever `a` is true, `b` is. */
export function implies(prover: Prover, a: Condition, b: Condition): boolean {
  if (a === b) return true;
  const counterexample = prover.find([
    { condition: a, is: ["true"] },
    { condition: b, is: ["false", "unknown"] },
  ]);
  return counterexample.kind === "impossible";
}

/** Proved: both are true, false and unknown together. */
export function alike(prover: Prover, a: Condition, b: Condition): boolean {
  if (a === b || sameText(a, b)) return true;
  const differ = (first: Truth) => {
    const others = (["true", "false", "unknown"] as const).filter((truth) => truth !== first);
    const found = prover.find([
      { condition: a, is: [first] },
      { condition: b, is: others },
    ]);
    return found.kind !== "impossible";
  };
  return !differ("true") && !differ("false") && !differ("unknown");
}

function sameText(a: Condition, b: Condition): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Proved: whenever one is true, the other is. */
export function trueTogether(prover: Prover, a: Condition, b: Condition): boolean {
  return sameText(a, b) || (implies(prover, a, b) && implies(prover, b, a));
}
