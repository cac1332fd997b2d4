/** Kleene logic turned into goals: what must hold for a condition to have one of the wanted truth values. */

import type { Condition } from "../program/program.ts";
import type { Axes } from "./axes.ts";
import { comparisonOutcomes, constantOutcomes, type Outcomes, textOutcomes } from "./comparisons.ts";
import { nextUp } from "./doubles.ts";
import { all, always, any, cell, type Goal, isMissing, never } from "./goals.ts";
import type { Truth, Wanted } from "./prover.ts";
import { known } from "./ranges.ts";

/** Bits of a set of truth values. */
export const isTrue = 1;
export const isFalse = 2;
export const isUnknown = 4;
const isAny = 7;

export type Wish = number;

export function wishOf(truths: readonly Truth[]): Wish {
  let wish = 0;
  for (const truth of truths) wish |= truth === "true" ? isTrue : truth === "false" ? isFalse : isUnknown;
  return wish;
}

/** Turns conditions into goals; each condition and wish once. */
export class Wishes {
  readonly #axes: Axes;
  readonly #outcomes = new WeakMap<Condition, Outcomes>();
  readonly #goals = new WeakMap<Condition, (Goal | undefined)[]>();

  constructor(axes: Axes) {
    this.#axes = axes;
  }

  /** What every condition being as wanted comes to. */
  goals(wanted: readonly Wanted[]): Goal[] {
    return wanted.map(({ condition, is }) => this.goal(condition, wishOf(is)));
  }

  goal(condition: Condition, wish: Wish): Goal {
    let goals = this.#goals.get(condition);
    if (goals === undefined) {
      goals = new Array<Goal | undefined>(8).fill(undefined);
      this.#goals.set(condition, goals);
    }
    let goal = goals[wish];
    if (goal === undefined) {
      goal = wish === 0 ? never : wish === isAny ? always : this.#goalOf(condition, wish);
      goals[wish] = goal;
    }
    return goal;
  }

  #goalOf(condition: Condition, wish: Wish): Goal {
    switch (condition.kind) {
      case "not":
        return this.goal(condition.operand, turned(wish));
      case "and":
        return this.#chain(condition.operands, wish, false);
      case "or":
        // Kleene's duality: a or b is not (not a and not b).
        return this.#chain(condition.operands, turned(wish), true);
      case "compare-bool":
        return this.#sameness(condition, condition.equal ? wish : turned(wish));
      default: {
        const { whenTrue, whenFalse, whenUnknown } = this.#outcomesOf(condition);
        const goals = [wish & isTrue ? whenTrue : never, wish & isFalse ? whenFalse : never];
        return widened(any([...goals, wish & isUnknown ? whenUnknown : never]));
      }
    }
  }

  /** An `and` of the operands, each turned round where `turns`. */
  #chain(operands: readonly Condition[], wish: Wish, turns: boolean): Goal {
    const each = (of: Wish) => operands.map((operand) => this.goal(operand, turns ? turned(of) : of));
    const parts: Goal[] = [];
    const notFalse = () => all(each(isTrue | isUnknown));
    if (wish === (isTrue | isUnknown)) return notFalse();
    if (wish === (isFalse | isUnknown)) return any(each(isFalse | isUnknown));
    if (wish & isTrue) parts.push(all(each(isTrue)));
    if (wish & isFalse) parts.push(any(each(isFalse)));
    if (wish & isUnknown) parts.push(all([notFalse(), any(each(isUnknown))]));
    return any(parts);
  }

  #sameness({ left, right }: Condition & { readonly kind: "compare-bool" }, wish: Wish): Goal {
    const both = (a: Wish, b: Wish) => all([this.goal(left, a), this.goal(right, b)]);
    const parts: Goal[] = [];
    if (wish & isTrue) parts.push(both(isTrue, isTrue), both(isFalse, isFalse));
    if (wish & isFalse) parts.push(both(isTrue, isFalse), both(isFalse, isTrue));
    if (wish & isUnknown) parts.push(this.goal(left, isUnknown), this.goal(right, isUnknown));
    return any(parts);
  }

  #outcomesOf(condition: Condition): Outcomes {
    let outcomes = this.#outcomes.get(condition);
    if (outcomes === undefined) {
      outcomes = this.#findOutcomes(condition);
      this.#outcomes.set(condition, outcomes);
    }
    return outcomes;
  }

  #findOutcomes(condition: Condition): Outcomes {
    const axes = this.#axes;
    switch (condition.kind) {
      case "constant":
        return constantOutcomes(condition.value);
      case "compare":
        return comparisonOutcomes(condition, axes);
      case "compare-text":
        return textOutcomes(condition, axes);
      case "flag": {
        const axis = axes.metric(condition.metric);
        return {
          whenTrue: cell(axis, known(1, 1)),
          whenFalse: cell(axis, known(0, 0)),
          whenUnknown: isMissing(axis),
        };
      }
      case "schedule":
        return this.#scheduleOutcomes(condition.schedule);
      case "missing": {
        const silentMs = condition.silentMs ?? axes.stalenessOf(condition.metric);
        const axis = axes.silence(condition.metric);
        const silent = cell(axis, known(nextUp(silentMs), Number.POSITIVE_INFINITY));
        return { whenTrue: silent, whenFalse: cell(axis, known(0, silentMs)), whenUnknown: never };
      }
      default:
        throw new Error(`${condition.kind} is no comparison`);
    }
  }

  #scheduleOutcomes(schedule: number): Outcomes {
    const axis = this.#axes.instant();
    const { list } = this.#axes.instants;
    const where = (wanted: boolean) =>
      any(list.flatMap(({ holds }, at) => (holds[schedule] === wanted ? [cell(axis, known(at, at))] : [])));
    return { whenTrue: where(true), whenFalse: where(false), whenUnknown: never };
  }
}

/** What is wished of a condition where this is wished of its negation. */
export function turned(wish: Wish): Wish {
  return (wish & isUnknown) | (wish & isTrue ? isFalse : 0) | (wish & isFalse ? isTrue : 0);
}

/** Cells of one axis that lie side by side as one; "missing" joins the first. */
function widened(goal: Goal): Goal {
  if (goal.kind !== "or") return goal;
  const first = goal.goals[0]!;
  if (first.kind !== "cell") return goal;
  const { axis } = first;
  const ranges = goal.goals.map((part) => (part.kind === "cell" && part.axis === axis ? part.range : null));
  if (ranges.includes(null)) return goal;
  const missing = ranges.some((range) => range!.missing);
  const valued = ranges.filter((range) => range!.lo <= range!.hi).sort((a, b) => a!.lo - b!.lo);
  const joined: { lo: number; hi: number }[] = [];
  for (const range of valued) {
    const last = joined.at(-1);
    const touches = last !== undefined && (axis.isWhole ? last.hi + 1 : nextUp(last.hi)) >= range!.lo;
    if (touches) last.hi = Math.max(last.hi, range!.hi);
    else joined.push({ lo: range!.lo, hi: range!.hi });
  }
  if (joined.length === 0) return first;
  return any(joined.map(({ lo, hi }, index) => cell(axis, { lo, hi, missing: missing && index === 0 })));
}
