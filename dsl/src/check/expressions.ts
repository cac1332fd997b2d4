/** Finds the dimension of every expression, and says where dimensions do not agree. */

import type { Binary, ComparisonOperator, Expression, Unary } from "../syntax/ast.ts";
import { assertNever } from "./assert-never.ts";
import { checkCall } from "./calls.ts";
import { type CheckContext, type ExpressionType, type Scope, unknownType } from "./context.ts";
import { commonDimension, isNumeric, productDimension } from "./dimensions.ts";
import { reportMismatch, sideOf } from "./mismatch.ts";
import { resolveReference, typeOfSymbol } from "./references.ts";
import { quoted } from "./source-text.ts";
import { reportSplitUnit } from "./split-unit.ts";

/** The type of an expression; everything wrong inside it is reported. Call it once for each expression. */
export function checkExpression(context: CheckContext, scope: Scope, expression: Expression): ExpressionType {
  const type = typeOf(context, scope, expression);
  context.types.set(expression, type);
  return type;
}

/** Checks an expression that must be a condition; false when it is not one, or has errors. */
export function checkCondition(context: CheckContext, scope: Scope, expression: Expression): boolean {
  const { dimension } = checkExpression(context, scope, expression);
  if (dimension !== "bool" && dimension !== "unknown") {
    context.reporter.error(scope.file, expression.span, "not-a-condition", "found", {
      ...sideOf(scope.file, expression, dimension),
      numeric: isNumeric(dimension),
    });
  }
  return dimension === "bool";
}

function typeOf(context: CheckContext, scope: Scope, expression: Expression): ExpressionType {
  switch (expression.kind) {
    case "quantity": {
      const { dimension, value } = expression;
      return { ...unknownType, dimension: dimension ?? "number", zero: dimension === null && value === 0 };
    }
    case "string":
      return { ...unknownType, dimension: "text" };
    case "boolean":
      return { ...unknownType, dimension: "bool" };
    case "group":
      return checkExpression(context, scope, expression.inner);
    case "reference": {
      const symbol = resolveReference(context, scope, expression, expression.name);
      return symbol === null ? unknownType : typeOfSymbol(context, symbol);
    }
    case "call":
      return checkCall(context, scope, expression);
    case "unary":
      return unary(context, scope, expression);
    case "binary":
      return binary(context, scope, expression);
    case "error":
      return unknownType;
    default:
      return assertNever(expression);
  }
}

function unary(context: CheckContext, scope: Scope, expression: Unary): ExpressionType {
  if (expression.operator === "not") {
    checkCondition(context, scope, expression.operand);
    return { ...unknownType, dimension: "bool", constant: isConstant(context, expression.operand) };
  }
  const operand = checkExpression(context, scope, expression.operand);
  return checkOperand(context, scope, expression.operand, operand, "-") ? operand : unknownType;
}

function binary(context: CheckContext, scope: Scope, expression: Binary): ExpressionType {
  switch (expression.operator) {
    case "and":
    case "or":
      checkCondition(context, scope, expression.left);
      checkCondition(context, scope, expression.right);
      return boolOf(context, expression);
    case "+":
    case "-":
      return sum(context, scope, expression);
    case "*":
    case "/":
      return product(context, scope, expression, expression.operator);
    default:
      comparison(context, scope, expression, expression.operator);
      // A comparison is a condition, however wrong its sides are.
      return boolOf(context, expression);
  }
}

function boolOf(context: CheckContext, { left, right }: Binary): ExpressionType {
  return { ...unknownType, dimension: "bool", constant: isConstant(context, left) && isConstant(context, right) };
}

function isConstant(context: CheckContext, expression: Expression): boolean {
  return context.types.get(expression)?.constant ?? true;
}

