/** A solution as numbers: one value, or missing, for each axis, as plain as the inequalities allow. */

import type { Axis } from "./axes.ts";
import { allowsValue, pickInside } from "./ranges.ts";
import { doubleOf, type Rational, rationalOf } from "./rational.ts";
import type { Findings } from "./search.ts";
import { partsOf, System } from "./system.ts";
import { needsArithmetic } from "./theory.ts";

/** Null is missing. An axis that is not here may have any value. */
export type Point = ReadonlyMap<Axis, number | null>;

/** How far inside the bounds to look, in turn. */
const margins = [0.2, 0.02, 1e-3, 1e-6, 1e-10, 0];

/** Null where there is none, or whole numbers stand in the way. */
export function pointOf(found: Findings): Point | null {
  const point = new Map<Axis, number | null>();
  const solved = found.rows.length > 0 || needsArithmetic(found) ? settled(found) : new Map<Axis, number>();
  if (solved === null) return null;
  for (const axis of found.axes) {
    const range = found.rangeOf(axis);
    if (solved.has(axis)) point.set(axis, solved.get(axis)!);
    else point.set(axis, allowsValue(range) ? pickInside(range, axis.isWhole) : null);
  }
  return point;
}

function settled(found: Findings): Map<Axis, number> | null {
  for (const margin of margins) {
    const system = new System(found, margin);
    if (system.simplex.solve()) return settle(system, found);
  }
  return null;
}

/** Fixes one axis after the other to a plain value; null where whole numbers cannot be. */
function settle(system: System, found: Findings): Map<Axis, number> | null {
  const values = new Map<Axis, number>();
  const { simplex } = system;
  const divided = new Set(system.axes.flatMap((axis) => (axis.source.kind === "quotient" ? partsOf(axis) : [])));
  const rankOf = (axis: Axis) => (divided.has(axis) ? 0 : order(axis));
  for (const axis of system.axes.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const variable = system.variableOf(axis);
    const present = simplex.valueOf(variable);
    const fixed = candidates(axis, found, present, values).find((value) => {
      const mark = simplex.mark();
      simplex.atLeast(variable, rationalOf(value));
      simplex.atMost(variable, rationalOf(value));
      if (simplex.solve()) return true;
      simplex.reset(mark);
      simplex.solve();
      return false;
    });
    if (fixed !== undefined) values.set(axis, fixed);
    else if (axis.isWhole) return null;
    else values.set(axis, doubleOf(present));
  }
  return values;
}

/** Parts before quotients, which are no more free then; what has been silent for a time wants the macro to have begun just then. */
function order({ source }: Axis): number {
  if (source.kind === "quotient") return 1;
  if (source.kind === "sum" || source.kind === "absolute") return 4;
  return source.kind === "metric" && source.metric.name === "duration" ? 3 : 2;
}

function candidates(axis: Axis, found: Findings, present: Rational, values: ReadonlyMap<Axis, number>): number[] {
  if (axis.source.kind === "quotient") {
    const { dividend, divisor } = axis.source;
    const above = typeof dividend === "number" ? dividend : (values.get(dividend) ?? Number.NaN);
    return [above / (values.get(divisor) ?? Number.NaN)].filter(Number.isFinite);
  }
  const range = found.rangeOf(axis);
  const near = doubleOf(present);
  const inRange = (value: number) => value >= range.lo && value <= range.hi;
  if (axis.isWhole) {
    return [pickInside(range, true), Math.round(near), Math.floor(near), Math.ceil(near)].filter(inRange);
  }
  const rounded = [2, 3, 5, 9, 15].map((digits) => Number(near.toPrecision(digits)));
  return [pickInside(range, false), ...rounded, near].filter(inRange);
}
