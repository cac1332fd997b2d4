/** Resolves the names that expressions use. */

import { nearest } from "../diagnostics/nearest.ts";
import { meaning } from "../diagnostics/report.ts";
import type { Expression, Name } from "../syntax/ast.ts";
import { functions } from "../vocabulary/functions.ts";
import { signatureOf } from "./calls.ts";
import { paramDimension } from "./constants.ts";
import { type CheckContext, type ExpressionType, type Scope, unknownType } from "./context.ts";
import { kindOf } from "./names.ts";
import type { ValueSymbol } from "./symbols.ts";

/** Keywords that stand for a value; misspelt, they look like names. */
const valueWords = ["true", "false", "missing"];

/** What a name stands for here; null when that is not known, which is reported unless an earlier error explains it. */
export function resolveReference(
  context: CheckContext,
  scope: Scope,
  node: Expression | Name,
  name: string,
): ValueSymbol | null {
  const symbol = lookUp(context, scope, name);
  if (symbol !== undefined) {
    if (symbol !== null) context.resolved.set(node, symbol);
    return symbol;
  }
  if (!scope.mayBeLost(name) && name !== "") reportUnknown(context, scope, node, name);
  return null;
}

/** True for a name that stands for something here, or may. */
export function isDeclared(context: CheckContext, scope: Scope, name: string): boolean {
  return lookUp(context, scope, name) !== undefined || scope.mayBeLost(name);
}

/** Null: claimed by more than one; undefined: by none. */
function lookUp(context: CheckContext, scope: Scope, name: string): ValueSymbol | null | undefined {
  const { names } = context;
  if (names.ambiguous.has(name)) return null;
  const param = scope.params.get(name);
  return param !== undefined ? param : (names.lets.get(name) ?? names.schedules.get(name) ?? names.metrics.get(name));
}

function reportUnknown(context: CheckContext, scope: Scope, node: Expression | Name, name: string): void {
  const { names, reporter } = context;
  const visible = [
    ...valueWords,
    ...scope.params.keys(),
    ...names.lets.keys(),
    ...names.schedules.keys(),
    ...names.metrics.keys(),
  ];
  const suggestion = nearest(name, visible);
  if (name.includes(".")) {
    const metric = nearest(name, names.metrics.keys()) ?? suggestion;
    if (metric === null && names.nameless.has("metric")) return;
    reporter.error(
      scope.file,
      node.span,
      "unknown-metric",
      "unknown",
      { name, suggestion: metric },
      meaning(scope.file, node.span, metric),
    );
    return;
  }
  const called = functions.find((info) => info.name === name);
  if (called !== undefined) {
    const signature = signatureOf(called);
    reporter.error(scope.file, node.span, "unknown-name", "function", { name, signature });
    return;
  }
  const elsewhere = names.params.get(name)?.[0];
  if (elsewhere !== undefined) {
    const owner = `${elsewhere.body.declaration.kind} \`${elsewhere.body.name}\``;
    reporter.error(
      scope.file,
      node.span,
      "unknown-name",
      "param-elsewhere",
      { name, owner, inBody: scope.body !== null },
      {
        related: [
          {
            message: `\`${name}\` is declared here`,
            file: elsewhere.file.source.path,
            span: elsewhere.declaration.name.span,
          },
        ],
      },
    );
    return;
  }
  const body = names.bodies.get(name);
  if (body !== undefined) {
    reporter.error(scope.file, node.span, "unknown-name", "not-a-value", { name, kind: kindOf(body) });
    return;
  }
  const mayBeNameless =
    scope.hasNameless || (["let", "schedule", "metric"] as const).some((kind) => names.nameless.has(kind));
  if (suggestion === null && mayBeNameless) return;
  reporter.error(
    scope.file,
    node.span,
    "unknown-name",
    "unknown",
    { name, suggestion },
    meaning(scope.file, node.span, suggestion),
  );
}

export function typeOfSymbol(context: CheckContext, symbol: ValueSymbol): ExpressionType {
  switch (symbol.kind) {
    case "metric":
      return { ...unknownType, dimension: symbol.metric?.dimension ?? "unknown", constant: false };
    case "schedule":
      return { ...unknownType, dimension: "bool", constant: false };
    case "let":
      return { ...unknownType, dimension: context.letDimensions.get(symbol) ?? "unknown" };
    case "param":
      return { ...unknownType, dimension: paramDimension(context, symbol) };
  }
}
