/** What is true of the axes of a question whatever is sampled: goals that every solution has to meet as well. */

import type { Axes, Axis } from "./axes.ts";
import { isComputed } from "./axes.ts";
import { nextDown, nextUp } from "./doubles.ts";
import { all, any, axesOf, cell, type Goal, isKnown, isMissing } from "./goals.ts";
import { known, onlyMissing } from "./ranges.ts";
import { one } from "./rational.ts";
import { equal, ordered, sumRow } from "./rows.ts";

/** The facts about these axes, and about those that the facts themselves bring in; `into` grows to all of them. */
export function factsOf(asked: Set<Axis>, axes: Axes): Goal[] {
  const facts: Goal[] = [];
  const seen = new Set<Axis>();
  for (;;) {
    const fresh = [...asked].filter((axis) => !seen.has(axis));
    if (fresh.length === 0) break;
    for (const axis of fresh) {
      seen.add(axis);
      for (const fact of factsOfAxis(axis, axes)) {
        facts.push(fact);
        axesOf(fact, asked);
      }
    }
  }
  return facts;
}

function factsOfAxis(axis: Axis, axes: Axes): Goal[] {
  const { source } = axis;
  switch (source.kind) {
    case "sum":
      return [
        knownTogether(
          axis,
          source.terms.map(([part]) => part),
        ),
      ];
    case "absolute":
      return [knownTogether(axis, [source.operand]), absoluteFact(axis, source.operand)];
    case "quotient":
      return [quotientFact(axis, source.dividend, source.divisor)];
    case "silence":
      return isComputed(source.metric) ? [] : silenceFacts(axis, source.metric.name, axes);
    default:
      return [];
  }
}

function knownTogether(axis: Axis, parts: readonly Axis[]): Goal {
  const whole = all([isKnown(axis), ...parts.map(isKnown)]);
  return any([whole, all([isMissing(axis), any(parts.map(isMissing))])]);
}

function absoluteFact(axis: Axis, operand: Axis): Goal {
  const most = operand.domain.hi;
  const positive = all([cell(operand, known(0, most)), equal(axis, operand)]);
  const turned = sumRow(
    [
      [axis, one],
      [operand, one],
    ],
    "=",
    0,
  );
  return any([isMissing(axis), positive, all([cell(operand, known(-most, nextDown(0))), turned])]);
}

function quotientFact(axis: Axis, dividend: Axis | number, divisor: Axis): Goal {
  const { lo, hi } = divisor.domain;
  const parts = typeof dividend === "number" ? [divisor] : [dividend, divisor];
  const positive = cell(divisor, known(nextUp(0), hi));
  const negative = cell(divisor, known(lo, nextDown(0)));
  const undefinedAt = cell(divisor, { lo: 0, hi: 0, missing: true });
  return any([
    all([isKnown(axis), ...parts.map(isKnown), any([positive, negative])]),
    all([isMissing(axis), any([undefinedAt, ...parts.filter((part) => part !== divisor).map(isMissing)])]),
  ]);
}

/** A value is known for no longer than its staleness; and nothing is silent for longer than the macro runs. */
function silenceFacts(silence: Axis, name: string, axes: Axes): Goal[] {
  const metric = axes.metric(name);
  const fresh = cell(silence, known(0, axes.stalenessOf(name)));
  return [any([cell(metric, onlyMissing), fresh]), ordered(silence, axes.metric("duration"), false)];
}
