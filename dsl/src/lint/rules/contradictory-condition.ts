/** contradictory-condition: a condition that can never be true. */

import { quoted } from "../../check/source-text.ts";
import type { Expression } from "../../syntax/ast.ts";
import { partsOf } from "../comparisons.ts";
import { type Fault, findFaults } from "../faults.ts";
import { holdsOutOfRange } from "../out-of-range.ts";
import { cannotBe } from "../questions.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const contradictoryCondition: LintRule<"contradictory-condition"> = {
  code: "contradictory-condition",
  category: "bugs",
  level: "error",
  summary: "A condition that can never be true.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, (view) => faultsOf(set, view));
  },
};

function* faultsOf(set: LintSet, view: RuleView): Iterable<Fault> {
  const { condition, until } = view.declaration;
  if (isContradiction(set, view, condition)) {
    yield fault(set, view, condition, "so the rule never fires");
  }
  if (until !== null && isContradiction(set, view, until.condition)) {
    yield fault(set, view, until.condition, "so the rule never clears");
  }
}

/** One for a limit out of range is told as that. */
function isContradiction(set: LintSet, view: RuleView, expression: Expression): boolean {
  const condition = view.condition(expression);
  return cannotBe(set.prover, condition, "true") && !holdsOutOfRange(condition, set.program);
}

function fault(set: LintSet, view: RuleView, expression: Expression, consequence: string): Fault {
  const { file } = view.declared.symbol;
  const culprits = clash(set, view, expression);
  const quote = (part: Expression) => `\`${quoted(file, part.span)}\``;
  const wrong =
    culprits === null
      ? `${quote(expression)} can never be true`
      : `${culprits.map(quote).join(" and ")} exclude each other`;
  return {
    at: expression.span,
    message: (where) => `${wrong}${where}, ${consequence}; write what is meant`,
    because: [expression],
  };
}

/** The first two parts of a conjunction that already cannot be true together. */
function clash({ prover }: LintSet, view: RuleView, expression: Expression): readonly [Expression, Expression] | null {
  const parts = partsOf(expression, "and");
  for (const [index, part] of parts.entries()) {
    for (const other of parts.slice(0, index)) {
      const both = [other, part].map((side) => ({ condition: view.condition(side), is: ["true"] as const }));
      if (prover.excludes(both)) return [other, part];
    }
  }
  return null;
}
