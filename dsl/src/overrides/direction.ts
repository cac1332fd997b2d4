/** Which way a condition goes when a param grows: the sound half of judging whether a change tightens a policy. */

import type { FlatBody } from "../check/inheritance.ts";
import type { PolicySymbol } from "../check/symbols.ts";
import { type Environment, evaluate, paramsInOrder } from "../check/values.ts";
import type { Binary, Call, Expression, Name } from "../syntax/ast.ts";

/** With a growing param a number grows (`up`) or falls, a condition is true more often (`up`) or less; `both`: not known. */
export type Direction = "none" | "up" | "down" | "both";

export interface DirectionContext {
  readonly param: string;
  readonly body: FlatBody;
  readonly resolved: ReadonlyMap<Expression | Name, PolicySymbol>;
  readonly environment: Environment;
  /** Of each param of the body. */
  readonly directions: ReadonlyMap<string, Direction>;
}

/** With the directions of all params found first, each once: names can stand in the values of names, many times over. */
export function directionContext(
  from: Omit<DirectionContext, "directions">,
  /** Params that have a value of their own by override, whatever they were declared as. */
  fixed: ReadonlySet<string>,
): DirectionContext {
  const directions = new Map<string, Direction>();
  const context = { ...from, directions };
  for (const name of paramsInOrder(from.body)) {
    if (name === from.param) directions.set(name, "up");
    else directions.set(name, fixed.has(name) ? "none" : directionOf(context, from.body.params.get(name)!.value));
  }
  return context;
}

export function flipped(direction: Direction): Direction {
  if (direction === "up") return "down";
  return direction === "down" ? "up" : direction;
}

export function joined(a: Direction, b: Direction): Direction {
  if (a === "none" || a === b) return b;
  return b === "none" ? a : "both";
}

export function directionOf(context: DirectionContext, expression: Expression): Direction {
  switch (expression.kind) {
    case "group":
      return directionOf(context, expression.inner);
    case "unary":
      return flipped(directionOf(context, expression.operand));
    case "reference":
      return directionOfName(context, expression);
    case "call":
      return directionOfCall(context, expression);
    case "binary":
      return directionOfBinary(context, expression);
    default:
      return "none";
  }
}

function directionOfName(context: DirectionContext, reference: Expression): Direction {
  const symbol = context.resolved.get(reference);
  return symbol?.kind === "param" ? (context.directions.get(symbol.name) ?? "none") : "none";
}

function directionOfCall(context: DirectionContext, call: Call): Direction {
  const [first, ...rest] = call.arguments.map((argument) => directionOf(context, argument));
  const others = rest.reduce(joined, "none");
  if (call.callee.text === "missing") return flipped(others);
  if (call.callee.text === "share" && others === "none") return first ?? "none";
  return joined(first ?? "none", others) === "none" ? "none" : "both";
}

function directionOfBinary(context: DirectionContext, expression: Binary): Direction {
  const left = directionOf(context, expression.left);
  const right = directionOf(context, expression.right);
  if (left === "none" && right === "none") return "none";
  switch (expression.operator) {
    case "and":
    case "or":
    case "+":
      return joined(left, right);
    case "-":
    case ">":
    case ">=":
      return joined(left, flipped(right));
    case "<":
    case "<=":
      return joined(flipped(left), right);
    case "*":
      if (left !== "none" && right !== "none") return "both";
      return left === "none"
        ? scaled(right, signOf(context, expression.left))
        : scaled(left, signOf(context, expression.right));
    case "/":
      return right === "none" ? scaled(left, signOf(context, expression.right)) : "both";
    default:
      return "both";
  }
}

function scaled(direction: Direction, sign: number | null): Direction {
  if (sign === null) return "both";
  if (sign === 0) return "none";
  return sign > 0 ? direction : flipped(direction);
}

/** The sign of a factor: of a constant's value, or of a metric that is never negative; null when it is not known. */
function signOf(context: DirectionContext, expression: Expression): number | null {
  const result = evaluate(expression, context.environment);
  if (result !== null) return "value" in result ? Math.sign(result.value) : null;
  const symbol = context.resolved.get(expression);
  const least = symbol?.kind === "metric" ? symbol.metric?.range[0] : null;
  return least != null && least >= 0 ? 1 : null;
}
