/** always-true: a condition that is never false. */

import { quoted } from "../../check/source-text.ts";
import type { Expression } from "../../syntax/ast.ts";
import { type Fault, findFaults } from "../faults.ts";
import { holdsOutOfRange } from "../out-of-range.ts";
import { cannotBe } from "../questions.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const alwaysTrue: LintRule<"always-true"> = {
  code: "always-true",
  category: "bugs",
  level: "error",
  summary: "A condition that is true whatever is measured.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, (view) => faultsOf(set, view));
  },
};

function* faultsOf(set: LintSet, view: RuleView): Iterable<Fault> {
  const { condition, until, hold } = view.declaration;
  if (isNeverFalse(set, view, condition)) {
    const when = hold === null ? soon(set, view, condition, "the macro runs") : "whatever the macro does";
    yield fault(set, view, condition, `so the rule fires ${when}`);
  }
  if (until !== null && isNeverFalse(set, view, until.condition)) {
    const when = until.hold === null ? soon(set, view, until.condition, "it has fired") : "whatever the macro does";
    yield fault(set, view, until.condition, `so the rule clears ${when}`);
  }
}

/** Never false, and true at times: what is always unknown is a contradiction. A limit out of range is told as that. */
function isNeverFalse({ prover, program }: LintSet, view: RuleView, expression: Expression): boolean {
  const condition = view.condition(expression);
  return (
    cannotBe(prover, condition, "false") && !holdsOutOfRange(condition, program) && !cannotBe(prover, condition, "true")
  );
}

/** What is unknown at first keeps a rule waiting. */
function soon({ prover }: LintSet, view: RuleView, expression: Expression, moment: string): string {
  return cannotBe(prover, view.condition(expression), "unknown") ? `as soon as ${moment}` : "as soon as it is known";
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
