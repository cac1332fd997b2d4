/** What the conditions of one profile read: each metric, windowed call, share, schedule or `missing`, once. */

import type { Condition, Metric, Term } from "@macro-engine/dsl";
import { conditionsIn, termsIn, termsInTerm } from "./parts.ts";
import { type WindowCall, windowKey } from "./windows.ts";

export type Leaf =
  | { readonly kind: "metric"; readonly metric: Metric }
  | { readonly kind: "window"; readonly metric: Metric; readonly call: WindowCall }
  /** An index into `Leaves.shares`. */
  | { readonly kind: "share"; readonly share: number }
  /** An index into `Program.schedules`. */
  | { readonly kind: "schedule"; readonly schedule: number }
  /** `of` is the metric's leaf; `silentMs` null: its staleness. */
  | { readonly kind: "missing"; readonly of: number; readonly silentMs: number | null };

export interface ShareCall {
  readonly condition: Condition;
  readonly windowMs: number;
}

/** Gives every leaf a number; at run time a run's table says in which slot each leaf's value stands. */
export class Leaves {
  readonly list: Leaf[] = [];
  /** Inner shares before those that read them. */
  readonly shares: ShareCall[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #metrics: ReadonlyMap<string, Metric>;

  constructor(metrics: ReadonlyMap<string, Metric>) {
    this.#metrics = metrics;
  }

  metric(name: string): number {
    return this.#number(`metric ${name}`, () => ({ kind: "metric", metric: this.#metricOf(name) }));
  }

  schedule(schedule: number): number {
    return this.#number(`schedule ${schedule}`, () => ({ kind: "schedule", schedule }));
  }

  missing(name: string, silentMs: number | null): number {
    const of = this.metric(name);
    return this.#number(`missing ${name} ${silentMs}`, () => ({ kind: "missing", of, silentMs }));
  }

  /** The leaf of a term that is one value; null for constants and arithmetic. */
  term(term: Term): number | null {
    switch (term.kind) {
      case "metric":
        return this.metric(term.metric);
      case "window":
        return this.#window(term.metric, { function: term.function, windowMs: term.windowMs, aheadMs: 0 });
      case "forecast":
        return this.#window(term.metric, { function: "forecast", windowMs: term.windowMs, aheadMs: term.aheadMs });
      case "share":
        return this.#share(term.condition, term.windowMs);
      default:
        return null;
    }
  }

  #window(name: string, call: WindowCall): number {
    // The metric itself is read too: its present value decides whether the window is known.
    this.metric(name);
    return this.#number(`window ${name} ${windowKey(call)}`, () => ({
      kind: "window",
      metric: this.#metricOf(name),
      call,
    }));
  }

  #share(condition: Condition, windowMs: number): number {
    const key = `${windowMs} ${JSON.stringify(condition)}`;
    return this.#number(`share ${key}`, () => {
      eachShare(condition, (inner) => this.term(inner));
      return { kind: "share", share: this.shares.push({ condition, windowMs }) - 1 };
    });
  }

  #metricOf(name: string): Metric {
    const metric = this.#metrics.get(name);
    if (!metric) throw new Error(`program: a rule reads ${name}, which is not among the program's metrics`);
    return metric;
  }

  #number(key: string, make: () => Leaf): number {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const leaf = make();
    const number = this.list.push(leaf) - 1;
    this.#byKey.set(key, number);
    return number;
  }
}

/** Calls back for the outermost shares of a condition. */
function eachShare(condition: Condition, found: (share: Term) => void): void {
  const inTerm = (term: Term): void => {
    if (term.kind === "share") found(term);
    for (const inner of termsInTerm(term)) inTerm(inner);
  };
  for (const term of termsIn(condition)) inTerm(term);
  for (const inner of conditionsIn(condition)) eachShare(inner, found);
}
