/** What ties the terms of one metric to each other and to other axes: sums, quotients and comparisons of several. */

import type { Axis } from "./axes.ts";
import type { Row } from "./goals.ts";
import type { Point } from "./points.ts";
import { allowsValue, type Range } from "./ranges.ts";
import { doubleOf } from "./rational.ts";
import type { Findings } from "./search.ts";
import { partsOf } from "./system.ts";

/** A value worked out from a metric's own terms, others as they are at the point, and where it has to lie. */
export interface Tie {
  readonly range: Range;
  valueFrom(own: ReadonlyMap<Axis, number | null>): number | null;
}

export interface TieQuestion {
  /** Axes of the question, and the rows that it asks for itself. */
  readonly asked: ReadonlySet<Axis>;
  readonly rows: ReadonlySet<Row>;
  /** Axes of the metric, and those whose values are final. */
  readonly own: ReadonlySet<Axis>;
  readonly settled: ReadonlySet<Axis>;
}

export function tiesOf(found: Findings, point: Point, { asked, rows, own, settled }: TieQuestion): Tie[] {
  const ties: Tie[] = [];
  const add = (axes: readonly Axis[], range: Range, valueFrom: Tie["valueFrom"]): void => {
    const bases = axes.flatMap(basesOf);
    // Where other axes can still follow, they will.
    const isTied = bases.some((axis) => own.has(axis)) && bases.every((axis) => own.has(axis) || settled.has(axis));
    if (isTied) ties.push({ range, valueFrom });
  };
  for (const axis of asked) {
    if (partsOf(axis).length === 0 || (point.get(axis) ?? null) === null) continue;
    const range = found.rangeOf(axis);
    if (allowsValue(range)) add([axis], range, (values) => valueOfAxis(axis, values, point));
  }
  for (const row of found.rows) {
    if (!rows.has(row)) continue;
    const axes = row.terms.map(([axis]) => axis);
    add(axes, rangeOfRow(row), (values) => sumOf(row.terms, values, point));
  }
  return ties;
}

function rangeOfRow({ relation, bound }: Row): Range {
  const most = doubleOf(bound);
  if (relation === "=") return { lo: most, hi: most, missing: false };
  const hi = relation === "<" ? most - 1e-9 * Math.max(1, Math.abs(most)) : most;
  return { lo: Number.NEGATIVE_INFINITY, hi, missing: false };
}

/** What an axis is worked out from in the end. */
function basesOf(axis: Axis): Axis[] {
  const parts = partsOf(axis);
  return parts.length === 0 ? [axis] : parts.flatMap(basesOf);
}

function sumOf(terms: Row["terms"], own: ReadonlyMap<Axis, number | null>, point: Point): number | null {
  let sum = 0;
  for (const [axis, by] of terms) {
    const value = valueOfAxis(axis, own, point);
    if (value === null) return null;
    sum += doubleOf(by) * value;
  }
  return sum;
}

function valueOfAxis(axis: Axis, own: ReadonlyMap<Axis, number | null>, point: Point): number | null {
  const { source } = axis;
  const partAt = (part: Axis) => valueOfAxis(part, own, point);
  switch (source.kind) {
    case "sum": {
      const sum = sumOf(source.terms, own, point);
      return sum === null ? null : sum + doubleOf(source.constant);
    }
    case "absolute": {
      const value = partAt(source.operand);
      return value === null ? null : Math.abs(value);
    }
    case "quotient": {
      const dividend = typeof source.dividend === "number" ? source.dividend : partAt(source.dividend);
      const divisor = partAt(source.divisor);
      return dividend === null || divisor === null || divisor === 0 ? null : dividend / divisor;
    }
    default:
      return own.has(axis) ? own.get(axis)! : (point.get(axis) ?? null);
  }
}
