/**
 * Looks for ranges of all axes under which every goal holds: what follows from the goals is drawn at once, then one open `or`
 * after the other is tried. Each narrowing remembers which choices it rests on, so that a dead end skips the choices that have
 * nothing to do with it.
 */

import type { Axis } from "./axes.ts";
import { axesOf, type Goal, type Row } from "./goals.ts";
import { from, isEmpty, known, meet, type Range, upTo, whole } from "./ranges.ts";
import { narrownessOf, standingOf } from "./standing.ts";
import { isFeasible, needsArithmetic } from "./theory.ts";

/** Choices, as bits by depth. */
type Choices = bigint;

/** An `or` that is not yet decided, and the choices that it comes of. */
interface Open {
  readonly goal: Goal & { readonly kind: "and" | "or" };
  readonly because: Choices;
}

/** What has been narrowed so far. */
export interface Findings {
  rangeOf(axis: Axis): Range;
  /** Axes that the goals name or that follow from them. */
  readonly axes: readonly Axis[];
  readonly rows: readonly Row[];
}

/** `none` is a proof; `open`: something was left that neither was shown impossible nor accepted. */
export type SearchEnd = "accepted" | "none" | "open";

const outOfSteps = Symbol("out of steps");
const accepted = Symbol("accepted");
type Outcome = Choices | typeof accepted | typeof outOfSteps;

export class Search implements Findings {
  readonly axes: readonly Axis[];
  readonly rows: Row[] = [];
  readonly #ranges = new Map<Axis, Range>();
  readonly #because = new Map<Axis, Choices>();
  readonly #rowsBecause: Choices[] = [];
  readonly #undo: (() => void)[] = [];
  readonly #accept: (found: Findings) => boolean;
  #steps: number;
  #refused = false;
  /** Where a contradiction was found: what it rests on. */
  #conflict: Choices | null = null;

  /** `accept` says of a solution whether it will do; `steps` bounds the choices. */
  constructor(axes: readonly Axis[], steps: number, accept: (found: Findings) => boolean) {
    this.axes = axes;
    this.#steps = steps;
    this.#accept = accept;
  }

  run(goals: readonly Goal[]): SearchEnd {
    const open: Open[] = [];
    for (const goal of goals) this.#assert(goal, 0n, open);
    const outcome = this.#decide(open, 0);
    if (outcome === accepted) return "accepted";
    return outcome === outOfSteps || this.#refused ? "open" : "none";
  }

  rangeOf(axis: Axis): Range {
    return this.#ranges.get(axis) ?? axis.domain;
  }

  // --- Choices ----------------------------------------------------------------------------------------------------

  #decide(all: readonly Open[], depth: number): Outcome {
    const open = this.#conclude(all);
    if (open === null) return this.#takeConflict();
    if (needsArithmetic(this) && !isFeasible(this)) return this.#everyReason();
    const next = this.#fewest(open);
    if (next === null) {
      if (this.#accept(this)) return accepted;
      this.#refused = true;
      return this.#everyChoice(depth);
    }
    const rest = open.filter((other) => other !== next);
    const choice = 1n << BigInt(depth);
    let because = next.because | this.#reasons(next.goal);
    const ways = next.goal.goals.map((goal) => ({ goal, narrowness: narrownessOf(goal, this) }));
    for (const { goal } of ways.sort((a, b) => a.narrowness - b.narrowness)) {
      if (standingOf(goal, this) === false) continue;
      if (this.#steps-- <= 0) return outOfSteps;
      const mark = this.#undo.length;
      const still = [...rest];
      this.#assert(goal, choice | next.because, still);
      const outcome = this.#decide(still, depth + 1);
      if (typeof outcome === "symbol") return outcome;
      this.#undoTo(mark);
      // The dead end has nothing to do with this choice: neither would its other ways out of it.
      if ((outcome & choice) === 0n) return outcome;
      because |= outcome;
    }
    return because & ~choice;
  }

  #everyChoice(depth: number): Choices {
    return (1n << BigInt(depth)) - 1n;
  }

