/** flapping-pause: a pause or throttle that has no `until` to keep it from coming and going. */

import { metricOf } from "../../program/metric-of.ts";
import type { Condition, Program } from "../../program/program.ts";
import { clockMetrics } from "../../vocabulary/metric-traits.ts";
import { metricsMeasured } from "../condition-facts.ts";
import { findFaults } from "../faults.ts";
import type { Findings, LintRule } from "../rule.ts";

export const flappingPause: LintRule<"flapping-pause"> = {
  code: "flapping-pause",
  category: "bugs",
  level: "warning",
  summary: "A pause or throttle without `until`, which comes and goes as a value wavers about its limit.",
  fix: null,
  *check(set): Findings {
    yield* findFaults(set, function* ({ rule, declaration }) {
      if (rule.until !== null || (rule.action !== "pause" && rule.action !== "throttle")) return;
      const wavering = waveringMetric(rule.condition, set.program);
      if (wavering === null) return;
      yield {
        at: declaration.action!.span,
        message: (where) =>
          `this ${rule.action} ends${where} with the first sample on the good side of the limit and begins anew with the next, as \`${wavering}\` wavers; add an \`until\` well away from the limit`,
        because: [],
      };
    });
  },
};

/** The first metric that is compared and goes up and down: not clocks, counts, switches. */
function waveringMetric(condition: Condition, program: Program): string | null {
  for (const metric of metricsMeasured(condition)) {
    const dimension = metricOf(program, metric)?.dimension;
    if (!clockMetrics.has(metric) && dimension !== "count") return metric;
  }
  return null;
}
