/** expired-ignore: told by what applies the comments (`apply-ignores.ts`), once all other rules have looked. */

import type { LintRule } from "../rule.ts";

export const expiredIgnore: LintRule<"expired-ignore"> = {
  code: "expired-ignore",
  category: "hygiene",
  level: "warning",
  summary: "An ignore comment whose last day is past.",
  fix: null,
  check: () => [],
};
