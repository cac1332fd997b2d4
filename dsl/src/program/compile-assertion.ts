/** Assertions as the program has them. */

import type { CheckedSet } from "../check/checked-set.ts";
import type { PolicySymbol } from "../check/symbols.ts";
import { bodyEnvironment } from "../check/values.ts";
import type { AssertDeclaration, ClaimStep, File } from "../syntax/ast.ts";
import { type ConditionContext, compileCondition, constantValue } from "./compile-condition.ts";
import { conditionContext, placeIn } from "./compile-profile.ts";
import { conditionTexts, metricsRead } from "./condition-texts.ts";
import type { ProgramAssertion, ProgramClaim } from "./program.ts";

export function compileAssertion(set: CheckedSet, file: File, assertion: AssertDeclaration): ProgramAssertion {
  const { environment } = bodyEnvironment(set.context, set.lets, null);
  const context = conditionContext(set, environment);
  return {
    name: assertion.name.text,
    profiles: assertion.steps.flatMap((step) =>
      step.kind === "profiles-step" ? step.profiles.map(({ text }) => text) : [],
    ),
    claims: assertion.steps.flatMap((step) => (step.kind === "claim" ? [compileClaim(context, file, step)] : [])),
    place: placeIn(file, assertion.span.start),
  };
}

function compileClaim(context: ConditionContext, file: File, claim: ClaimStep): ProgramClaim {
  const { action, condition, hold, span } = claim;
  return {
    action,
    condition: compileCondition(context, condition),
    holdMs: hold === null ? 0 : constantValue(context, hold),
    evidence: metricsRead(context, [condition], false),
    ...conditionTexts(context, file, claim, literalOf),
    place: placeIn(file, span.start),
  };
}

/** Of a let that is a single quantity, that quantity as written. */
function literalOf(symbol: PolicySymbol): string | null {
  return symbol.kind === "let" && symbol.declaration.value.kind === "quantity" ? symbol.declaration.value.text : null;
}
