/** uncovered-metric: something that matters at a macro's level, and no rule of its profile looks at it. */

import type { Level, ProgramProfile, ProgramRule } from "../../program/program.ts";
import type { ActionName } from "../../syntax/ast.ts";
import { type Concern, concerns } from "../../vocabulary/metric-traits.ts";
import { metricsMeasured } from "../condition-facts.ts";
import { profilePlace } from "../profile-places.ts";
import { cannotBe } from "../questions.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";

export const uncoveredMetric: LintRule<"uncovered-metric"> = {
  code: "uncovered-metric",
  category: "safety",
  level: "warning",
  summary: "A metric that a macro of its level should be held to, and that no rule of its profile looks at.",
  fix: null,
  *check(set): Findings {
    for (const profile of set.program.profiles) {
      const missing = demands[profile.level].concerns.filter((concern) => !isCovered(set, profile, concern));
      if (missing.length === 0) continue;
      const names = missing.map((concern) => `\`${concerns[concern][0]}\``);
      const list = names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
      yield {
        ...profilePlace(set, profile),
        message: `no rule of \`${profile.name}\` ${demands[profile.level].verb} on account of ${list}, as it should for a \`${profile.level}\` macro; add one for each`,
      };
    }
  },
};

interface Demand {
  readonly concerns: readonly Concern[];
  /** Any of these counts. */
  readonly actions: readonly ActionName[];
  readonly verb: string;
}

/** A safe macro is watched, a risky one held back, a dangerous one ended. The page says why. */
const demands: Readonly<Record<Level, Demand>> = {
  safe: { concerns: ["cpu", "memory"], actions: ["warn", "throttle", "pause", "cancel"], verb: "does anything" },
  risky: {
    concerns: ["cpu", "memory", "fps", "latency"],
    actions: ["throttle", "pause", "cancel"],
    verb: "throttles, pauses or cancels",
  },
  dangerous: { concerns: ["cpu", "memory", "fps", "latency", "response_time"], actions: ["cancel"], verb: "cancels" },
};

function isCovered(set: LintSet, { level, rules }: ProgramProfile, concern: Concern): boolean {
  const answering: readonly string[] = concerns[concern];
  const { actions } = demands[level];
  const acts = (rule: ProgramRule) =>
    actions.includes(rule.action) && rule.reads.some((name) => answering.includes(name));
  return rules.some(
    (rule) =>
      acts(rule) &&
      metricsMeasured(rule.condition).some((name) => answering.includes(name)) &&
      !cannotBe(set.prover, rule.condition, "true"),
  );
}
