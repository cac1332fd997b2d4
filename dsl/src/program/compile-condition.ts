/** Turns checked conditions into the program's: values for params and lets, constants folded, chains flattened. */

import type { ExpressionType } from "../check/context.ts";
import { commonDimension } from "../check/dimensions.ts";
import type { PolicySymbol } from "../check/symbols.ts";
import { arithmetic, type Environment, evaluate } from "../check/values.ts";
import type { ArithmeticOperator, Binary, Call, ComparisonOperator, Expression, Name } from "../syntax/ast.ts";
import { defaultForecastWindowMs } from "../vocabulary/functions.ts";
import type { Dimension, NumericDimension } from "../vocabulary/units.ts";
import { holds } from "./operators.ts";
import type { Condition, Term, TextTerm, WindowFunction } from "./program.ts";

/** What compiling needs of a set that has no errors, and of the body at hand. */
export interface ConditionContext {
  readonly types: ReadonlyMap<Expression, ExpressionType>;
  readonly resolved: ReadonlyMap<Expression | Name, PolicySymbol>;
  readonly environment: Environment;
  /** Index of a schedule in the program. */
  readonly scheduleIndex: (name: string) => number;
}

export function compileCondition(context: ConditionContext, expression: Expression): Condition {
  switch (expression.kind) {
    case "boolean":
      return { kind: "constant", value: expression.value };
    case "group":
      return compileCondition(context, expression.inner);
    case "unary":
      return negated(compileCondition(context, expression.operand));
    case "reference": {
      const symbol = context.resolved.get(expression);
      if (symbol?.kind === "schedule") return { kind: "schedule", schedule: context.scheduleIndex(symbol.name) };
      return { kind: "flag", metric: expression.name };
    }
    case "call":
      return compileMissing(context, expression);
    case "binary":
      if (expression.operator === "and" || expression.operator === "or") return compileChain(context, expression);
      return compileComparison(context, expression, expression.operator as ComparisonOperator);
    default:
      throw new Error(`not a condition: ${expression.kind}`);
  }
}

function negated(operand: Condition): Condition {
  if (operand.kind === "constant") return { kind: "constant", value: !operand.value };
  return operand.kind === "not" ? operand.operand : { kind: "not", operand };
}

function compileMissing(context: ConditionContext, call: Call): Condition {
  const [metric, silent] = call.arguments;
  const silentMs = silent === undefined ? null : constantValue(context, silent);
  return { kind: "missing", metric: metricName(metric!), silentMs };
}

/** Kleene logic allows what this folds: `false and unknown` is false, `true or unknown` is true. */
function compileChain(context: ConditionContext, expression: Binary): Condition {
  const kind = expression.operator as "and" | "or";
  const absorbing = kind === "or";
  const operands: Condition[] = [];
  for (const side of [expression.left, expression.right]) {
    const operand = compileCondition(context, side);
    if (operand.kind === "constant") {
      if (operand.value === absorbing) return operand;
    } else if (operand.kind === kind) operands.push(...operand.operands);
    else operands.push(operand);
  }
  if (operands.length === 0) return { kind: "constant", value: !absorbing };
  return operands.length === 1 ? operands[0]! : { kind, operands };
}

function compileComparison(context: ConditionContext, expression: Binary, operator: ComparisonOperator): Condition {
  const dimension = commonDimension(typed(context, expression.left), typed(context, expression.right));
  if (dimension === null) throw new Error("compared what does not agree");
  if (dimension === "text") return compareTexts(expression, operator === "==");
  if (dimension === "bool") return compareBools(context, expression, operator === "==");
  const left = compileTerm(context, expression.left);
  const right = compileTerm(context, expression.right);
  if (left.kind === "constant" && right.kind === "constant") {
    return { kind: "constant", value: holds(left.value, operator, right.value) };
  }
  return { kind: "compare", operator, left, right, dimension: dimension as NumericDimension };
}

