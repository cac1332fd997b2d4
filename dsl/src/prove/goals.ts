/** What is asked, without Kleene: ands and ors over "this axis lies in that range" and "these axes add up so". */

import type { Axis } from "./axes.ts";
import { isEmpty, isWithin, known, meet, onlyMissing, type Range, whole } from "./ranges.ts";
import type { Rational } from "./rational.ts";

export type Goal =
  | { readonly kind: "always" | "never" }
  | { readonly kind: "cell"; readonly axis: Axis; readonly range: Range }
  | Row
  | { readonly kind: "and" | "or"; readonly goals: readonly Goal[] };

/** Every axis is known, and Σ coefficient · axis is less than, or at most, or just the bound. */
export interface Row {
  readonly kind: "row";
  readonly terms: readonly (readonly [Axis, Rational])[];
  readonly relation: "<" | "<=" | "=";
  readonly bound: Rational;
  /** less − more against 0, where the row is but an order of two axes. */
  readonly order: { readonly less: Axis; readonly more: Axis } | null;
}

export const always: Goal = { kind: "always" };
export const never: Goal = { kind: "never" };

export function cell(axis: Axis, range: Range): Goal {
  const within = meet(axis.domain, axis.isWhole ? whole(range) : range);
  if (isEmpty(within)) return never;
  return isWithin(axis.domain, within) ? always : { kind: "cell", axis, range: within };
}

export function isKnown(axis: Axis): Goal {
  return cell(axis, known(axis.domain.lo, axis.domain.hi));
}

export function isMissing(axis: Axis): Goal {
  return cell(axis, onlyMissing);
}

export function all(goals: readonly Goal[]): Goal {
  return joined("and", goals, always, never);
}

export function any(goals: readonly Goal[]): Goal {
  return joined("or", goals, never, always);
}

function joined(kind: "and" | "or", goals: readonly Goal[], neutral: Goal, absorbing: Goal): Goal {
  const kept: Goal[] = [];
  for (const goal of goals) {
    if (goal.kind === absorbing.kind) return absorbing;
    if (goal.kind === kind) kept.push(...goal.goals);
    else if (goal.kind !== neutral.kind) kept.push(goal);
  }
  if (kept.length === 0) return neutral;
  return kept.length === 1 ? kept[0]! : { kind, goals: kept };
}

/** Every axis that a goal names. */
export function axesOf(goal: Goal, into: Set<Axis> = new Set()): Set<Axis> {
  if (goal.kind === "cell") into.add(goal.axis);
  else if (goal.kind === "row") for (const [axis] of goal.terms) into.add(axis);
  else if (goal.kind === "and" || goal.kind === "or") for (const inner of goal.goals) axesOf(inner, into);
  return into;
}

export function rowsOf(goal: Goal): Row[] {
  if (goal.kind === "row") return [goal];
  return goal.kind === "and" || goal.kind === "or" ? goal.goals.flatMap(rowsOf) : [];
}
