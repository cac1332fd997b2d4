/** Checks and evaluates what must be known before anything is measured: lets, params, waits and windows. */

import type { Expression } from "../syntax/ast.ts";
import { type Dimension, dimensions, type NumericDimension } from "../vocabulary/units.ts";
import type { BoundedConstant, CheckContext, KnownDimension, Scope } from "./context.ts";
import { convertsTo, isNumeric } from "./dimensions.ts";
import { checkExpression } from "./expressions.ts";
import { lacksUnit, reportMissingUnit, sideOf } from "./mismatch.ts";
import { kindOf } from "./names.ts";
import { quoted } from "./source-text.ts";
import type { LetSymbol, ParamSymbol } from "./symbols.ts";

export interface ConstantNeeds {
  /** Null: whatever it is. */
  readonly dimension: Dimension | null;
  readonly bound?: BoundedConstant["bound"];
  /** As messages call it: "`W` of `avg`". */
  readonly role: string;
  readonly signature?: string;
  /** A literal 0 is taken in any dimension. */
  readonly zero?: boolean;
  /** Says that the expression is a bool or a text; default `not-a-quantity`. */
  readonly wrongKind?: () => void;
}

/** Checks a constant and gives its dimension; what is wrong is reported, and gives `unknown`. */
export function checkConstant(
  context: CheckContext,
  scope: Scope,
  expression: Expression,
  needs: ConstantNeeds,
): NumericDimension | "unknown" {
  const { reporter } = context;
  const type = checkExpression(context, scope, expression);
  const { dimension } = type;
  if (dimension === "unknown") return "unknown";
  const varying = varyingPart(context, expression);
  if (varying !== null) {
    const what = varying.kind === "call" ? "a call" : whatVaries(context, varying);
    const text = quoted(scope.file, varying.span);
    reporter.error(scope.file, varying.span, "not-constant", "varies", { text, what, role: needs.role });
    return "unknown";
  }
  if (!isNumeric(dimension)) {
    const side = sideOf(scope.file, expression, dimension);
    if (needs.wrongKind) needs.wrongKind();
    else reporter.error(scope.file, expression.span, "not-a-quantity", "constant", { ...side, role: needs.role });
    return "unknown";
  }
  const { bound = "any", role, signature = null } = needs;
  scope.bounds.push({ file: scope.file, value: expression, bound, role, signature });
  if (needs.dimension === null || convertsTo(dimension, needs.dimension)) return dimension;
  if (needs.zero && type.zero) return dimension;
  if (lacksUnit(type, needs.dimension)) {
    reportMissingUnit(context, scope, expression, needs.dimension, null, needs.role);
  } else {
    reporter.error(scope.file, expression.span, "unit-mismatch", "needed", {
      ...sideOf(scope.file, expression, dimension),
      role: needs.role,
      needed: dimensions[needs.dimension].noun,
    });
  }
  scope.bounds.pop();
  return "unknown";
}

/** The first part that is neither a quantity nor a let nor a param, leaving kinds aside. */
function varyingPart(context: CheckContext, expression: Expression): Expression | null {
  switch (expression.kind) {
    case "call":
      return expression;
    case "reference": {
      const symbol = context.resolved.get(expression);
      return symbol?.kind === "metric" || symbol?.kind === "schedule" ? expression : null;
    }
    case "group":
      return varyingPart(context, expression.inner);
    case "unary":
      return varyingPart(context, expression.operand);
    case "binary":
      return varyingPart(context, expression.left) ?? varyingPart(context, expression.right);
    default:
      return null;
  }
}

function whatVaries(context: CheckContext, expression: Expression): string {
  const symbol = context.resolved.get(expression);
  return symbol !== undefined && symbol.kind !== "rule" ? kindOf(symbol) : "not a constant";
}

// --- Dimensions of names ------------------------------------------------------------------------------------------

/** Checks a let, those that it refers to being checked: going after them from here would end the stack on a long cycle. */
export function checkLet(context: CheckContext, symbol: LetSymbol): void {
  const bounds: BoundedConstant[] = [];
  context.boundsOf.set(symbol.declaration, bounds);
  const scope: Scope = {
    file: symbol.file,
    params: new Map(),
    body: null,
    mayBeLost: (name) => context.names.lost.has(name),
    hasNameless: false,
    bounds,
  };
  const dimension = checkConstant(context, scope, symbol.declaration.value, {
    dimension: null,
    role: roleOf(symbol),
  });
  context.letDimensions.set(symbol, dimension);
}

function roleOf({ kind, name }: LetSymbol | ParamSymbol): string {
  return name === "" ? `this ${kind}` : `${kind} \`${name}\``;
}

/** Checks a param in the body that declares it, those that it refers to being checked. */
export function checkParam(context: CheckContext, symbol: ParamSymbol): void {
  const { declaration } = symbol;
  const scope = context.scopeOf(symbol.body, declaration);
  const dimension = checkConstant(context, scope, declaration.value, {
    dimension: null,
    role: roleOf(symbol),
  });
  context.paramDimensions.set(declaration, dimension);
}

/** The dimension of a param: that of its declaration; a `set` keeps it. One that depends on itself has none. */
export function paramDimension(context: CheckContext, symbol: ParamSymbol): KnownDimension {
  return context.paramDimensions.get(symbol.declaration) ?? "unknown";
}