function typed(context: ConditionContext, expression: Expression): { dimension: Dimension; zero: boolean } {
  const type = context.types.get(expression);
  if (type === undefined || type.dimension === "unknown") throw new Error(`unchecked ${expression.kind}`);
  return { dimension: type.dimension, zero: type.zero };
}

function compareTexts(expression: Binary, equal: boolean): Condition {
  const left = textTerm(expression.left);
  const right = textTerm(expression.right);
  if (left.kind === "text" && right.kind === "text") {
    return { kind: "constant", value: (left.value === right.value) === equal };
  }
  return { kind: "compare-text", equal, left, right };
}

function textTerm(expression: Expression): TextTerm {
  if (expression.kind === "group") return textTerm(expression.inner);
  if (expression.kind === "string") return { kind: "text", value: expression.value };
  return { kind: "text-metric", metric: metricName(expression) };
}

function compareBools(context: ConditionContext, expression: Binary, equal: boolean): Condition {
  const left = compileCondition(context, expression.left);
  const right = compileCondition(context, expression.right);
  if (right.kind === "constant") return right.value === equal ? left : negated(left);
  if (left.kind === "constant") return left.value === equal ? right : negated(right);
  return { kind: "compare-bool", equal, left, right };
}

function metricName(expression: Expression): string {
  if (expression.kind === "group") return metricName(expression.inner);
  if (expression.kind !== "reference") throw new Error(`not a metric: ${expression.kind}`);
  return expression.name;
}

// --- Terms --------------------------------------------------------------------------------------------------------

const kinds = { "+": "add", "-": "subtract", "*": "multiply", "/": "divide" } as const;

export function compileTerm(context: ConditionContext, expression: Expression): Term {
  switch (expression.kind) {
    case "quantity":
      return { kind: "constant", value: expression.value };
    case "group":
      return compileTerm(context, expression.inner);
    case "reference": {
      if (context.resolved.get(expression)?.kind === "metric") return { kind: "metric", metric: expression.name };
      return { kind: "constant", value: context.environment(expression)! };
    }
    case "unary": {
      const operand = compileTerm(context, expression.operand);
      if (operand.kind === "constant") return { kind: "constant", value: 0 - operand.value };
      return operand.kind === "negate" ? operand.operand : { kind: "negate", operand };
    }
    case "binary":
      return compileArithmetic(context, expression, expression.operator as ArithmeticOperator);
    case "call":
      return compileCall(context, expression);
    default:
      throw new Error(`not a term: ${expression.kind}`);
  }
}

function compileArithmetic(context: ConditionContext, expression: Binary, operator: ArithmeticOperator): Term {
  const left = compileTerm(context, expression.left);
  const right = compileTerm(context, expression.right);
  if (left.kind === "constant" && right.kind === "constant") {
    const value = arithmetic(operator, left.value, right.value);
    // A division by zero is missing: only the runtime can say so.
    if (value !== null && Number.isFinite(value)) return { kind: "constant", value };
  }
  return { kind: kinds[operator], left, right };
}

function compileCall(context: ConditionContext, call: Call): Term {
  const [first, second, third] = call.arguments;
  const name = call.callee.text;
  const ms = (expression: Expression | undefined) => constantValue(context, expression!);
  switch (name) {
    case "abs": {
      const operand = compileTerm(context, first!);
      if (operand.kind === "constant") return { kind: "constant", value: Math.abs(operand.value) };
      return { kind: "absolute", operand };
    }
    case "share":
      return { kind: "share", condition: compileCondition(context, first!), windowMs: ms(second) };
    case "forecast": {
      const windowMs = third === undefined ? defaultForecastWindowMs : ms(third);
      return { kind: "forecast", metric: metricName(first!), aheadMs: ms(second), windowMs };
    }
    default:
      return { kind: "window", function: name as WindowFunction, metric: metricName(first!), windowMs: ms(second) };
  }
}

/** The value of a checked constant, in base units. */
export function constantValue(context: Pick<ConditionContext, "environment">, expression: Expression): number {
  const result = evaluate(expression, context.environment);
  if (result === null || !("value" in result)) throw new Error("a constant without a value");
  return result.value;
}
