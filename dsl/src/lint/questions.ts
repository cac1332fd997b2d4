/** What lint rules have proved, each question asked once. Nobody here looks for witnesses: what is not proved is not claimed. */

import type { Condition } from "../program/program.ts";
import type { Prover, Truth } from "../prove/prover.ts";
import { remembered } from "../remembered.ts";

type Answers = Partial<Record<Truth, boolean>>;

/** By the prover that gave them. */
const answersOf = remembered((_: Prover) => remembered((_: Condition): Answers => ({})));

/** Proved: the condition never has this value. */
export function cannotBe(prover: Prover, condition: Condition, truth: Truth): boolean {
  const known = answersOf(prover)(condition);
  known[truth] ??= prover.excludes([{ condition, is: [truth] }]);
  return known[truth];
}

/** Proved: whenever `a` is true, `b` is. */
export function implies(prover: Prover, a: Condition, b: Condition): boolean {
  if (a === b) return true;
  return prover.excludes([
    { condition: a, is: ["true"] },
    { condition: b, is: ["false", "unknown"] },
  ]);
}

const truths = ["true", "unknown", "false"] as const satisfies readonly Truth[];

/** Proved: both are true, false and unknown together. */
export function alike(prover: Prover, a: Condition, b: Condition): boolean {
  if (a === b || sameText(a, b)) return true;
  // Where it is not so, most often a false `and` tells, or a true `or`: that is asked first.
  const order = a.kind === "and" ? truths.toReversed() : truths;
  return order.every((truth) =>
    prover.excludes([
      { condition: a, is: [truth] },
      { condition: b, is: truths.filter((other) => other !== truth) },
    ]),
  );
}

/** Proved: whenever one is true, the other is. */
export function trueTogether(prover: Prover, a: Condition, b: Condition): boolean {
  if (sameText(a, b)) return true;
  // An `and` implies each of its parts: the other way is the one that tells.
  return a.kind === "and"
    ? implies(prover, b, a) && implies(prover, a, b)
    : implies(prover, a, b) && implies(prover, b, a);
}

/** Compiled to the same; told at the first difference. */
function sameText(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => sameText((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

/** For those that only ask what is impossible: finds no witnesses. */
export function provingOnly(prover: Prover): Prover {
  return {
    excludes: (wanted) => prover.excludes(wanted),
    find: (wanted) =>
      prover.excludes(wanted) ? { kind: "impossible" } : { kind: "not-analysed", reason: "no witness was looked for" },
  };
}
