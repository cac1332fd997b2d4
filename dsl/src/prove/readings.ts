/**
 * Terms as functions of one axis. What has a single varying part is a chain of steps over it, each monotone or `abs`, and is turned
 * round exactly, in the evaluator's own arithmetic; a sum or quotient of several parts becomes an axis of its own.
 */

import type { Term } from "../program/program.ts";
import type { Axes, Axis } from "./axes.ts";
import { greatest, greatestWhere, leastWhere } from "./doubles.ts";
import { divide, negate, one, rationalOf, zero } from "./rational.ts";

type Step =
  | { readonly kind: "negate" | "absolute" }
  /** x + by, by − x, x · by, x / by. */
  | { readonly kind: "plus" | "from" | "times" | "over"; readonly by: number };

export type Reading =
  /** NaN: always missing. */
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "chain"; readonly axis: Axis; readonly steps: readonly Step[] };

export type Interval = readonly [lo: number, hi: number];

export function readTerm(term: Term, axes: Axes): Reading {
  switch (term.kind) {
    case "constant":
      return constantReading(term.value);
    case "metric":
      return { kind: "chain", axis: axes.metric(term.metric), steps: [] };
    case "window":
      return { kind: "chain", axis: axes.window(term.metric, term.function, term.windowMs), steps: [] };
    case "forecast":
      return { kind: "chain", axis: axes.forecast(term.metric, term.aheadMs, term.windowMs), steps: [] };
    case "share":
      return { kind: "chain", axis: axes.share(term), steps: [] };
    case "negate":
    case "absolute":
      return stepped(readTerm(term.operand, axes), { kind: term.kind });
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return combined(term.kind, readTerm(term.left, axes), readTerm(term.right, axes), axes);
  }
}

/** The axis of a reading's value; what several steps work out stands on one axis a step. */
export function axisOfReading(reading: Reading & { readonly kind: "chain" }, axes: Axes): Axis {
  return reading.steps.reduce((axis, step) => steppedAxis(axis, step, axes), reading.axis);
}

/** The values of the axis at which the reading lies in the interval. */
export function turnedRound({ steps }: Reading & { readonly kind: "chain" }, interval: Interval): Interval[] {
  let intervals: Interval[] = [interval];
  for (const step of steps.toReversed()) intervals = intervals.flatMap((image) => preimage(step, image));
  return intervals;
}

function constantReading(value: number): Reading {
  return { kind: "constant", value: value - value === 0 ? value : Number.NaN };
}

function stepped(reading: Reading, step: Step): Reading {
  if (reading.kind === "constant") return constantReading(applied(step, reading.value));
  return { ...reading, steps: [...reading.steps, step] };
}

const swapped = { add: "plus", subtract: "from", multiply: "times" } as const;

function combined(
  kind: "add" | "subtract" | "multiply" | "divide",
  left: Reading,
  right: Reading,
  axes: Axes,
): Reading {
  const missing = [left, right].find((side) => side.kind === "constant" && Number.isNaN(side.value));
  if (missing !== undefined) return missing;
  if (right.kind === "constant") {
    const by = right.value;
    if (kind === "divide") return by === 0 ? constantReading(Number.NaN) : stepped(left, { kind: "over", by });
    if (kind === "multiply") return stepped(left, { kind: "times", by });
    return stepped(left, { kind: "plus", by: kind === "add" ? by : 0 - by });
  }
  if (left.kind === "constant" && kind !== "divide") return stepped(right, { kind: swapped[kind], by: left.value });
  const divisor = axisOfReading(right, axes);
  const first = left.kind === "constant" ? left.value : axisOfReading(left, axes);
  if (kind === "divide") {
    const key = `(${typeof first === "number" ? first : first.key} / ${divisor.key})`;
    const source = () => ({ kind: "quotient", dividend: first, divisor }) as const;
    return { kind: "chain", axis: axes.derived(key, source), steps: [] };
  }
  if (typeof first === "number" || kind === "multiply") throw new Error("a product of two varying terms");
  const factor = kind === "add" ? one : negate(one);
  const key = `(${first.key} ${kind} ${divisor.key})`;
  const terms = [
    [first, one],
    [divisor, factor],
  ] as const;
  return { kind: "chain", axis: axes.derived(key, () => ({ kind: "sum", terms, constant: zero })), steps: [] };
}

function steppedAxis(axis: Axis, step: Step, axes: Axes): Axis {
  const by = "by" in step ? step.by : 0;
  const key = `(${axis.key} ${step.kind} ${by})`;
  if (step.kind === "absolute") return axes.derived(key, () => ({ kind: "absolute", operand: axis }));
  const constant = step.kind === "plus" || step.kind === "from" ? rationalOf(by) : zero;
  return axes.derived(key, () => ({ kind: "sum", terms: [[axis, factorOf(step)]], constant }));
}

function factorOf(step: Step) {
  switch (step.kind) {
    case "negate":
    case "from":
      return negate(one);
    case "times":
      return rationalOf(step.by);
    case "over":
      return divide(one, rationalOf(step.by));
    default:
      return one;
  }
}

function applied(step: Step, x: number): number {
  switch (step.kind) {
    case "negate":
      return -x;
    case "absolute":
      return Math.abs(x);
    case "plus":
      return x + step.by;
    case "from":
      return step.by - x;
    case "times":
      return x * step.by;
    case "over":
      return x / step.by;
  }
}

function preimage(step: Step, [lo, hi]: Interval): Interval[] {
  if (step.kind === "negate") return [[0 - hi, 0 - lo]];
  if (step.kind === "absolute") {
    if (hi < 0) return [];
    return lo > 0
      ? [
          [-hi, -lo],
          [lo, hi],
        ]
      : [[-hi, hi]];
  }
  const falls = step.kind === "from" || ((step.kind === "times" || step.kind === "over") && step.by < 0);
  const at = (x: number) => applied(step, falls ? -x : x);
  const least = leastWhere(-greatest, greatest, (x) => at(x) >= lo);
  const most = greatestWhere(-greatest, greatest, (x) => at(x) <= hi);
  if (least === null || most === null || least > most) return [];
  return falls ? [[0 - most, 0 - least]] : [[least, most]];
}
