/** Evaluates constants: lets once for the set, params once for each body, with their final values. */

import { remembered } from "../remembered.ts";
import type { Expression, Name, Reference } from "../syntax/ast.ts";
import type { CheckContext } from "./context.ts";
import { dependenciesFirst } from "./cycles.ts";
import type { FlatBody } from "./inheritance.ts";
import type { Names } from "./names.ts";
import type { LetSymbol, PolicySymbol } from "./symbols.ts";

/** A number in base units; or why there is none; or null where an error is already reported. */
export type Evaluated = { readonly value: number } | { readonly problem: "division" | "overflow" } | null;

/** What references stand for. */
interface Resolved {
  readonly resolved: ReadonlyMap<Expression | Name, PolicySymbol>;
}

/** Values of names, as far as they have some. */
export type Environment = (reference: Reference) => number | null;

export function evaluate(expression: Expression, environment: Environment): Evaluated {
  switch (expression.kind) {
    case "quantity":
      return { value: expression.value };
    case "group":
      return evaluate(expression.inner, environment);
    case "reference": {
      const value = environment(expression);
      return value === null ? null : { value };
    }
    case "unary": {
      const operand = evaluate(expression.operand, environment);
      return operand !== null && "value" in operand ? { value: 0 - operand.value } : operand;
    }
    case "binary": {
      const left = evaluate(expression.left, environment);
      if (left === null || "problem" in left) return left;
      const right = evaluate(expression.right, environment);
      if (right === null || "problem" in right) return right;
      return calculate(expression.operator, left.value, right.value);
    }
    default:
      return null;
  }
}

function calculate(operator: string, left: number, right: number): Evaluated {
  if (operator === "/" && right === 0) return { problem: "division" };
  const value = arithmetic(operator, left, right);
  if (value === null) return null;
  return Number.isFinite(value) ? { value } : { problem: "overflow" };
}

/** Null for operators that are none of arithmetic. Never −0, which JSON does not keep. */
export function arithmetic(operator: string, left: number, right: number): number | null {
  switch (operator) {
    case "+":
      return left + right + 0;
    case "-":
      return left - right + 0;
    case "*":
      return left * right + 0;
    case "/":
      return left / right + 0;
    default:
      return null;
  }
}

/** Names that an expression refers to, in order of the text. */
export function referencesIn(expression: Expression): Reference[] {
  const found: Reference[] = [];
  const open: Expression[] = [expression];
  while (open.length > 0) {
    const node = open.pop()!;
    if (node.kind === "reference") found.push(node);
    else if (node.kind === "group") open.push(node.inner);
    else if (node.kind === "unary") open.push(node.operand);
    else if (node.kind === "binary") open.push(node.right, node.left);
    else if (node.kind === "call") open.push(...[...node.arguments].reverse());
  }
  return found;
}

/** The values of all lets; those that depend on themselves or have errors have none. */
export function evaluateLets(context: Resolved & Pick<CheckContext, "names">): ReadonlyMap<LetSymbol, number> {
  const values = new Map<LetSymbol, number>();
  const environment: Environment = (reference) => {
    const symbol = context.resolved.get(reference);
    return symbol?.kind === "let" ? (values.get(symbol) ?? null) : null;
  };
  for (const symbol of letsInOrder(context)) {
    const result = evaluate(symbol.declaration.value, environment);
    if (result !== null && "value" in result) values.set(symbol, result.value);
  }
  return values;
}

/** What lets are worth, by name alone: for what must be known before names are resolved. */
export function letsByName(names: Names): Environment {
  const values = new Map<string, number>();
  const environment: Environment = ({ name }) => (names.ambiguous.has(name) ? null : (values.get(name) ?? null));
  for (const symbol of letsInOrder({ names })) {
    const result = evaluate(symbol.declaration.value, environment);
    if (result !== null && "value" in result) values.set(symbol.name, result.value);
  }
  return environment;
}

/** Every let, those whose names clash too. */
export function allLets({ names }: Pick<CheckContext, "names">): LetSymbol[] {
  return [...names.lets.values(), ...names.clashing.filter((symbol) => symbol.kind === "let")];
}

/** Lets, each after those that it refers to. */
export function letsInOrder({ names }: Pick<CheckContext, "names">): LetSymbol[] {
  return dependenciesFirst(allLets({ names }), (symbol) =>
    referencesIn(symbol.declaration.value).flatMap((reference) => names.lets.get(reference.name) ?? []),
  );
}

/** What names mean inside a body: lets, and the body's params with their final values, `replaced` by an override file. */
export function bodyEnvironment(
  context: Resolved,
  lets: ReadonlyMap<LetSymbol, number>,
  body: FlatBody | null,
  replaced: ReadonlyMap<string, number> = new Map(),
): { readonly environment: Environment; readonly params: ReadonlyMap<string, number> } {
  const params = new Map<string, number>();
  const environment: Environment = (reference) => {
    const symbol = context.resolved.get(reference);
    if (symbol?.kind === "let") return lets.get(symbol) ?? null;
    return symbol?.kind === "param" ? (params.get(symbol.name) ?? null) : null;
  };
  for (const name of body === null ? [] : paramsInOrder(body)) {
    const param = body!.params.get(name)!;
    const given = replaced.get(name);
    const result = given === undefined ? param.certain && evaluate(param.value, environment) : { value: given };
    if (result && "value" in result) params.set(name, result.value);
  }
  return { environment, params };
}

/** The same for the tests of a body, which are many: worked out once. */
export function environmentOf(
  context: Resolved & Pick<CheckContext, "environments">,
  lets: ReadonlyMap<LetSymbol, number>,
  body: FlatBody | null,
): Environment {
  if (body === null) return bodyEnvironment(context, lets, null).environment;
  const environment = context.environments.get(body) ?? bodyEnvironment(context, lets, body).environment;
  context.environments.set(body, environment);
  return environment;
}

/** Params of a flattened body, each after those that its value refers to. Asked for by every test of a profile. */
const paramsInOrder = remembered((body: FlatBody): readonly string[] =>
  dependenciesFirst([...body.params.keys()], (name) => paramsOf(body, body.params.get(name)!.value)),
);

/** Names of the body's params that an expression refers to directly. */
export function paramsOf(body: FlatBody, expression: Expression): string[] {
  return referencesIn(expression).flatMap(({ name }) => (body.params.has(name) ? [name] : []));
}
