/** always-true: a condition that is never false. */

import { quoted } from "../../check/source-text.ts";
import type { Expression } from "../../syntax/ast.ts";
import { type Fault, findFaults } from "../faults.ts";
import { holdsOutOfRange } from "../out-of-range.ts";
import { cannotBe } from "../questions.ts";
import type { Finding, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const alwaysTrue: LintRule<"always-true"> = {
  code: "always-true",
  category: "bugs",
  level: "error",
  summary: "A condition that is true whatever is measured.",
  fix: null,
  *check(set): Iterable<Finding> {
    yield* findFaults(set, (view) => faultsOf(set, view));
  },
};

function* faultsOf(set: LintSet, view: RuleView): Iterable<Fault> {
  const { condition, until, hold } = view.declaration;
  if (isNeverFalse(set, view, condition)) {
    const when = hold === null ? "as soon as the macro runs" : "whatever the macro does";
    yield fault(set, view, condition, `so the rule fires ${when}`);
  }
  if (until !== null && isNeverFalse(set, view, until.condition)) {
    yield fault(set, view, until.condition, "so the rule clears as soon as it has fired");
  }
}

/** Never false, and true at times: what is always unknown is a contradiction. A limit out of range is told as that. */
function isNeverFalse({ prover, program }: LintSet, view: RuleView, expression: Expression): boolean {
  const condition = view.condition(expression);
  return (
    cannotBe(prover, condition, "false") && !holdsOutOfRange(condition, program) && !cannotBe(prover, condition, "true")
  );
}

function fault({ prover }: LintSet, view: RuleView, expression: Expression, consequence: string): Fault {
  const text = quoted(view.declared.symbol.file, expression.span);
  const always = cannotBe(prover, view.condition(expression), "unknown");
  return {
    at: expression.span,
    message: (where) =>
      `\`${text}\` is ${always ? "always true" : "true whenever it is known"}${where}, ${consequence}; write what is meant`,
    because: [expression],
  };
}
