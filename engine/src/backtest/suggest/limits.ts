/** The limits of a rule: the constants that its condition holds measurements against, as the policy writes them. */

import {
  type Analysis,
  type ComparisonOperator,
  type Expression,
  mirrored,
  type NumericDimension,
  opposite,
  type Reference,
} from "@macro-engine/dsl";

export interface Limit {
  /** The measured side. */
  readonly measured: Expression;
  /** What can be given another value: a quantity, a name, or the whole side. */
  readonly root: Expression;
  /** Where the comparison is true less often: with a greater root, or a smaller one. */
  readonly looser: 1 | -1;
  /** A value equal to the limit makes it true. */
  readonly inclusive: boolean;
  readonly dimension: NumericDimension;
  /** Whether the root is the limit itself. Else the limit moves with it, by a factor or a distance. */
  readonly isWhole: boolean;
}

const orders: ReadonlySet<string> = new Set(["<", "<=", ">", ">="]);

/** In order of the text. Comparisons whose truth may count either way, and those of two measurements, have none. */
export function limitsIn(condition: Expression, analysis: Analysis): Limit[] {
  const found: Limit[] = [];
  const visit = (expression: Expression, negated: boolean): void => {
    if (expression.kind === "group") visit(expression.inner, negated);
    else if (expression.kind === "unary" && expression.operator === "not") visit(expression.operand, !negated);
    else if (expression.kind === "binary") {
      if (expression.operator === "and" || expression.operator === "or") {
        visit(expression.left, negated);
        visit(expression.right, negated);
      } else if (orders.has(expression.operator)) {
        const limit = limitOf(expression as Comparison, negated, analysis);
        if (limit !== null) found.push(limit);
      }
    }
  };
  visit(condition, false);
  return found;
}

type Comparison = Expression & { readonly kind: "binary"; readonly operator: ComparisonOperator };

function limitOf({ operator, left, right }: Comparison, negated: boolean, analysis: Analysis): Limit | null {
  const isConstant = (side: Expression) => analysis.types.get(side)?.constant === true;
  if (isConstant(left) === isConstant(right)) return null;
  const [measured, constant] = isConstant(left) ? [right, left] : [left, right];
  const sides = isConstant(left) ? mirrored[operator] : operator;
  const effective = negated ? opposite[sides] : sides;
  const looser = effective === ">" || effective === ">=" ? 1 : -1;
  const { root, sign } = rootOf(constant, analysis);
  const dimension = analysis.types.get(root)?.dimension;
  const measuredIn = analysis.types.get(measured)?.dimension;
  // A plain number stands for what it is held against.
  const known = root.kind === "quantity" && dimension === "number" ? measuredIn : dimension;
  if (known === undefined || known === "unknown" || known === "bool" || known === "text") return null;
  return {
    measured,
    root,
    looser: sign > 0 ? looser : looser === 1 ? -1 : 1,
    inclusive: effective === ">=" || effective === "<=",
    dimension: known,
    isWhole: root === ungrouped(constant),
  };
}

/** The one name in a constant and how the constant moves with it; without one, or with several, the constant as a whole. */
function rootOf(constant: Expression, analysis: Analysis): { readonly root: Expression; readonly sign: 1 | -1 } {
  const whole = { root: ungrouped(constant), sign: 1 } as const;
  const names = namesIn(constant, analysis);
  if (names.length !== 1) return whole;
  const sign = signOf(constant, names[0]!);
  return sign === null ? whole : { root: names[0]!, sign };
}

function ungrouped(expression: Expression): Expression {
  return expression.kind === "group" ? ungrouped(expression.inner) : expression;
}

function namesIn(expression: Expression, analysis: Analysis): Reference[] {
  switch (expression.kind) {
    case "reference":
      return analysis.resolved.has(expression) ? [expression] : [];
    case "group":
      return namesIn(expression.inner, analysis);
    case "unary":
      return namesIn(expression.operand, analysis);
    case "binary":
      return [...namesIn(expression.left, analysis), ...namesIn(expression.right, analysis)];
    case "call":
      return expression.arguments.flatMap((argument) => namesIn(argument, analysis));
    default:
      return [];
  }
}

/** Whether an expression grows with a name in it, or falls; null where that is not plain to see. */
function signOf(expression: Expression, name: Reference): 1 | -1 | null {
  if (expression === name) return 1;
  if (expression.kind === "group") return signOf(expression.inner, name);
  if (expression.kind === "unary") return turned(signOf(expression.operand, name));
  if (expression.kind !== "binary") return null;
  const { operator, left, right } = expression;
  const inLeft = signOf(left, name);
  if (operator === "+") return inLeft ?? signOf(right, name);
  if (operator === "-") return inLeft ?? turned(signOf(right, name));
  if (operator === "*") return inLeft !== null ? scaled(inLeft, right) : scaled(signOf(right, name), left);
  return operator === "/" ? scaled(inLeft, right) : null;
}

function turned(sign: 1 | -1 | null): 1 | -1 | null {
  return sign === null ? null : sign === 1 ? -1 : 1;
}

function scaled(sign: 1 | -1 | null, factor: Expression): 1 | -1 | null {
  const inner = ungrouped(factor);
  if (inner.kind === "unary") return turned(scaled(sign, inner.operand));
  return inner.kind === "quantity" && inner.value > 0 ? sign : null;
}
