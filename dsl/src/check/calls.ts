/** Checks calls of functions against their signatures. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import { perSecond } from "../program/term-dimension.ts";
import type { Call, Expression } from "../syntax/ast.ts";
import { type FunctionInfo, functions, type ParameterKind } from "../vocabulary/functions.ts";
import { checkConstant } from "./constants.ts";
import { type CheckContext, type ExpressionType, type KnownDimension, type Scope, unknownType } from "./context.ts";
import { isNumeric } from "./dimensions.ts";
import { checkExpression } from "./expressions.ts";
import { resolveReference } from "./references.ts";
import { quoted } from "./source-text.ts";

/** `forecast(m, ahead [, W])`. */
export function signatureOf(info: FunctionInfo): string {
  let text = "";
  info.parameters.forEach((parameter, index) => {
    const separator = index === 0 ? "" : ", ";
    text += parameter.optional ? ` [${separator}${parameter.name}]` : separator + parameter.name;
  });
  return `${info.name}(${text})`;
}

function functionNamed(name: string): FunctionInfo | undefined {
  return functions.find((info) => info.name === name);
}

export function checkCall(context: CheckContext, scope: Scope, call: Call): ExpressionType {
  const info = functionNamed(call.callee.text);
  if (info === undefined) return unknownFunction(context, scope, call);
  const required = info.parameters.filter((parameter) => !parameter.optional).length;
  const { length } = call.arguments;
  const complaints = createComplaints(context, scope, call, info);
  if (length < required || length > info.parameters.length) complaints.count();
  const found = call.arguments.map((argument, index) => {
    const parameter = info.parameters[index];
    if (parameter === undefined) return checkExpression(context, scope, argument);
    const role = `\`${parameter.name}\` of \`${info.name}\``;
    return checkArgument(context, scope, argument, parameter, role, complaints);
  });
  return resultOf(info, found[0] ?? unknownType);
}

function unknownFunction(context: CheckContext, scope: Scope, call: Call): ExpressionType {
  const name = call.callee.text;
  if (name !== "") {
    const names = functions.map((info) => info.name);
    const parameters = { name, suggestion: nearest(name, names), known: names.join(", ") };
    const extras = meaning(scope.file, call.callee.span, parameters.suggestion);
    context.reporter.error(scope.file, call.callee.span, "unknown-function", "unknown", parameters, extras);
  }
  for (const argument of call.arguments) checkExpression(context, scope, argument);
  return unknownType;
}

/** `wrong-arguments`, at most once a call. */
function createComplaints(context: CheckContext, scope: Scope, call: Call, info: FunctionInfo) {
  const signature = signatureOf(info);
  let silent = false;
  return {
    signature,
    count() {
      silent = true;
      const found = call.arguments.length;
      context.reporter.error(scope.file, call.span, "wrong-arguments", "count", { signature, found });
    },
    kind(argument: Expression, role: string, wanted: string) {
      if (silent) return;
      silent = true;
      const text = quoted(scope.file, argument.span);
      context.reporter.error(scope.file, argument.span, "wrong-arguments", "kind", { signature, role, wanted, text });
    },
  };
}
type Complaints = ReturnType<typeof createComplaints>;

function checkArgument(
  context: CheckContext,
  scope: Scope,
  argument: Expression,
  { kind, name }: { readonly kind: ParameterKind; readonly name: string },
  role: string,
  complaints: Complaints,
): ExpressionType {
  switch (kind) {
    case "metric":
    case "any-metric":
      return metricArgument(context, scope, argument, kind, role, complaints);
    case "condition":
    case "number": {
      const type = checkExpression(context, scope, argument);
      const { dimension } = type;
      if (dimension === "unknown") return type;
      const wanted = kind === "condition" ? dimension === "bool" : isNumeric(dimension);
      if (!wanted) complaints.kind(argument, role, kind === "condition" ? "a condition" : "a number");
      else if (type.quotient) {
        const text = quoted(scope.file, argument.span);
        context.reporter.error(scope.file, argument.span, "not-constant", "quotient-argument", { text, role });
      }
      return wanted ? type : unknownType;
    }
    case "duration": {
      const wrongKind = () => complaints.kind(argument, role, "a duration");
      const { signature } = complaints;
      // An empty window can never be known; no silence and no lead are sensible.
      const bound = name === "W" ? "positive" : "zero-or-more";
      checkConstant(context, scope, argument, { dimension: "duration", bound, role, signature, wrongKind });
      return unknownType;
    }
  }
}

function metricArgument(
  context: CheckContext,
  scope: Scope,
  argument: Expression,
  kind: "metric" | "any-metric",
  role: string,
  complaints: Complaints,
): ExpressionType {
  const wanted = kind === "metric" ? "the name of a numeric metric" : "the name of a metric";
  if (argument.kind !== "reference") {
    const before = context.reporter.diagnostics.length;
    const { dimension } = checkExpression(context, scope, argument);
    const explained = dimension === "unknown" || context.reporter.diagnostics.length > before;
    if (!explained) complaints.kind(argument, role, wanted);
    return unknownType;
  }
  const symbol = resolveReference(context, scope, argument, argument.name);
  if (symbol === null) return unknownType;
  const dimension = symbol.kind === "metric" ? (symbol.metric?.dimension ?? "unknown") : "bool";
  const type: ExpressionType = { ...unknownType, dimension, constant: false };
  context.types.set(argument, type);
  if (dimension === "unknown") return type;
  if (symbol.kind === "metric" && (kind === "any-metric" || isNumeric(dimension))) return type;
  complaints.kind(argument, role, wanted);
  return unknownType;
}

function resultOf(info: FunctionInfo, first: ExpressionType): ExpressionType {
  const varies = (dimension: KnownDimension) => ({ ...unknownType, dimension, constant: false });
  switch (info.result) {
    case "percent":
    case "number":
    case "bool":
      return varies(info.result);
    case "same":
      return info.name === "abs" ? { ...first, zero: false } : varies(first.dimension);
    case "per-second":
      return varies(first.dimension === "unknown" ? "unknown" : perSecond(first.dimension));
  }
}
