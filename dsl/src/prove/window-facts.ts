/**
 * What holds between the terms of one metric whatever its samples are. The terms of a window are known together; its extremes hold
 * its mean, its percentiles, its first sample and the present value; a longer window holds a shorter one's samples.
 */

import type { WindowFunction } from "../program/program.ts";
import type { Metric } from "../vocabulary/metrics.ts";
import type { Axes, Axis } from "./axes.ts";
import { type AskedWindow, dust, factOfCall, firstOf, heldFirst, isSparse, type Place } from "./call-facts.ts";
import { nextDown, nextUp } from "./doubles.ts";
import { all, always, any, cell, type Goal, isKnown, isMissing } from "./goals.ts";
import { known } from "./ranges.ts";
import { equal, ordered, sumRow } from "./rows.ts";

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
    ...deviationFacts(place),
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

const tangents = 16;

/**
 * In a range from L to H, deviation² ≤ (mean − L)(H − mean) (Bhatia and Davis, "A Better Bound on the Variance", 2000): mean and
 * deviation lie in half a disc over the range, which its tangents enclose.
 */
function deviationFacts({ asked, low }: Place): Goal[] {
  const callOf = (name: WindowFunction) =>
    asked.axes.find(({ source }) => source.kind === "window" && source.function === name);
  const [mean, deviation] = [callOf("avg"), callOf("stddev")];
  const { lo, hi } = low.domain;
  if (mean === undefined || deviation === undefined || hi - lo > 1e6) return [];
  const [center, radius] = [(lo + hi) / 2, (hi - lo) / 2];
  return Array.from({ length: tangents + 1 }, (_, at) => {
    const angle = (Math.PI * at) / tangents;
    const [along, up] = [Math.cos(angle), Math.sin(angle)];
    const terms = [
      [mean, along],
      [deviation, up],
    ] as const;
    return sumRow(terms, "<=", radius * (1 + dust) + along * center);
  });
}

const percents: Partial<Record<WindowFunction, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

/** Percentiles rise, and where a part of the samples lies bounds the mean. */
function percentileFacts(place: Place): Goal[] {
  const { asked, low, high } = place;
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
  return [...facts, aboveBy(mean, most, place), belowBy(mean, least, place)];
}

/** axis ≤ Σ by · rung, but for what rounding a mean loses. */
function aboveBy(axis: Axis, rungs: Terms, place: Place): Goal {
  const less = rungs.map(([rung, by]) => [rung, -by] as const);
  return roundedMean(axis, (slack) => [[axis, 1 - slack], ...less], place);
}

/** axis ≥ Σ by · rung, but for that. */
function belowBy(axis: Axis, rungs: Terms, place: Place): Goal {
  return roundedMean(axis, (slack) => [[axis, -1 - slack], ...rungs], place);
}

type Terms = readonly (readonly [Axis, number])[];

/** Of values of one sign rounding loses a part of their mean; else of the distance between them. */
function roundedMean(axis: Axis, termsWith: (slack: number) => Terms, { low, high }: Place): Goal {
  const within = (slack: number, sizes: Terms = []) => sumRow([...termsWith(slack), ...sizes], "<=", 0);
  const { lo, hi } = axis.domain;
  if (lo >= 0) return within(dust);
  const distance = [
    [high, -dust],
    [low, dust],
  ] as const;
  return any([
    all([cell(low, known(0, hi)), within(dust)]),
    all([cell(high, known(lo, 0)), within(-dust)]),
    all([cell(low, known(lo, nextDown(0))), cell(high, known(nextUp(0), hi)), within(0, distance)]),
  ]);
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
