/** Answers questions about conditions: boxes where there are few, else a search, and a witness for every "possible". */

import type { Program } from "../program/program.ts";
import { Axes, type Axis } from "./axes.ts";
import { type Box, boxesOf, commonBoxes } from "./boxes.ts";
import { factsOf } from "./facts.ts";
import { axesOf, cell, type Goal, rowsOf } from "./goals.ts";
import { hintsOf } from "./hints.ts";
import { type Point, pointOf } from "./points.ts";
import { confirms } from "./probes.ts";
import type { Possibility, Prover, Wanted } from "./prover.ts";
import { QuickPoints } from "./quick-points.ts";
import { allowsValue, known, pickInside } from "./ranges.ts";
import { type Realisation, witnessesOf, witnessOfPoint } from "./realise.ts";
import { type Findings, Search } from "./search.ts";
import { partsOf } from "./theory.ts";
import { truthAt } from "./truth.ts";
import { Wishes, wishOf } from "./wishes.ts";
import type { Replay, Witness } from "./witness.ts";

export interface ProverOptions {
  readonly program: Program;
  readonly replay: Replay;
  /** Zone of schedules without one, as the replay has it; IANA. Default UTC. */
  readonly zone?: string;
  /** Staleness by metric, ms, as the replay has it, where it is not the default. */
  readonly stalenessMs?: Readonly<Record<string, number>>;
  /** Boxes of a condition up to which they are listed; past it the search answers the same. */
  readonly boxCap?: number;
}

const defaultBoxCap = 64;
/** Choices of a search, and solutions of which a witness is tried, before it gives up. */
const mostSteps = 20_000;
const mostTries = 24;
const mostEffort = 1_000_000;

const tooMany = "the conditions allow of too many cases";
const unrealised = "no course of samples was found that brings it about, and none was proved not to exist";

const impossible: Possibility = { kind: "impossible" };

export function createProver(options: ProverOptions): Prover {
  return new BoxProver(options);
}

class BoxProver implements Prover {
  readonly #axes: Axes;
  readonly #options: ProverOptions;
  readonly #wishes: Wishes;
  readonly #quick: QuickPoints;
  /** Profiles that extend one template, and rules written alike, ask the same: by the text of the question. */
  readonly #excluded = new Map<string, boolean>();
  readonly #boxes = new WeakMap<Goal, readonly Box[] | "too many">();

  constructor(options: ProverOptions) {
    this.#options = options;
    this.#axes = new Axes(options.program, options.zone ?? "UTC", options.stalenessMs ?? {});
    this.#wishes = new Wishes(this.#axes);
    this.#quick = new QuickPoints(this.#axes);
  }

  find(wanted: readonly Wanted[]): Possibility {
    const goals = this.#goalsOf(wanted);
    const box = this.#freeBox(goals);
    if (box === "none") return impossible;
    return box === null ? this.#search(goals, wanted) : this.#possibleAt(pointOfBox(box), wanted);
  }

  excludes(wanted: readonly Wanted[]): boolean {
    // Most questions end here: a point that anybody would try is as wanted.
    if (this.#quick.has(wanted)) return false;
    const question = JSON.stringify(wanted);
    const known = this.#excluded.get(question) ?? this.#isExcluded(wanted);
    this.#excluded.set(question, known);
    return known;
  }

  #isExcluded(wanted: readonly Wanted[]): boolean {
    const goals = this.#goalsOf(wanted);
    const box = this.#freeBox(goals);
    if (box !== null) return box === "none";
    const { axes, facts } = this.#questionOf(goals);
    return new Search([...axes], mostSteps, () => true).run([...goals, ...facts]) === "none";
  }

  /** A box of free axes, any point of which will do; null where boxes do not decide. */
  #freeBox(goals: readonly Goal[]): Box | "none" | null {
    const lists = goals.map((goal) => this.#boxesOf(goal));
    if (lists.includes("too many")) return null;
    let isEmpty = true;
    for (const box of commonBoxes(lists as (readonly Box[])[])) {
      isEmpty = false;
      if (box.axes.every((axis) => axis.isFree)) return box;
    }
    return isEmpty ? "none" : null;
  }

  #boxesOf(goal: Goal): readonly Box[] | "too many" {
    let boxes = this.#boxes.get(goal);
    if (boxes === undefined) {
      boxes = boxesOf(goal, this.#options.boxCap ?? defaultBoxCap) ?? "too many";
      this.#boxes.set(goal, boxes);
    }
    return boxes;
  }

  #search(goals: readonly Goal[], wanted: readonly Wanted[]): Possibility {
    const question = this.#questionOf(goals);
    const realisation = this.#realisation(goals);
    let possible: Possibility | null = null;
    let tries = 0;
    const accept = (found: Findings): boolean => {
      for (const witness of witnessesOf(found, realisation)) {
        if (!this.#isConfirmed(witness, wanted)) continue;
        possible = { kind: "possible", witness };
        return true;
      }
      tries += 1;
      return tries >= mostTries;
    };
    const { axes, facts } = question;
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

  #questionOf(goals: readonly Goal[]): { axes: ReadonlySet<Axis>; facts: readonly Goal[] } {
    const axes = new Set<Axis>();
    for (const goal of goals) axesOf(goal, axes);
    const facts = factsOf(axes, this.#axes, this.#wishes);
    return { axes, facts };
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
      return this.#pointFor([...this.#goalsOf(wanted), ...cells]);
    };
    return { axes: this.#axes, asked, rows, pointFor, effort: { left: mostEffort, failed: new Set() } };
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

  #goalsOf(wanted: readonly Wanted[]): Goal[] {
    return wanted.map(({ condition, is }) => this.#wishes.goal(condition, wishOf(is)));
  }

  #isConfirmed(witness: Witness, wanted: readonly Wanted[]): boolean {
    const { program, replay } = this.#options;
    return confirms(witness, wanted, { program, replay, metrics: [...program.metrics, ...this.#metricsRead()] });
  }

  #metricsRead() {
    const named = new Map([["duration", this.#axes.metricOf("duration")]]);
    for (const { source } of this.#axes.list) if ("metric" in source) named.set(source.metric.name, source.metric);
    for (const { name } of this.#options.program.metrics) named.delete(name);
    return named.values();
  }

  /** At a point of free axes one snapshot decides, by the evaluator's own arithmetic; its witness is made when asked for. */
  #possibleAt(point: Point, wanted: readonly Wanted[]): Possibility {
    // What the box leaves open may be anything, but for what is never missing.
    const valueAt = (axis: Axis) => point.get(axis) ?? (axis.domain.missing ? null : axis.domain.lo);
    const context = { axes: this.#axes, valueAt };
    for (const { condition, is } of wanted) {
      if (!is.includes(truthAt(condition, context))) throw new Error("a point in the box is not as the box says");
    }
    const witness = () => witnessOfPoint(point, this.#axes)!;
    return {
      kind: "possible",
      get witness() {
        return witness();
      },
    };
  }
}

/** The axes of goals, besides those that are known already. */
function everyAxis(goals: readonly Goal[], axes: ReadonlySet<Axis>): readonly Axis[] {
  const every = new Set(axes);
  for (const goal of goals) axesOf(goal, every);
  return [...every];
}

function pointOfBox({ axes, ranges }: Box): Point {
  const point = new Map<Axis, number | null>();
  axes.forEach((axis, at) => {
    const range = ranges[at]!;
    point.set(axis, allowsValue(range) ? pickInside(range, axis.isWhole) : null);
  });
  return point;
}
