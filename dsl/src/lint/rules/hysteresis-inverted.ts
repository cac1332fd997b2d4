/** hysteresis-inverted: an `until` that can be true while the condition still is. */

import { quoted } from "../../check/source-text.ts";
import { describeWitness } from "../../prove/describe-witness.ts";
import { type Fault, findFaults } from "../faults.ts";
import { cannotBe } from "../questions.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const hysteresisInverted: LintRule<"hysteresis-inverted"> = {
  code: "hysteresis-inverted",
  category: "bugs",
  level: "warning",
  summary: "An `until` that can be true while the condition of its rule is.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, (view) => faultsOf(set, view));
  },
};

function* faultsOf({ prover, program }: LintSet, view: RuleView): Iterable<Fault> {
  const { condition, until } = view.declaration;
  if (until === null) return;
  const [firing, clearing] = [view.condition(condition), view.condition(until.condition)];
  // One that is never false clears at once whatever the condition is: told as always-true.
  if (cannotBe(prover, clearing, "false")) return;
  const both = prover.find([
    { condition: firing, is: ["true"] },
    { condition: clearing, is: ["true"] },
  ]);
  if (both.kind !== "possible") return;
  const words = describeWitness(both.witness, view.rule.reads, program);
  const { file } = view.declared.symbol;
  yield {
    at: until.condition.span,
    message: (where) =>
      `\`${quoted(file, until.condition.span)}\` can be true while the condition of the rule is${where}, as at ${words}: the rule clears and fires again in turn; the \`until\` belongs on the other side of the limit`,
    because: [condition, until.condition],
    related: [{ message: "the condition of the rule", file: file.source.path, span: condition.span }],
  };
}
