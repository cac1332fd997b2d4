/** weakened-override: a derived body, or an override file, that protects less than what it changes. */

import type { Findings, LintRule } from "../rule.ts";
import { weakenedBodies } from "../weakened-bodies.ts";
import { weakenedByOverrides } from "../weakened-by-overrides.ts";

export const weakenedOverride: LintRule<"weakened-override"> = {
  code: "weakened-override",
  category: "safety",
  level: "warning",
  summary: "A derived profile or an override file that protects less than what it is made from.",
  fix: null,
  *check(set): Findings {
    yield* weakenedBodies(set);
    yield* weakenedByOverrides(set);
  },
};
