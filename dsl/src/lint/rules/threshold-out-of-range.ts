/** threshold-out-of-range: a limit that the metric can never pass, or never fail to pass. */

import { quoted } from "../../check/source-text.ts";
import { comparisonsOf } from "../comparisons.ts";
import { type Fault, findFaults } from "../faults.ts";
import { outOfRange } from "../out-of-range.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";
import type { RuleView } from "../rule-views.ts";

export const thresholdOutOfRange: LintRule<"threshold-out-of-range"> = {
  code: "threshold-out-of-range",
  category: "bugs",
  level: "error",
  summary: "A limit that no value of the metric can pass, or that every value passes.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, (view) => faultsOf(set, view));
  },
};

function* faultsOf({ program }: LintSet, view: RuleView): Iterable<Fault> {
  for (const comparison of comparisonsOf(view.declaration)) {
    const found = outOfRange(view.condition(comparison), program);
    if (found === null) continue;
    const text = quoted(view.declared.symbol.file, comparison.span);
    const outcome = found.outcome ? "is true whatever is measured" : "can never be true";
    yield {
      at: comparison.span,
      message: (where) =>
        `\`${text}\` ${outcome}${where}: ${found.reason}; choose a limit that it can ${found.outcome ? "fail" : "pass"}`,
      because: [comparison],
    };
  }
}
