/** Answers what boxes do not: a search under facts, and witnesses made of what it finds. */

import type { Axes, Axis } from "./axes.ts";
import { factsOf } from "./facts.ts";
import { axesOf, cell, type Goal, rowsOf } from "./goals.ts";
import { hintsOf } from "./hints.ts";
import { type Point, pointOf } from "./points.ts";
import type { Possibility } from "./prover.ts";
import { known } from "./ranges.ts";
import { type Realisation, witnessesOf } from "./realise.ts";
import { type Findings, Search } from "./search.ts";
import { partsOf } from "./system.ts";
import type { Wishes } from "./wishes.ts";
import type { Witness } from "./witness.ts";

/** Choices of a search before it gives up. */
const mostSteps = 20_000;
/** Solutions of which a witness is tried: of large ones, which take long and are seldom the better ones for it, fewer. */
const mostTries = 24;
const fewestTries = 6;
const mostAxesTried = 720;
/** Samples that the search for series looks at before it gives up. */
const mostEffort = 600_000;
const mostMixing = 300_000;
/** Questions whose facts are remembered. */
const mostQuestions = 2000;

const tooMany = "the conditions allow of too many cases";
const unrealised = "no course of samples was found that brings it about, and none was proved not to exist";

const impossible: Possibility = { kind: "impossible" };

interface Question {
  readonly axes: ReadonlySet<Axis>;
  readonly facts: readonly Goal[];
}

export class Questions {
  readonly #axes: Axes;
  readonly #wishes: Wishes;
  readonly #known = new Map<string, Question>();

  constructor(axes: Axes, wishes: Wishes) {
    this.#axes = axes;
    this.#wishes = wishes;
  }

  excludes(goals: readonly Goal[]): boolean {
    const { axes, facts } = this.#questionOf(goals);
    return new Search([...axes], mostSteps, () => true).run([...goals, ...facts]) === "none";
  }

  /** `isConfirmed` plays a witness: only what it confirms is possible. */
  answer(goals: readonly Goal[], isConfirmed: (witness: Witness) => boolean): Possibility {
    const realisation = this.#realisation(goals);
    let possible: Possibility | null = null;
    let tries = 0;
    const accept = (found: Findings): boolean => {
      for (const witness of witnessesOf(found, realisation)) {
        if (!isConfirmed(witness)) continue;
        possible = { kind: "possible", witness };
        return true;
      }
      tries += 1;
      return tries >= mostOf(found);
    };
    const { axes, facts } = this.#questionOf(goals);
    const hints = hintsOf(this.#axes, axes, this.#wishes);
    if (hints.length > 0) {
      const all = [...goals, ...facts, ...hints];
      new Search(everyAxis(all, axes), mostSteps, accept).run(all);
      tries = 0;
    }
    if (possible !== null) return possible;
    const end = new Search([...axes], mostSteps, accept).run([...goals, ...facts]);
    if (possible !== null) return possible;
    return end === "none" ? impossible : { kind: "not-analysed", reason: tries === 0 ? tooMany : unrealised };
  }

  /** Every axis that goals name or facts bring in, and the facts; the same for all questions about the same axes. */
  #questionOf(goals: readonly Goal[]): Question {
    const axes = new Set<Axis>();
    for (const goal of goals) axesOf(goal, axes);
    const key = [...axes]
      .map(({ id }) => id)
      .sort((a, b) => a - b)
      .join(" ");
    let question = this.#known.get(key);
    if (question === undefined) {
      if (this.#known.size >= mostQuestions) this.#known.clear();
      question = { axes, facts: factsOf(axes, this.#axes, this.#wishes) };
      this.#known.set(key, question);
    }
    return question;
  }

  #realisation(goals: readonly Goal[]): Realisation {
    const asked = new Set<Axis>();
    for (const goal of goals) axesOf(goal, asked);
    for (const axis of asked) for (const part of partsOf(axis)) asked.add(part);
    const rows = new Set(goals.flatMap(rowsOf));
    const pointFor: Realisation["pointFor"] = (wanted, held, point) => {
      const cells = held.flatMap((axis) => {
        const value = point.get(axis) ?? null;
        return value === null ? [] : [cell(axis, known(value, value))];
      });
      return this.#pointFor([...this.#wishes.goals(wanted), ...cells]);
    };
    return {
      axes: this.#axes,
      asked,
      rows,
      pointFor,
      effort: { left: mostEffort, mixing: { left: mostMixing }, failed: new Set() },
    };
  }

  #pointFor(goals: readonly Goal[]): Point | null {
    const { axes, facts } = this.#questionOf(goals);
    let point: Point | null = null;
    const accept = (found: Findings): boolean => {
      point = pointOf(found);
      return point !== null;
    };
    new Search([...axes], mostSteps, accept).run([...goals, ...facts]);
    return point;
  }
}

function mostOf({ axes }: Findings): number {
  return Math.min(mostTries, Math.max(fewestTries, Math.floor(mostAxesTried / axes.length)));
}

/** The axes of goals, besides those that are known already. */
function everyAxis(goals: readonly Goal[], axes: ReadonlySet<Axis>): readonly Axis[] {
  const every = new Set(axes);
  for (const goal of goals) axesOf(goal, every);
  return [...every];
}
