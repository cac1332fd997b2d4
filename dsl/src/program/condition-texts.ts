/** What the program says of a condition besides what it means: its text, and the metrics that it reads. */

import { isNumeric } from "../check/dimensions.ts";
import { writtenText } from "../check/source-text.ts";
import type { PolicySymbol } from "../check/symbols.ts";
import { referencesIn } from "../check/values.ts";
import type { Expression, File, Reference } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import type { NumericDimension } from "../vocabulary/units.ts";
import type { ConditionContext } from "./compile-condition.ts";
import { exactQuantity } from "./print.ts";

/** A condition and its `for`, as a rule and a claim have them. */
interface HeldCondition {
  readonly condition: Expression;
  readonly hold: Expression | null;
}

/**
 * A condition on one line: as written, and with params and lets as values. `literal` gives what the policy itself writes
 * for one of those; null where only its value is known.
 */
export function conditionTexts(
  context: ConditionContext,
  file: File,
  held: HeldCondition,
  literal: (symbol: PolicySymbol) => string | null,
): { readonly text: string; readonly threshold: string } {
  const { condition, hold } = held;
  const text = (replace: readonly { span: Span; text: string }[]) =>
    writtenText(file, condition.span, replace) + (hold === null ? "" : ` for ${writtenText(file, hold.span, replace)}`);
  return { text: text([]), threshold: text(valuesInText(context, file, held, literal)) };
}

/** Params and lets, each with the text of its value. */
function valuesInText(
  context: ConditionContext,
  file: File,
  { condition, hold }: HeldCondition,
  literal: (symbol: PolicySymbol) => string | null,
): { span: Span; text: string }[] {
  const references = [condition, ...(hold === null ? [] : [hold])].flatMap(referencesIn);
  return references.flatMap((reference) => {
    const symbol = context.resolved.get(reference);
    if (symbol?.kind !== "let" && symbol?.kind !== "param") return [];
    const text = literal(symbol) ?? exactQuantity(context.environment(reference)!, dimensionOf(context, reference));
    const afterMinus = /-\s*$/.test(file.source.text.slice(condition.span.start, reference.span.start));
    return [{ span: reference.span, text: text.startsWith("-") && afterMinus ? `(${text})` : text }];
  });
}

function dimensionOf(context: ConditionContext, reference: Reference): NumericDimension {
  const dimension = context.types.get(reference)?.dimension ?? "number";
  return dimension !== "unknown" && isNumeric(dimension) ? dimension : "number";
}

/** Metrics in order of appearance, unique. */
export function metricsRead(
  context: ConditionContext,
  conditions: readonly Expression[],
  insideMissing: boolean,
): string[] {
  const found = new Set<string>();
  const read = (expression: Expression): void => {
    switch (expression.kind) {
      case "reference":
        if (context.resolved.get(expression)?.kind === "metric") found.add(expression.name);
        return;
      case "call":
        if (insideMissing || expression.callee.text !== "missing") expression.arguments.forEach(read);
        return;
      case "group":
        read(expression.inner);
        return;
      case "unary":
        read(expression.operand);
        return;
      case "binary":
        read(expression.left);
        read(expression.right);
        return;
      default:
        return;
    }
  };
  conditions.forEach(read);
  return [...found];
}
