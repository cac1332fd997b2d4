/** What a compiled term is measured in, where its metrics tell. */

import { builtInMetric } from "../vocabulary/metrics.ts";
import type { Dimension } from "../vocabulary/units.ts";
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
  return (program.metrics.find((metric) => metric.name === name) ?? builtInMetric(name))?.dimension ?? null;
}
