/** Checks what tests assign: metrics, and values of their dimension. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import type { Assignment, Expression, Name, Ramp } from "../syntax/ast.ts";
import { type Dimension, dimensions } from "../vocabulary/units.ts";
import { checkConstant } from "./constants.ts";
import type { CheckContext, Scope } from "./context.ts";
import { isNumeric } from "./dimensions.ts";
import { checkExpression } from "./expressions.ts";
import { sideOf } from "./mismatch.ts";
import { kindOf } from "./names.ts";

export function checkAssignment(context: CheckContext, scope: Scope, assignment: Assignment): void {
  const dimension = assignedMetric(context, scope, assignment.metric);
  if (assignment.value !== null) checkValue(context, scope, assignment.value, assignment.metric, dimension);
}

export function checkRamp(context: CheckContext, scope: Scope, ramp: Ramp): void {
  const dimension = assignedMetric(context, scope, ramp.metric);
  if (dimension !== null && !isNumeric(dimension)) {
    const { noun } = dimensions[dimension];
    context.reporter.error(scope.file, ramp.metric.span, "not-a-quantity", "ramp", { metric: ramp.metric.text, noun });
  }
  const numeric = dimension !== null && isNumeric(dimension) ? dimension : null;
  for (const end of [ramp.from, ramp.to]) checkValue(context, scope, end, ramp.metric, numeric);
}

/** The dimension of the metric that is assigned; null when that is not known. */
function assignedMetric({ names, reporter, resolved }: CheckContext, scope: Scope, metric: Name): Dimension | null {
  const { text, span } = metric;
  if (text === "" || names.ambiguous.has(text)) return null;
  const symbol = names.metrics.get(text);
  if (symbol !== undefined) {
    resolved.set(metric, symbol);
    if (text === "duration") reporter.error(scope.file, span, "misplaced-setting", "duration-assigned", {});
    return text === "duration" ? null : (symbol.metric?.dimension ?? null);
  }
  const other = scope.params.get(text) ?? names.lets.get(text) ?? names.schedules.get(text);
  if (other !== undefined) {
    reporter.error(scope.file, span, "unknown-metric", "not-a-metric", { name: text, kind: kindOf(other) });
  } else if (!names.lost.has(text)) {
    const parameters = { name: text, suggestion: nearest(text, names.metrics.keys()) };
    if (parameters.suggestion === null && names.nameless.has("metric")) return null;
    const extras = meaning(scope.file, span, parameters.suggestion);
    if (text.includes(".")) reporter.error(scope.file, span, "unknown-metric", "unknown", parameters, extras);
    else reporter.error(scope.file, span, "unknown-name", "metric", parameters, extras);
  }
  return null;
}

function checkValue(
  context: CheckContext,
  scope: Scope,
  value: Expression,
  metric: Name,
  dimension: Dimension | null,
): void {
  const role = `\`${metric.text}\``;
  if (dimension !== null && isNumeric(dimension)) {
    const wrongKind = () => mismatch(context, scope, value, role, dimension);
    checkConstant(context, scope, value, { dimension, role, zero: true, wrongKind });
    return;
  }
  const found = checkExpression(context, scope, value).dimension;
  if (found !== "unknown" && dimension !== null && found !== dimension)
    mismatch(context, scope, value, role, dimension);
  else if (found !== "unknown" && dimension !== null && !isLiteral(value)) {
    const text = scope.file.source.text.slice(value.span.start, value.span.end);
    context.reporter.error(scope.file, value.span, "not-constant", "varies", { text, what: "not a constant", role });
  }
}

function mismatch(context: CheckContext, scope: Scope, value: Expression, role: string, dimension: Dimension): void {
  const found = context.types.get(value)?.dimension;
  if (found === undefined || found === "unknown") return;
  context.reporter.error(scope.file, value.span, "unit-mismatch", "needed", {
    ...sideOf(scope.file, value, found),
    role,
    needed: dimensions[dimension].noun,
  });
}

/** A text or a truth as written, in parentheses or not. */
function isLiteral(value: Expression): boolean {
  if (value.kind === "group") return isLiteral(value.inner);
  return value.kind === "string" || value.kind === "boolean";
}
