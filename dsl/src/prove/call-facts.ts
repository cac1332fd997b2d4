/** What holds of each windowed call beside the extremes of its window. */

import type { Metric } from "../vocabulary/metrics.ts";
import { dimensions } from "../vocabulary/units.ts";
import type { Axes, Axis } from "./axes.ts";
import { nextDown, nextUp } from "./doubles.ts";
import { all, always, any, cell, type Goal, isKnown, isMissing } from "./goals.ts";
import { known } from "./ranges.ts";
import { negate, one, zero } from "./rational.ts";
import { equal, ordered, sumRow } from "./rows.ts";

/** What is asked about one metric over one window. */
export interface AskedWindow {
  readonly metric: Metric;
  readonly windowMs: number;
  /** Axes of windowed calls and forecasts. */
  readonly axes: readonly Axis[];
}

/** Leaves room for the evaluator's rounding, relative to what it rounds. */
export const dust = 1e-9;
/** A window's question, with the axes that all its calls are held against. */
export interface Place {
  readonly asked: AskedWindow;
  readonly axes: Axes;
  readonly present: Axis;
  readonly low: Axis;
  readonly high: Axis;
}

/** Calls that need more than one sample, and may be missing where the window is known. */
export function isSparse({ source }: Axis): boolean {
  return source.kind === "forecast" || (source.kind === "window" && ["rate", "anomaly"].includes(source.function));
}

export function factOfCall(axis: Axis, place: Place): Goal {
  const { low, high, present, asked } = place;
  const single = equal(low, high);
  if (axis.source.kind === "forecast") {
    const level = any([ordered(low, high, true), equal(axis, present)]);
    return any([isMissing(axis), all([isKnown(axis), level])]);
  }
  switch (axis.source.kind === "window" ? axis.source.function : null) {
    case "avg":
      return all([ordered(low, axis, false), ordered(axis, high, false)]);
    case "stddev":
      return sumRow(spread(axis, 2 * (1 - dust), place), "<=", 0);
    case "delta": {
      const change = changeSince(firstOf(place), place);
      return all([heldFirst(place), isKnown(change), equal(axis, change)]);
    }
    case "rate":
      return any([all([isMissing(axis), single]), all([isKnown(axis), heldFirst(place), rateFact(axis, place)])]);
    case "anomaly": {
      const { resolution } = dimensions[asked.metric.dimension];
      const bounded = sumRow(spread(axis, resolution * (1 - dust), place), "<=", 0);
      const varied = any([ordered(low, high, true), cell(axis, known(0, 0))]);
      return any([all([isMissing(axis), single]), all([isKnown(axis), varied, bounded, riseOnly(axis, place)])]);
    }
    default:
      return always;
  }
}

/** Where nothing is negative, falling takes an anomaly to 100 at most: its scale is at least 1 % of the median. */
function riseOnly(axis: Axis, { asked, present }: Place): Goal {
  if (!(present.domain.lo >= 0)) return always;
  const { resolution } = dimensions[asked.metric.dimension];
  const rise = [
    [axis, resolution * (1 - dust)],
    [present, -1],
  ] as const;
  return any([cell(axis, known(0, 100 * (1 + dust))), sumRow(rise, "<=", 0)]);
}

/** by · axis − (high − low) */
function spread(axis: Axis, by: number, { low, high }: Place): (readonly [Axis, number])[] {
  return [
    [axis, by],
    [high, -1],
    [low, 1],
  ];
}

export function firstOf({ asked, axes }: Place): Axis {
  return axes.first(asked.metric.name, asked.windowMs);
}

export function heldFirst(place: Place): Goal {
  const first = firstOf(place);
  return all([isKnown(first), ordered(place.low, first, false), ordered(first, place.high, false)]);
}

/** present − first, rounded once. */
function changeSince(first: Axis, { present, axes }: Place): Axis {
  const terms = [
    [present, one],
    [first, negate(one)],
  ] as const;
  return axes.derived(`(${present.key} subtract ${first.key})`, () => ({ kind: "sum", terms, constant: zero }));
}

/** A rate has the sign of the change, and is at least the change over the whole window. */
function rateFact(rate: Axis, place: Place): Goal {
  const { present, asked } = place;
  const first = firstOf(place);
  const seconds = (asked.windowMs / 1000) * (1 + dust);
  const steep = (sign: 1 | -1) =>
    sumRow(
      [
        [present, sign],
        [first, -sign],
        [rate, -sign * seconds],
      ],
      "<=",
      0,
    );
  const { lo, hi } = rate.domain;
  return any([
    all([cell(rate, known(nextUp(0), hi)), ordered(first, present, true), steep(1)]),
    all([cell(rate, known(lo, nextDown(0))), ordered(present, first, true), steep(-1)]),
    all([cell(rate, known(0, 0)), equal(present, first)]),
  ]);
}
