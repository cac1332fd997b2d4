/** What is true of the axes of a question whatever is sampled: goals that every solution has to meet as well. */

import type { Metric } from "../vocabulary/metrics.ts";
import { type Axes, type Axis, type AxisSource, isComputed, type SumSource } from "./axes.ts";
import { nextDown, nextUp } from "./doubles.ts";
import { all, any, axesOf, cell, type Goal, isKnown, isMissing } from "./goals.ts";
import { known, onlyMissing } from "./ranges.ts";
import { one } from "./rational.ts";
import { equal, ordered, sumRow } from "./rows.ts";
import { shareFact, shareOrders } from "./share-facts.ts";
import { nestedFacts, windowFacts } from "./window-facts.ts";
import type { Wishes } from "./wishes.ts";

/** The facts about these axes, and about those that the facts themselves bring in; `asked` grows to all of them. */
export function factsOf(asked: Set<Axis>, axes: Axes, wishes: Wishes): Goal[] {
  const facts: Goal[] = [];
  const seen = new Set<Axis>();
  for (;;) {
    const fresh = [...asked].filter((axis) => !seen.has(axis));
    if (fresh.length === 0) break;
    for (const axis of fresh) {
      seen.add(axis);
      for (const fact of factsOfAxis(axis, axes, wishes)) {
        facts.push(fact);
        axesOf(fact, asked);
      }
    }
  }
  for (const fact of factsOfWindows(asked, axes)) {
    facts.push(fact);
    axesOf(fact, asked);
  }
  return [...facts, ...shareOrders(asked, wishes), ...factsOfChanges(asked, seen)];
}

/** The sums that facts about windows bring in. */
function factsOfChanges(asked: ReadonlySet<Axis>, seen: ReadonlySet<Axis>): Goal[] {
  return [...asked].flatMap((axis) =>
    axis.source.kind === "sum" && !seen.has(axis) ? [sumFact(axis, axis.source)] : [],
  );
}

function factsOfAxis(axis: Axis, axes: Axes, wishes: Wishes): Goal[] {
  const { source } = axis;
  switch (source.kind) {
    case "sum":
      return [sumFact(axis, source)];
    case "absolute":
      return [knownTogether(axis, [source.operand]), absoluteFact(axis, source.operand)];
    case "quotient":
      return [quotientFact(axis, source.dividend, source.divisor)];
    case "silence":
      return isComputed(source.metric) ? [] : silenceFacts(axis, source.metric.name, axes);
    case "share":
      return [shareFact(axis, source.share, axes, wishes)];
    default:
      return [];
  }
}

function factsOfWindows(asked: ReadonlySet<Axis>, axes: Axes): Goal[] {
  const facts: Goal[] = [];
  for (const [metric, all] of windowsByMetric(asked)) {
    // A term alone among its metric's is as free as its range.
    const isAlone = all.length === 1 && !asked.has(axes.metric(metric.name)) && !asked.has(axes.silence(metric.name));
    const isBound = metric.name === "duration" || (metric.scope === "macro" && asked.has(axes.metric("duration")));
    if (isAlone && !isBound) continue;
    const lengths = [...new Set(all.map(({ source }) => source.windowMs))].sort((a, b) => a - b);
    for (const windowMs of lengths) {
      const own = all.filter(({ source }) => source.windowMs === windowMs).map(({ axis }) => axis);
      facts.push(...windowFacts({ metric, windowMs, axes: own }, axes, (axis) => asked.has(axis)));
    }
    lengths.forEach((longMs, at) => {
      for (const shortMs of lengths.slice(0, at)) facts.push(...nestedFacts(metric, shortMs, longMs, axes));
    });
  }
  return facts;
}

type WindowSource = Extract<AxisSource, { kind: "window" | "forecast" }>;

function windowsByMetric(asked: ReadonlySet<Axis>): Map<Metric, { axis: Axis; source: WindowSource }[]> {
  const found = new Map<Metric, { axis: Axis; source: WindowSource }[]>();
  for (const axis of asked) {
    const { source } = axis;
    if (source.kind !== "window" && source.kind !== "forecast") continue;
    found.set(source.metric, [...(found.get(source.metric) ?? []), { axis, source }]);
  }
  return found;
}

function sumFact(axis: Axis, { terms }: SumSource): Goal {
  return knownTogether(
    axis,
    terms.map(([part]) => part),
  );
}

function knownTogether(axis: Axis, parts: readonly Axis[]): Goal {
  const whole = all([isKnown(axis), ...parts.map(isKnown)]);
  return any([whole, all([isMissing(axis), any(parts.map(isMissing))])]);
}

function absoluteFact(axis: Axis, operand: Axis): Goal {
  const { lo, hi } = operand.domain;
  const positive = all([cell(operand, known(0, hi)), equal(axis, operand)]);
  const turned = sumRow(
    [
      [axis, one],
      [operand, one],
    ],
    "=",
    0,
  );
  return any([isMissing(axis), positive, all([cell(operand, known(lo, nextDown(0))), turned])]);
}

function quotientFact(axis: Axis, dividend: Axis | number, divisor: Axis): Goal {
  const { lo, hi } = divisor.domain;
  const parts = typeof dividend === "number" ? [divisor] : [dividend, divisor];
  const positive = cell(divisor, known(nextUp(0), hi));
  const negative = cell(divisor, known(lo, nextDown(0)));
  const undefinedAt = cell(divisor, { lo: 0, hi: 0, missing: true });
  const value = dividend === divisor ? cell(axis, known(1, 1)) : isKnown(axis);
  return any([
    all([value, ...parts.map(isKnown), any([positive, negative])]),
    all([isMissing(axis), any([undefinedAt, ...parts.filter((part) => part !== divisor).map(isMissing)])]),
  ]);
}

/** A value is known for no longer than its staleness; and nothing is silent for longer than the macro runs. */
function silenceFacts(silence: Axis, name: string, axes: Axes): Goal[] {
  const metric = axes.metric(name);
  const fresh = cell(silence, known(0, axes.stalenessOf(name)));
  return [any([cell(metric, onlyMissing), fresh]), ordered(silence, axes.metric("duration"), false)];
}
