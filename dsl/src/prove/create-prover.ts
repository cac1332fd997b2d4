/** Answers questions about conditions: boxes where there are few, else a search, and a witness for every "possible". */

import type { Condition, Program } from "../program/program.ts";
import { Axes, type Axis } from "./axes.ts";
import { type Box, boxesOf, commonBox } from "./boxes.ts";
import type { Goal } from "./goals.ts";
import type { Point } from "./points.ts";
import { confirms } from "./probes.ts";
import type { Possibility, Prover, Wanted } from "./prover.ts";
import { Questions } from "./questions.ts";
import { QuickPoints } from "./quick-points.ts";
import { allowsValue, pickInside } from "./ranges.ts";
import { witnessOfPoint } from "./realise.ts";
import { closestMs } from "./stage.ts";
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
  readonly #numberOfText = new Map<string, number>();
  readonly #numbers = new WeakMap<Condition, number>();
  readonly #questions: Questions;
  readonly #boxes = new WeakMap<Goal, readonly Box[] | "too many">();

  constructor(options: ProverOptions) {
    this.#options = options;
    this.#axes = new Axes(options.program, options.zone ?? "UTC", options.stalenessMs ?? {});
    this.#wishes = new Wishes(this.#axes);
    this.#quick = new QuickPoints(this.#axes);
    this.#questions = new Questions(this.#axes, this.#wishes);
  }

  find(wanted: readonly Wanted[]): Possibility {
    const goals = this.#wishes.goals(wanted);
    const box = this.#commonBox(goals);
    if (box === "none") return impossible;
    const possible = box === "some" ? null : this.#possibleIn(box, wanted);
    if (possible !== null) return possible;
    return this.#questions.answer(goals, (witness) => this.#isConfirmed(witness, wanted));
  }

  excludes(wanted: readonly Wanted[]): boolean {
    // Most questions end here: a point that anybody would try is as wanted.
    if (this.#quick.has(wanted)) return false;
    const question = wanted.map(({ condition, is }) => `${this.#numberOf(condition)} ${wishOf(is)}`).join(" ");
    const known = this.#excluded.get(question) ?? this.#isExcluded(wanted);
    this.#excluded.set(question, known);
    return known;
  }

  /** The same for all conditions of one text. */
  #numberOf(condition: Condition): number {
    let number = this.#numbers.get(condition);
    if (number === undefined) {
      const text = JSON.stringify(condition);
      number = this.#numberOfText.get(text) ?? this.#numberOfText.size;
      this.#numberOfText.set(text, number);
      this.#numbers.set(condition, number);
    }
    return number;
  }

  #isExcluded(wanted: readonly Wanted[]): boolean {
    const goals = this.#wishes.goals(wanted);
    const box = this.#commonBox(goals);
    return box === "some" ? this.#questions.excludes(goals) : box === "none";
  }

  /** A box of free axes, any point of which will do; "some" where boxes do not decide. */
  #commonBox(goals: readonly Goal[]): Box | "some" | "none" {
    const lists: (readonly Box[])[] = [];
    for (const goal of goals) {
      const boxes = this.#boxesOf(goal);
      if (boxes === "too many") return "some";
      lists.push(boxes);
    }
    return commonBox(lists);
  }

  #boxesOf(goal: Goal): readonly Box[] | "too many" {
    let boxes = this.#boxes.get(goal);
    if (boxes === undefined) {
      boxes = boxesOf(goal, this.#options.boxCap ?? defaultBoxCap) ?? "too many";
      this.#boxes.set(goal, boxes);
    }
    return boxes;
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

  /**
   * At a point of free axes one snapshot decides, by the evaluator's own arithmetic; its witness is made when asked for. Null where
   * the macro would have run for less than lies between two snapshots.
   */
  #possibleIn(box: Box, wanted: readonly Wanted[]): Possibility | null {
    const point = pointOfBox(box);
    const durationMs = point.get(this.#axes.metric("duration")) ?? 0;
    if (durationMs > 0 && durationMs < closestMs) return null;
    const witness = () => {
      this.#check(point, wanted);
      return witnessOfPoint(point, this.#axes)!;
    };
    return {
      kind: "possible",
      get witness() {
        return witness();
      },
    };
  }

  /** Throws where a point of a box is not as the box says: that would be our own mistake. */
  #check(point: Point, wanted: readonly Wanted[]): void {
    // What the box leaves open may be anything, but for what is never missing.
    const valueAt = (axis: Axis) => point.get(axis) ?? (axis.domain.missing ? null : axis.domain.lo);
    for (const { condition, is } of wanted) {
      if (!is.includes(truthAt(condition, { axes: this.#axes, valueAt }))) {
        throw new Error("prover: a point of a box is not as the box says");
      }
    }
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
