/** inverted-direction: a rule that acts on a macro while things are good, and lets it run when they are not. */

import { metricOf } from "../../program/metric-of.ts";
import type { Condition, Program } from "../../program/program.ts";
import { activityMetrics, clockMetrics } from "../../vocabulary/metric-traits.ts";
import { metricsWatched } from "../condition-facts.ts";
import { trendsOf } from "../directions.ts";
import { findFaults } from "../faults.ts";
import { cannotBe } from "../questions.ts";
import type { Findings, LintRule } from "../rule.ts";

export const invertedDirection: LintRule<"inverted-direction"> = {
  code: "inverted-direction",
  category: "bugs",
  level: "warning",
  summary: "A rule that acts while things are good.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, function* ({ rule, declaration }) {
      if (rule.action === "warn") return;
      const metric = wrongWay(rule.condition, set.program);
      if (metric === null || cannotBe(set.prover, rule.condition, "true")) return;
      const act = rule.all ? "cancels everything" : `${rule.action}s the macro`;
      const [good, bad] = metric.worse === "up" ? ["low", "high"] : ["high", "low"];
      yield {
        at: declaration.condition.span,
        message: (where) =>
          `this ${act}${where} while \`${metric.name}\` is ${good}, which is good, and not when it is ${bad}; turn the comparison round`,
        because: [],
      };
    });
  },
};

/**
 * A metric of health that the condition wants good, when it wants nothing bad of any other: "the processor is idle and the game
 * stands still" is a diagnosis, "the processor is idle" alone a slip.
 */
function wrongWay(condition: Condition, program: Program): { name: string; worse: "up" | "down" } | null {
  if (metricsWatched(condition).length > 0) return null;
  let found: { name: string; worse: "up" | "down" } | null = null;
  for (const [name, trend] of trendsOf(condition)) {
    const worse = metricOf(program, name)?.worse ?? "none";
    if (trend === "both" || worse === "none" || trend === worse || activityMetrics.has(name)) return null;
    if (!clockMetrics.has(name)) found ??= { name, worse };
  }
  return found;
}
