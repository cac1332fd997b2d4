/**
 * Looks for a point at which conditions are as wanted, where that is easy: comparisons of metrics and windows with constants, and
 * what `and`, `or` and `not` make of them. Most questions are about conditions that have little to do with each other, and end
 * here. Finding none says nothing.
 */

import type { Condition } from "../program/program.ts";
import type { Axes } from "./axes.ts";
import { type EasyCondition, EasyConditions, type Proposal, type Values } from "./easy-conditions.ts";
import type { Wanted } from "./prover.ts";

export class QuickPoints {
  readonly #easy: EasyConditions;
  readonly #known = new WeakMap<Condition, EasyCondition | null>();

  constructor(axes: Axes) {
    this.#easy = new EasyConditions(axes);
  }

  /** True: there is a point, which samples that stay level bring about. False: who knows. */
  has(wanted: readonly Wanted[]): boolean {
    const goals: { easy: EasyCondition; is: Wanted["is"] }[] = [];
    for (const { condition, is } of wanted) {
      const easy = this.#easyOf(condition);
      if (easy === null) return false;
      goals.push({ easy, is });
    }
    const { values } = this.#easy;
    const isPoint = () => goals.every(({ easy, is }) => is.includes(easy.truth(values)));
    const proposals = goals.map(({ easy, is }) => is.flatMap((truth) => easy.proposals(truth)));
    // Where two say something of one metric either may be right: the later one is heard, then the earlier one.
    return this.#tries(proposals, isPoint) || (goals.length > 1 && this.#tries(proposals.reverse(), isPoint));
  }

  #easyOf(condition: Condition): EasyCondition | null {
    let easy = this.#known.get(condition);
    if (easy === undefined) {
      easy = this.#easy.of(condition);
      this.#known.set(condition, easy);
    }
    return easy;
  }

  /** Tries one proposal of each list, together, all ways. Leaves the values as they were. */
  #tries(lists: readonly (readonly Proposal[])[], isPoint: () => boolean): boolean {
    const { values } = this.#easy;
    const tryFrom = (at: number): boolean => {
      const list = lists[at];
      if (list === undefined) return isPoint();
      for (const proposal of list) {
        const before = write(values, proposal);
        const found = tryFrom(at + 1);
        for (let index = before.length - 1; index >= 0; index--) values[proposal[index]!.axis] = before[index]!;
        if (found) return true;
      }
      return false;
    };
    return tryFrom(0);
  }
}

/** Gives what was there before. */
function write(values: Values, proposal: Proposal): number[] {
  return proposal.map(({ axis, value }) => {
    const before = values[axis]!;
    values[axis] = value;
    return before;
  });
}
