/** missing-blind: a cancel that sleeps once its metric falls silent, with nobody to notice. */

import type { ProgramRule } from "../../program/program.ts";
import { clockMetrics, concerns, outsideMetrics } from "../../vocabulary/metric-traits.ts";
import { metricsMeasured, metricsWatched } from "../condition-facts.ts";
import { inProfiles } from "../lint-set.ts";
import type { Findings, LintRule, LintSet, RuleUse } from "../rule.ts";

export const missingBlind: LintRule<"missing-blind"> = {
  code: "missing-blind",
  category: "safety",
  level: "info",
  summary: "A dangerous macro that goes on unguarded when a metric falls silent, with nothing watching for that.",
  fix: null,
  *check(set): Findings {
    for (const declared of set.rules) {
      const blind = declared.uses.filter((use) => isBlind(set, use));
      const [first] = blind;
      if (first === undefined) continue;
      const { symbol } = declared;
      const metric = onlyMetric(set, first.rule);
      yield {
        file: symbol.file.source.path,
        span: symbol.declaration.condition.span,
        message: `rule \`${symbol.name}\` never cancels${inProfiles(blind, declared)} once \`${metric}\` is not reported any more, and nothing watches for that; add a rule on \`missing(${metric}, 30s)\``,
      };
    }
  },
};

function isBlind(set: LintSet, { profile, rule }: RuleUse): boolean {
  if (profile.level !== "dangerous" || rule.action !== "cancel") return false;
  const metric = onlyMetric(set, rule);
  if (metric === null) return false;
  const watched = profile.rules.flatMap(({ condition }) => metricsWatched(condition));
  return !watched.some((name) => name === metric || sameConcern(name, metric));
}

/** The one metric that the condition needs and that others than the engine report; null when there is none, or another way. */
function onlyMetric({ analysis }: LintSet, { condition }: ProgramRule): string | null {
  if (metricsWatched(condition).length > 0) return null;
  const measured = metricsMeasured(condition).filter((name) => !clockMetrics.has(name));
  const [only] = measured;
  if (only === undefined || measured.length > 1) return null;
  return outsideMetrics.has(only) || analysis.names.metrics.get(only)?.metric?.custom === true ? only : null;
}

/** Frames and frame times come and go together. */
function sameConcern(a: string, b: string): boolean {
  return Object.values(concerns).some((names: readonly string[]) => names.includes(a) && names.includes(b));
}
