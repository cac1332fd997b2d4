/**
 * What holds between the terms of one metric whatever its samples are. The terms of a window are known together; its extremes hold
 * its mean, its percentiles, its first sample and the present value; a longer window holds a shorter one's samples.
 */

import type { WindowFunction } from "../program/program.ts";
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
const dust = 1e-9;
/** Leaves room for times that count as the same, ms. */
const timeDustMs = 1e-4;

export function windowFacts(asked: AskedWindow, axes: Axes, isAsked: (axis: Axis) => boolean): Goal[] {
  const { metric, windowMs } = asked;
  const { name } = metric;
  const isOpen = axes.windowKnown(name, windowMs);
  const present = axes.metric(name);
  const low = axes.window(name, "min", windowMs);
  const high = axes.window(name, "max", windowMs);
  const terms = new Set([isOpen, low, high, ...asked.axes]);
  const dense = [...terms].filter((axis) => !isSparse(axis));
  const sparse = [...terms].filter(isSparse);
  const place: Place = { asked, axes, present, low, high };
  const whole = all([
    ...dense.map(isKnown),
    isKnown(present),
    ordered(low, present, false),
    ordered(present, high, false),
    ...percentileFacts(place),
    ...asked.axes.map((axis) => factOfCall(axis, place)),
    ...(name === "duration" ? durationFacts(place) : []),
    isAsked(axes.silence(name)) ? cell(axes.silence(name), known(0, windowMs)) : always,
    metric.scope === "macro" && isAsked(axes.metric("duration")) ? observedFor(windowMs, axes) : always,
  ]);
  return [any([whole, all([...dense, ...sparse].map(isMissing))])];
}

/** Between two windows of one metric, the shorter first. */
export function nestedFacts(metric: Metric, shortMs: number, longMs: number, axes: Axes): Goal[] {
  const { name } = metric;
  const [short, long] = [axes.windowKnown(name, shortMs), axes.windowKnown(name, longMs)];
  const within = all([
    ordered(axes.window(name, "min", longMs), axes.window(name, "min", shortMs), false),
    ordered(axes.window(name, "max", shortMs), axes.window(name, "max", longMs), false),
  ]);
  const facts = [any([isMissing(short), isMissing(long), within])];
  // A present value's sample then lies in the shorter window too.
  if (axes.stalenessOf(name) + timeDustMs < shortMs) facts.push(any([isMissing(long), isKnown(short)]));
  return facts;
}

/** The macro has been observed for a time. */
export function observedFor(windowMs: number, axes: Axes): Goal {
  return cell(axes.metric("duration"), known(windowMs - timeDustMs, Number.POSITIVE_INFINITY));
}

interface Place {
  readonly asked: AskedWindow;
  readonly axes: Axes;
  readonly present: Axis;
  readonly low: Axis;
  readonly high: Axis;
}

/** Calls that need more than one sample, and may be missing where the window is known. */
function isSparse({ source }: Axis): boolean {
  return source.kind === "forecast" || (source.kind === "window" && ["rate", "anomaly"].includes(source.function));
}

function factOfCall(axis: Axis, place: Place): Goal {
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

function firstOf({ asked, axes }: Place): Axis {
  return axes.first(asked.metric.name, asked.windowMs);
}

function heldFirst(place: Place): Goal {
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

const percents: Partial<Record<WindowFunction, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

/** Percentiles rise, and where a part of the samples lies bounds the mean. */
function percentileFacts({ asked, low, high }: Place): Goal[] {
  const found = asked.axes.flatMap((axis) => {
    const part = axis.source.kind === "window" ? percents[axis.source.function] : undefined;
    return part === undefined ? [] : [{ axis, part }];
  });
  if (found.length === 0) return [];
  const rising = found.toSorted((a, b) => a.part - b.part);
  const ladder = [low, ...rising.map(({ axis }) => axis), high];
  const facts = ladder.slice(1).map((axis, at) => ordered(ladder[at]!, axis, false));
  const mean = asked.axes.find(({ source }) => source.kind === "window" && source.function === "avg");
  if (mean === undefined) return facts;
  const parts = [0, ...rising.map(({ part }) => part), 1];
  // Of the samples, part i − part (i − 1) lie at rung i or below, and at rung i − 1 or above.
  const most = parts.slice(1).map((part, at) => [ladder[at + 1]!, part - parts[at]!] as const);
  const least = parts.slice(1).map((part, at) => [ladder[at]!, part - parts[at]!] as const);
  return [...facts, aboveBy(mean, most, low), belowBy(mean, least, high)];
}

/** axis − low ≤ (1 + dust) Σ by · (rung − low); where nothing is negative, axis ≤ (1 + dust) Σ by · rung. */
function aboveBy(axis: Axis, rungs: readonly (readonly [Axis, number])[], low: Axis): Goal {
  if (low.domain.lo >= 0)
    return sumRow([[axis, 1 - dust], ...rungs.map(([rung, by]) => [rung, -by] as const)], "<=", 0);
  const scaled = rungs.map(([rung, by]) => [rung, -by * (1 + dust)] as const);
  return sumRow([[axis, 1], [low, dust], ...scaled], "<=", 0);
}

/** high − axis ≤ (1 + dust) Σ by · (high − rung); where nothing is negative, axis ≥ (1 − dust) Σ by · rung. */
function belowBy(axis: Axis, rungs: readonly (readonly [Axis, number])[], high: Axis): Goal {
  if (high.domain.lo >= 0) return sumRow([[axis, -1 - dust], ...rungs], "<=", 0);
  const scaled = rungs.map(([rung, by]) => [rung, by * (1 + dust)] as const);
  return sumRow([[axis, -1], [high, -dust], ...scaled], "<=", 0);
}

/** `duration` is sampled at every snapshot and rises with the clock. */
function durationFacts(place: Place): Goal[] {
  const { asked, axes, present, low, high } = place;
  const { windowMs } = asked;
  const age = sumRow(
    [
      [present, 1],
      [low, -1],
    ],
    "<=",
    windowMs + timeDustMs,
  );
  const facts = [equal(high, present), heldFirst(place), equal(firstOf(place), low), age, observedFor(windowMs, axes)];
  for (const axis of asked.axes) {
    if (axis.source.kind === "window" && axis.source.function === "rate") {
      facts.push(any([isMissing(axis), cell(axis, known(1000 * (1 - dust), 1000 * (1 + dust)))]));
    }
  }
  return facts;
}
