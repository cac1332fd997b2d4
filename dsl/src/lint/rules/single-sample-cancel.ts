/** single-sample-cancel: a cancel that one odd sample brings about. */

import type { Condition, Term } from "../../program/program.ts";
import { noisyMetrics } from "../../vocabulary/metric-traits.ts";
import { termsIn } from "../condition-facts.ts";
import { findFaults } from "../faults.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";

export const singleSampleCancel: LintRule<"single-sample-cancel"> = {
  code: "single-sample-cancel",
  category: "safety",
  level: "warning",
  summary: "A cancel on a metric that jumps about, without `for` or a window.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, function* ({ rule, declaration }) {
      if (rule.action !== "cancel" || rule.holdMs > 0) return;
      const metric = jumpyMetric(set, rule.condition);
      if (metric === null) return;
      yield {
        at: declaration.condition.span,
        message: (where) =>
          `a single odd sample of \`${metric}\` cancels the macro${where}; let it last, as in \`for 3s\`, or look at a window, as in \`avg(${metric}, 10s)\``,
        because: declaration.hold === null ? [] : [declaration.hold],
      };
    });
  },
};

/** A metric whose present value alone can make the condition true; null when there is none. */
function jumpyMetric({ prover }: LintSet, condition: Condition): string | null {
  const metric = termsOfKind(condition, isJumpy)[0];
  if (metric === undefined) return null;
  // Windows keep single samples from mattering: without their help…
  const withoutWindows = replaced(condition, (part) => comparesAny(part, isSmooth));
  // … and without the present values of such metrics, what is left is true for other reasons.
  const withoutBoth = replaced(condition, (part) => comparesAny(part, isSmooth) || comparesAny(part, isJumpy));
  const found = prover.find([
    { condition: withoutWindows, is: ["true"] },
    { condition: withoutBoth, is: ["false", "unknown"] },
  ]);
  return found.kind === "possible" ? metric : null;
}

function isJumpy(term: Term): boolean {
  return term.kind === "metric" && noisyMetrics.has(term.metric);
}

function isSmooth(term: Term): boolean {
  return term.kind === "window" || term.kind === "forecast" || term.kind === "share";
}

function comparesAny(part: Condition, is: (term: Term) => boolean): boolean {
  return part.kind === "compare" && [...termsIn(part.left), ...termsIn(part.right)].some(is);
}

function termsOfKind(condition: Condition, is: (term: Term) => boolean): string[] {
  if (condition.kind === "compare") {
    return [...termsIn(condition.left), ...termsIn(condition.right)].flatMap((term) =>
      is(term) && "metric" in term ? [term.metric] : [],
    );
  }
  return partsOf(condition).flatMap((part) => termsOfKind(part, is));
}

function partsOf(condition: Condition): readonly Condition[] {
  if (condition.kind === "and" || condition.kind === "or") return condition.operands;
  if (condition.kind === "not") return [condition.operand];
  return condition.kind === "compare-bool" ? [condition.left, condition.right] : [];
}

/** Without the help of some comparisons: they count as false where the condition wants them true, and the reverse. */
function replaced(condition: Condition, gone: (part: Condition) => boolean, helpful = false): Condition {
  if (gone(condition)) return { kind: "constant", value: helpful };
  switch (condition.kind) {
    case "not":
      return { kind: "not", operand: replaced(condition.operand, gone, !helpful) };
    case "and":
    case "or":
      return { ...condition, operands: condition.operands.map((operand) => replaced(operand, gone, helpful)) };
    default:
      return condition;
  }
}
