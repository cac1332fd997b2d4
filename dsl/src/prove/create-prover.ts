/** Answers questions about conditions: boxes where there are few, else a search, and a witness for every "possible". */

import type { Program } from "../program/program.ts";
import { Axes, type Axis } from "./axes.ts";
import { type Box, boxesOf, commonBoxes } from "./boxes.ts";
import { factsOf } from "./facts.ts";
import { axesOf, type Goal } from "./goals.ts";
import { type Point, pointOf } from "./points.ts";
import { confirms } from "./probes.ts";
import type { Possibility, Prover, Wanted } from "./prover.ts";
import { allowsValue, pickInside } from "./ranges.ts";
import { witnessOfPoint } from "./realise.ts";
import { Search } from "./search.ts";
import { withShareOrder } from "./share-order.ts";
import { truthAt } from "./truth.ts";
import { Wishes, wishOf } from "./wishes.ts";
import type { Replay } from "./witness.ts";

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
const mostTries = 12;

const impossible: Possibility = { kind: "impossible" };

export function createProver(options: ProverOptions): Prover {
  return withShareOrder(new BoxProver(options));
}

class BoxProver implements Prover {
  readonly #axes: Axes;
  readonly #options: ProverOptions;
  readonly #wishes: Wishes;
  readonly #boxes = new WeakMap<Goal, readonly Box[] | "too many">();

  constructor(options: ProverOptions) {
    this.#options = options;
    this.#axes = new Axes(options.program, options.zone ?? "UTC", options.stalenessMs ?? {});
    this.#wishes = new Wishes(this.#axes);
  }

  find(wanted: readonly Wanted[]): Possibility {
    const goals = wanted.map(({ condition, is }) => this.#wishes.goal(condition, wishOf(is)));
    const lists = goals.map((goal) => this.#boxesOf(goal));
    if (!lists.includes("too many")) {
      let found: Box | null = null;
      for (const box of commonBoxes(lists as (readonly Box[])[])) {
        found = box;
        if (box.axes.every((axis) => axis.isFree)) return this.#possibleAt(pointOfBox(box), wanted);
      }
      if (found === null) return impossible;
    }
    return this.#search(goals, wanted);
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
    const axes = new Set<Axis>();
    for (const goal of goals) axesOf(goal, axes);
    const facts = factsOf(axes, this.#axes);
    let answer: Possibility | null = null;
    let tries = 0;
    const search = new Search([...axes], mostSteps, (found) => {
      const point = pointOf(found);
      answer = point === null ? null : this.#attempt(point, wanted);
      tries += 1;
      return answer !== null || tries >= mostTries;
    });
    const end = search.run([...goals, ...facts]);
    if (answer !== null) return answer;
    if (end === "none") return impossible;
    const reason =
      tries === 0
        ? "the conditions allow of too many cases"
        : "no course of samples was found that brings it about, and none was proved not to exist";
    return { kind: "not-analysed", reason };
  }

  /** A possibility where the replay confirms the witness of a point. */
  #attempt(point: Point, wanted: readonly Wanted[]): Possibility | null {
    const witness = witnessOfPoint(point, this.#axes);
    if (witness === null) return null;
    const { program, replay } = this.#options;
    const metrics = [...new Set([...program.metrics, ...this.#metricsRead()])];
    return confirms(witness, wanted, { program, replay, metrics }) ? { kind: "possible", witness } : null;
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

function pointOfBox({ axes, ranges }: Box): Point {
  const point = new Map<Axis, number | null>();
  axes.forEach((axis, at) => {
    const range = ranges[at]!;
    point.set(axis, allowsValue(range) ? pickInside(range, axis.isWhole) : null);
  });
  return point;
}
