/** unused-ignore: told by what applies the comments (`apply-ignores.ts`), once all other rules have looked. */

import type { LintRule } from "../rule.ts";

export const unusedIgnore: LintRule<"unused-ignore"> = {
  code: "unused-ignore",
  category: "hygiene",
  level: "warning",
  summary: "An ignore comment for which there is nothing to ignore.",
  fix: "remove the comment",
  check: () => [],
};