  #fewest(open: readonly Open[]): Open | null {
    let best: Open | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    for (const candidate of open) {
      const alive = candidate.goal.goals.filter((goal) => standingOf(goal, this) !== false).length;
      if (alive < fewest) [best, fewest] = [candidate, alive];
    }
    return best;
  }

  // --- Consequences -----------------------------------------------------------------------------------------------

  /** Draws every consequence; the `or`s that stay open, null on a contradiction. */
  #conclude(all: readonly Open[]): readonly Open[] | null {
    let open = all;
    for (;;) {
      if (this.#conflict !== null || !this.#keepOrders()) return null;
      const still: Open[] = [];
      let changed = false;
      for (const entry of open) {
        const alive = entry.goal.goals.filter((goal) => standingOf(goal, this) !== false);
        if (alive.length > 1 && alive.every((goal) => standingOf(goal, this) !== true)) still.push(entry);
        else if (alive.length === 0) this.#conflict = entry.because | this.#reasons(entry.goal);
        else if (alive.length === 1 && standingOf(alive[0]!, this) !== true) {
          this.#assert(alive[0]!, entry.because | this.#reasons(entry.goal), still);
          changed = true;
        }
        if (this.#conflict !== null) return null;
      }
      open = still;
      if (!changed) return open;
    }
  }

  #assert(goal: Goal, because: Choices, open: Open[]): void {
    if (goal.kind === "never") this.#conflict ??= because;
    else if (goal.kind === "cell") this.#narrow(goal.axis, goal.range, because);
    else if (goal.kind === "and") for (const inner of goal.goals) this.#assert(inner, because, open);
    else if (goal.kind === "or") open.push({ goal, because });
    else if (goal.kind === "row") {
      for (const [axis] of goal.terms) this.#narrow(axis, known(axis.domain.lo, axis.domain.hi), because);
      this.rows.push(goal);
      this.#rowsBecause.push(because);
      this.#undo.push(() => {
        this.rows.pop();
        this.#rowsBecause.pop();
      });
    }
  }

  #narrow(axis: Axis, range: Range, because: Choices): void {
    const before = this.rangeOf(axis);
    const met = meet(before, range);
    if (met === before) return;
    const after = axis.isWhole ? whole(met) : met;
    const [had, reasons] = [this.#ranges.has(axis), this.#because.get(axis) ?? 0n];
    this.#ranges.set(axis, after);
    this.#because.set(axis, reasons | because);
    this.#undo.push(() => {
      if (had) this.#ranges.set(axis, before);
      else this.#ranges.delete(axis);
      this.#because.set(axis, reasons);
    });
    if (isEmpty(after)) this.#conflict ??= reasons | because;
  }

  /** Narrows the axes of order rows by each other. Strict circles would creep for ever: they are left to the arithmetic. */
  #keepOrders(): boolean {
    for (let round = 0; round < 2 + 2 * this.rows.length; round += 1) {
      const before = this.#undo.length;
      this.rows.forEach((row, at) => {
        if (row.order !== null) this.#keepOrder(row, row.order, this.#rowsBecause[at]!);
      });
      if (this.#conflict !== null) return false;
      if (this.#undo.length === before) return true;
    }
    return true;
  }

  #keepOrder(row: Row, { less, more }: NonNullable<Row["order"]>, because: Choices): void {
    const reasons = because | (this.#because.get(less) ?? 0n) | (this.#because.get(more) ?? 0n);
    const strict = row.relation === "<";
    this.#narrow(less, known(less.domain.lo, upTo(this.rangeOf(more).hi, strict)), reasons);
    this.#narrow(more, known(from(this.rangeOf(less).lo, strict), more.domain.hi), reasons);
    if (row.relation !== "=") return;
    this.#narrow(more, known(more.domain.lo, this.rangeOf(less).hi), reasons);
    this.#narrow(less, known(this.rangeOf(more).lo, less.domain.hi), reasons);
  }

  // --- Reasons ----------------------------------------------------------------------------------------------------

  #takeConflict(): Choices {
    const conflict = this.#conflict ?? 0n;
    this.#conflict = null;
    return conflict;
  }

  #reasons(goal: Goal): Choices {
    let reasons = 0n;
    for (const axis of axesOf(goal)) reasons |= this.#because.get(axis) ?? 0n;
    return reasons;
  }

  #everyReason(): Choices {
    let reasons = 0n;
    for (const because of this.#because.values()) reasons |= because;
    for (const because of this.#rowsBecause) reasons |= because;
    return reasons;
  }

  #undoTo(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()!();
  }
}