function comparison(context: CheckContext, scope: Scope, expression: Binary, operator: ComparisonOperator): void {
  const left = checkExpression(context, scope, expression.left);
  const right = checkExpression(context, scope, expression.right);
  if (left.dimension === "unknown" || right.dimension === "unknown") return;
  const equality = operator === "==" || operator === "!=";
  const sides = [
    [expression.left, left.dimension],
    [expression.right, right.dimension],
  ] as const;
  for (const [side, dimension] of sides) {
    if (equality || isNumeric(dimension)) continue;
    context.reporter.error(scope.file, expression.span, "unit-mismatch", "operator", {
      ...sideOf(scope.file, side, dimension),
      operator,
    });
    return;
  }
  if (commonDimension(sided(left), sided(right)) !== null) return;
  reportMismatch(context, scope, expression.span, [expression.left, left], [expression.right, right]);
}

function sum(context: CheckContext, scope: Scope, expression: Binary): ExpressionType {
  const left = checkExpression(context, scope, expression.left);
  const right = checkExpression(context, scope, expression.right);
  if (!checkOperands(context, scope, expression, left, right)) return unknownType;
  const dimension = commonDimension(sided(left), sided(right));
  if (dimension === null) {
    reportMismatch(context, scope, expression.span, [expression.left, left], [expression.right, right]);
    return unknownType;
  }
  return {
    dimension,
    constant: left.constant && right.constant,
    zero: false,
    quotient: left.quotient || right.quotient,
  };
}

function product(context: CheckContext, scope: Scope, expression: Binary, operator: "*" | "/"): ExpressionType {
  if (reportSplitUnit(context, scope, expression)) return unknownType;
  const left = checkExpression(context, scope, expression.left);
  const right = checkExpression(context, scope, expression.right);
  if (!checkOperands(context, scope, expression, left, right)) return unknownType;
  const [from, by] = [sided(left).dimension, sided(right).dimension];
  const dimension = isNumeric(from) && isNumeric(by) ? productDimension(operator, from, by) : null;
  if (dimension === null) {
    context.reporter.error(scope.file, expression.span, "unit-mismatch", "product", {
      operator,
      left: sideOf(scope.file, expression.left, from),
      right: sideOf(scope.file, expression.right, by),
    });
    return unknownType;
  }
  checkLinear(context, scope, expression, left, right);
  const quotient = left.quotient || right.quotient || (operator === "/" && !right.constant);
  return { dimension, constant: left.constant && right.constant, zero: false, quotient };
}

/** Conditions stay linear: one factor is constant, and a quotient is not divided again nor divided by. */
function checkLinear(
  context: CheckContext,
  scope: Scope,
  expression: Binary,
  left: ExpressionType,
  right: ExpressionType,
): void {
  if (right.constant || (expression.operator === "*" && left.constant)) return;
  const sides = { left: quoted(scope.file, expression.left.span), right: quoted(scope.file, expression.right.span) };
  if (expression.operator === "*") {
    context.reporter.error(scope.file, expression.span, "not-constant", "product", sides);
  } else if (left.quotient || right.quotient) {
    context.reporter.error(scope.file, expression.span, "not-constant", "quotient", sides);
  }
}

/** Whether arithmetic can be done with both sides; the operator is refused once. */
function checkOperands(
  context: CheckContext,
  scope: Scope,
  { operator, left, right }: Binary,
  leftType: ExpressionType,
  rightType: ExpressionType,
): boolean {
  if (leftType.dimension === "unknown") {
    checkOperand(context, scope, right, rightType, operator);
    return false;
  }
  return (
    checkOperand(context, scope, left, leftType, operator) && checkOperand(context, scope, right, rightType, operator)
  );
}

/** Whether arithmetic can be done with an operand; silent about unknown ones. */
function checkOperand(
  context: CheckContext,
  scope: Scope,
  operand: Expression,
  { dimension }: ExpressionType,
  operator: string,
): boolean {
  if (dimension === "unknown") return false;
  if (isNumeric(dimension)) return true;
  const side = sideOf(scope.file, operand, dimension);
  if (dimension === "bool")
    context.reporter.error(scope.file, operand.span, "not-a-quantity", "operand", { ...side, operator });
  else context.reporter.error(scope.file, operand.span, "unit-mismatch", "operator", { ...side, operator });
  return false;
}

function sided(type: ExpressionType) {
  return { dimension: type.dimension === "unknown" ? "number" : type.dimension, zero: type.zero } as const;
}
