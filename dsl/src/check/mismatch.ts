/** Says that two dimensions do not agree, or that a plain number lacks its unit, with the repair. */

import type { Fix } from "../diagnostics/diagnostic.ts";
import { replaceWith } from "../diagnostics/report.ts";
import type { Expression, File, Quantity } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { type Dimension, dimensions } from "../vocabulary/units.ts";
import type { CheckContext, ExpressionType, Scope } from "./context.ts";
import { isNumeric, likelyUnits } from "./dimensions.ts";
import { quoted, writtenText } from "./source-text.ts";

/** "cpu.usage" and "a percentage". */
export interface Side {
  readonly text: string;
  readonly noun: string;
}

export function sideOf(file: File, expression: Expression, dimension: Dimension): Side {
  return { text: quoted(file, expression.span), noun: dimensions[dimension].noun };
}

type Typed = readonly [expression: Expression, type: ExpressionType];

/** Two sides that do not meet: at the side that lacks a unit when that is all, else at the whole. */
export function reportMismatch(context: CheckContext, scope: Scope, span: Span, left: Typed, right: Typed): void {
  const [leftDimension, rightDimension] = [left[1].dimension, right[1].dimension];
  if (leftDimension === "unknown" || rightDimension === "unknown") return;
  if (lacksUnit(right[1], leftDimension)) {
    reportMissingUnit(context, scope, right[0], leftDimension, left[0]);
    return;
  }
  if (lacksUnit(left[1], rightDimension)) {
    reportMissingUnit(context, scope, left[0], rightDimension, right[0]);
    return;
  }
  context.reporter.error(scope.file, span, "unit-mismatch", "sides", {
    left: sideOf(scope.file, left[0], leftDimension),
    right: sideOf(scope.file, right[0], rightDimension),
  });
}

/** A plain constant where a dimension with units is needed. */
export function lacksUnit(type: ExpressionType, needed: Dimension): boolean {
  return type.dimension === "number" && type.constant && isNumeric(needed) && likelyUnits(needed, 1).length > 0;
}

/** `beside` is what the number is held against; null: a place that needs the dimension, named by `role`. */
export function reportMissingUnit(
  context: CheckContext,
  scope: Scope,
  expression: Expression,
  needed: Dimension,
  beside: Expression | null,
  role = "",
): void {
  const fixes = unitFixes(scope.file, expression, needed);
  context.reporter.error(
    scope.file,
    expression.span,
    "missing-unit",
    "plain",
    {
      text: quoted(scope.file, expression.span),
      beside: beside === null ? role : quoted(scope.file, beside.span),
      noun: dimensions[needed].noun,
      suggestion: suggestedText(scope.file, expression, fixes[0]),
      example: `5${likelyUnits(needed, 5)[0] ?? ""}`,
    },
    { fixes },
  );
}

/** The whole as it reads once the fix is made. */
function suggestedText(file: File, { span }: Expression, fix: Fix | undefined): string | null {
  const edit = fix?.edits[0];
  return edit === undefined ? null : writtenText(file, span, [edit]);
}

function unitFixes(file: File, expression: Expression, needed: Dimension): readonly Fix[] {
  const literal = literalOf(expression);
  if (literal === null) return [];
  const number = file.source.text.slice(literal.span.start, literal.span.end);
  const path = file.source.path;
  return likelyUnits(needed, literal.value).map((unit) => replaceWith(path, literal.span, number + unit));
}

function literalOf(expression: Expression): Quantity | null {
  if (expression.kind === "quantity") return expression;
  if (expression.kind === "group") return literalOf(expression.inner);
  return expression.kind === "unary" ? literalOf(expression.operand) : null;
}
