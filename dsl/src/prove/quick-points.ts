/**
 * Looks for a point at which conditions are as wanted, where that is easy: comparisons of metrics and windows with constants, and
 * what `and`, `or` and `not` make of them. Most questions are about conditions that have little to do with each other, and end
 * here. Finding none says nothing.
 */

import type { Condition } from "../program/program.ts";
import type { Axes } from "./axes.ts";
import { EasyConditions } from "./easy-conditions.ts";
import type { EasyCondition, Proposal, Values } from "./easy-kinds.ts";
import type { Wanted } from "./prover.ts";
import { type Wish, wishOf } from "./wishes.ts";

/** Many conditions have more ways together than are quickly tried. */
const mostPoints = 500;

export class QuickPoints {
  readonly #easy: EasyConditions;
  readonly #known = new WeakMap<Condition, EasyCondition | null>();

  constructor(axes: Axes) {
    this.#easy = new EasyConditions(axes);
  }

  /** True: there is a point, which samples that stay level bring about. False: who knows. */
  has(wanted: readonly Wanted[]): boolean {
    const goals: Goal[] = [];
    for (const { condition, is } of wanted) {
      const easy = this.#easyOf(condition);
      if (easy === null) return false;
      const wish = wishOf(is);
      goals.push({ easy, wish, proposals: easy.proposals(wish) });
    }
    // Where two say something of one metric either may be right: the later one is heard, then the earlier one.
    return (
      this.#tries(goals, 0, { left: mostPoints }) ||
      (goals.length > 1 && this.#tries(goals.reverse(), 0, { left: mostPoints }))
    );
  }

  #easyOf(condition: Condition): EasyCondition | null {
    let easy = this.#known.get(condition);
    if (easy === undefined) {
      easy = this.#easy.of(condition);
      this.#known.set(condition, easy);
    }
    return easy;
  }

  /** Tries one proposal of each goal from here on, together, all ways that there is time for. Leaves the values as they were. */
  #tries(goals: readonly Goal[], at: number, points: { left: number }): boolean {
    const { values } = this.#easy;
    if (at === goals.length) {
      points.left -= 1;
      return isPoint(goals, values);
    }
    for (const proposal of goals[at]!.proposals) {
      if (points.left <= 0) return false;
      const before = write(values, proposal);
      const found = this.#tries(goals, at + 1, points);
      for (let index = before.length - 1; index >= 0; index--) values[proposal[2 * index]!] = before[index]!;
      if (found) return true;
    }
    return false;
  }
}

interface Goal {
  readonly easy: EasyCondition;
  readonly wish: Wish;
  readonly proposals: readonly Proposal[];
}

function isPoint(goals: readonly Goal[], values: Values): boolean {
  for (const { easy, wish } of goals) if ((easy.truth(values) & wish) === 0) return false;
  return true;
}

/** Gives what was there before. */
function write(values: Values, proposal: Proposal): number[] {
  const before: number[] = [];
  for (let index = 0; index < proposal.length; index += 2) {
    const number = proposal[index]!;
    before.push(values[number]!);
    values[number] = proposal[index + 1]!;
  }
  return before;
}
