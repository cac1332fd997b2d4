/** Finds `10 /s`, a rate whose unit stands apart: to the grammar it divides by a name. */

import { replaceWith } from "../diagnostics/report.ts";
import type { Binary } from "../syntax/ast.ts";
import { dimensions } from "../vocabulary/units.ts";
import type { CheckContext, Scope } from "./context.ts";
import { isDeclared } from "./references.ts";

/** Reports a quantity divided by what is a unit and no name; false when it is none. */
export function reportSplitUnit(context: CheckContext, scope: Scope, { operator, left, right, span }: Binary): boolean {
  if (operator !== "/" || left.kind !== "quantity" || right.kind !== "reference") return false;
  const unit = left.dimension === "bytes" ? `${left.text.replace(/^[0-9_.]+/, "")}/${right.name}` : `/${right.name}`;
  const { units } = dimensions[left.dimension === null ? "rate" : "bytes_per_second"];
  if ((left.dimension !== null && left.dimension !== "bytes") || !Object.hasOwn(units, unit)) return false;
  if (isDeclared(context, scope, right.name)) return false;
  const meant = `${left.text}/${right.name}`;
  const written = scope.file.source.text.slice(span.start, span.end);
  const fixes = [replaceWith(scope.file.source.path, span, meant)];
  context.reporter.error(scope.file, span, "malformed-quantity", "blank-before-unit", { written, meant }, { fixes });
  return true;
}
