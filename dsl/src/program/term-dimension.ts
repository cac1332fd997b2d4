/** What a compiled term is measured in, where its metrics tell. */

import { commonDimension, isNumeric, productDimension } from "../check/dimensions.ts";
import { type Dimension, dimensions, type NumericDimension } from "../vocabulary/units.ts";
import { metricOf } from "./metric-of.ts";
import type { Program, Term } from "./program.ts";

/** The dimension of change per second: what `rate` gives. */
export function perSecond(dimension: Dimension): "bytes_per_second" | "rate" | "number" {
  if (dimension === "bytes") return "bytes_per_second";
  return dimension === "count" ? "rate" : "number";
}

/** Null for constants, whose dimension only their surroundings tell. */
export function dimensionOfTerm(term: Term, program: Program): Dimension | null {
  switch (term.kind) {
    case "constant":
      return null;
    case "metric":
    case "forecast":
      return dimensionOfMetric(term.metric, program);
    case "window":
      if (term.function === "anomaly") return "number";
      if (term.function === "rate") return perSecond(dimensionOfMetric(term.metric, program) ?? "number");
      return dimensionOfMetric(term.metric, program);
    case "share":
      return "percent";
    case "negate":
    case "absolute":
      return dimensionOfTerm(term.operand, program);
    case "add":
    case "subtract":
      return wider(dimensionOfTerm(term.left, program), dimensionOfTerm(term.right, program));
    case "multiply":
      return wider(dimensionOfTerm(term.left, program), dimensionOfTerm(term.right, program));
    case "divide":
      return dimensionOfQuotient(dimensionOfTerm(term.left, program), dimensionOfTerm(term.right, program));
  }
}

const numericDimensions = (Object.keys(dimensions) as Dimension[]).filter(isNumeric);
/** Each term is asked for at every level above it. */
const knownDimensions = new WeakMap<Term, ReadonlySet<NumericDimension>>();

/** Every dimension that a term can be written in; a constant has all, as its units are ours to choose. */
function possibleDimensions(term: Term, program: Program): ReadonlySet<NumericDimension> {
  let possible = knownDimensions.get(term);
  if (possible === undefined) {
    possible = new Set(findDimensions(term, program));
    knownDimensions.set(term, possible);
  }
  return possible;
}

function findDimensions(term: Term, program: Program): Iterable<NumericDimension> {
  switch (term.kind) {
    case "constant":
      return numericDimensions;
    case "negate":
    case "absolute":
      return possibleDimensions(term.operand, program);
    case "add":
    case "subtract":
    case "multiply":
    case "divide":
      return splits(term, program).map(({ result }) => result);
    default: {
      const dimension = dimensionOfTerm(term, program);
      return dimension === null || !isNumeric(dimension) ? [] : [dimension];
    }
  }
}

/** Dimensions of two operands that go together, and what comes of them. */
export function splits(
  { kind, left, right }: Extract<Term, { left: Term }>,
  program: Program,
): { left: NumericDimension; right: NumericDimension; result: NumericDimension }[] {
  const pairs = [...possibleDimensions(left, program)].flatMap((a) =>
    [...possibleDimensions(right, program)].map((b) => [a, b] as const),
  );
  const resultOf = (a: NumericDimension, b: NumericDimension) => {
    if (kind === "multiply" || kind === "divide") return productDimension(kind === "multiply" ? "*" : "/", a, b);
    return commonDimension({ dimension: a, zero: false }, { dimension: b, zero: false }) as NumericDimension | null;
  };
  return pairs.flatMap(([a, b]) => {
    const result = resultOf(a, b);
    return result === null ? [] : [{ left: a, right: b, result }];
  });
}

/** Of two agreeing sides, the one that says more: a plain number may have been converted. */
function wider(left: Dimension | null, right: Dimension | null): Dimension | null {
  if (left === null || left === "number") return right ?? left;
  return left;
}

function dimensionOfQuotient(left: Dimension | null, right: Dimension | null): Dimension | null {
  if (right === null) return left;
  if (right === "number") return left;
  return "number";
}

function dimensionOfMetric(name: string, program: Program): Dimension | null {
  return metricOf(program, name)?.dimension ?? null;
}
