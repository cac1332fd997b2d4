/** Which dimensions go together (LANGUAGE.md, sections 3 and 7), without anything reported. */

import type { ArithmeticOperator } from "../syntax/ast.ts";
import { type Dimension, dimensions, type NumericDimension } from "../vocabulary/units.ts";
import type { ExpressionType } from "./context.ts";

export function isNumeric(dimension: Dimension): dimension is NumericDimension {
  return dimension !== "bool" && dimension !== "text";
}

type Side = Pick<ExpressionType, "zero"> & { readonly dimension: Dimension };

/** The dimension in which two sides of a comparison or a sum meet; null when they do not. */
export function commonDimension(left: Side, right: Side): Dimension | null {
  if (left.dimension === right.dimension) return left.dimension;
  if (!isNumeric(left.dimension) || !isNumeric(right.dimension)) return null;
  if (left.zero || convertsTo(left.dimension, right.dimension)) return right.dimension;
  if (right.zero || convertsTo(right.dimension, left.dimension)) return left.dimension;
  return null;
}

/** `number` becomes a frame rate, a count or a rate where one is expected. */
export function convertsTo(from: Dimension, to: Dimension): boolean {
  return from === to || (from === "number" && dimensions[to].acceptsPlainNumber);
}

/**
 * The dimension of a product or quotient; null when there is none. Plain numbers never convert here: d·n, n·d and d/n keep d, d/d is
 * a number.
 */
export function productDimension(
  operator: Extract<ArithmeticOperator, "*" | "/">,
  left: NumericDimension,
  right: NumericDimension,
): NumericDimension | null {
  if (right === "number") return left;
  if (operator === "*") return left === "number" ? right : null;
  return left === right ? "number" : null;
}

/** Units to offer for a plain number, likeliest first. */
export function likelyUnits(dimension: Dimension, value: number): readonly string[] {
  switch (dimension) {
    case "percent":
      return ["%"];
    case "duration":
      return value >= 100 ? ["ms", "s"] : ["s", "ms"];
    case "bytes":
      return value >= 64 ? ["MiB", "GiB"] : ["GiB", "MiB"];
    case "bytes_per_second":
      return ["MiB/s", "KiB/s"];
    case "temperature":
      return ["C"];
    default:
      return [];
  }
}
