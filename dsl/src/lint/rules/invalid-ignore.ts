/** invalid-ignore: told by what applies the comments (`apply-ignores.ts`), once all other rules have looked. */

import type { LintRule } from "../rule.ts";

export const invalidIgnore: LintRule<"invalid-ignore"> = {
  code: "invalid-ignore",
  category: "hygiene",
  level: "warning",
  summary: "An ignore comment that cannot work: misspelt, no reason, an unknown code, or one of safety.",
  fix: "write the code or mark that was meant",
  check: () => [],
};
