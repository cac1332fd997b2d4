/** The dimension of an expression that is being written: what else it is compared with has to have the same. */

import type { Analysis } from "../analyze.ts";
import { remembered } from "../remembered.ts";
import { parse } from "../syntax/parse.ts";
import { bodyScope } from "./bodies.ts";
import { type CheckContext, createContext, type ExpressionType, type Scope, unknownType } from "./context.ts";
import { checkExpression } from "./expressions.ts";
import type { FlatBody } from "./inheritance.ts";
import { createReporter } from "./reporter.ts";

/** The type that an expression would have in a body; null: outside of every body. `unknown` where it has errors. */
export function typeOfText(analysis: Analysis, body: FlatBody | null, text: string): ExpressionType {
  const { file, diagnostics } = parse({ path: "", text: `template t { rule r: warn when ${text}\n}` });
  const [declaration] = file.declarations;
  const rule = declaration?.kind === "template" ? declaration.members[0] : undefined;
  if (rule?.kind !== "rule" || diagnostics.length > 0) return unknownType;
  const context: CheckContext = {
    ...contextOf(analysis),
    types: new Map(),
    resolved: new Map(),
    reporter: createReporter(),
  };
  const scope: Scope = body === null ? { ...noScope, file } : { ...bodyScope(context, body), file };
  return checkExpression(context, scope, rule.condition);
}

const noScope: Omit<Scope, "file"> = {
  params: new Map(),
  body: null,
  mayBeLost: () => true,
  hasNameless: false,
  bounds: [],
};

/** What checking found of the names of a set. */
const contextOf = remembered((analysis: Analysis): CheckContext => {
  const { names, types } = analysis;
  const context = createContext(createReporter(), names);
  const dimensionOf = (value: Parameters<typeof types.get>[0]) => types.get(value)?.dimension ?? "unknown";
  for (const symbol of names.lets.values()) context.letDimensions.set(symbol, dimensionOf(symbol.declaration.value));
  for (const { declaration } of [...names.params.values()].flat()) {
    context.paramDimensions.set(declaration, dimensionOf(declaration.value));
  }
  return context;
});
