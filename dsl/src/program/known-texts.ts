/** Conditions with their values filled in, for tools: also in a set that has errors, where what is not known stands as written. */

import type { Analysis } from "../analyze.ts";
import { isNumeric } from "../check/dimensions.ts";
import { writtenText } from "../check/source-text.ts";
import type { Environment } from "../check/values.ts";
import { referencesIn } from "../check/values.ts";
import type { Expression, File } from "../syntax/ast.ts";
import { exactQuantity } from "./print.ts";

/** An expression on one line, lets and params as the values that they have in an environment. */
export function textWithValues(
  analysis: Analysis,
  file: File,
  expression: Expression,
  environment: Environment,
): string {
  const filled = referencesIn(expression).flatMap((reference) => {
    const symbol = analysis.resolved.get(reference);
    if (symbol?.kind !== "let" && symbol?.kind !== "param") return [];
    const value = environment(reference);
    const dimension = analysis.types.get(reference)?.dimension ?? "unknown";
    if (value === null || dimension === "unknown" || !isNumeric(dimension)) return [];
    const text = exactQuantity(value, dimension);
    const afterMinus = /-\s*$/.test(file.source.text.slice(expression.span.start, reference.span.start));
    return [{ span: reference.span, text: text.startsWith("-") && afterMinus ? `(${text})` : text }];
  });
  return writtenText(file, expression.span, filled);
}
