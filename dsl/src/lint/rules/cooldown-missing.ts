/** cooldown-missing: a cancelled macro may start again at once. */

import { profilePlace } from "../profile-places.ts";
import type { Finding, LintRule } from "../rule.ts";
import { bodyOf } from "../rule-views.ts";

export const cooldownMissing: LintRule<"cooldown-missing"> = {
  code: "cooldown-missing",
  category: "safety",
  level: "warning",
  summary: "A risky or dangerous macro that may start again as soon as it has been cancelled.",
  fix: null,
  *check(set): Iterable<Finding> {
    for (const profile of set.program.profiles) {
      if (profile.level === "safe" || profile.cooldownMs > 0) continue;
      if (!profile.rules.some(({ action }) => action === "cancel")) continue;
      // `cooldown 0s` is a decision.
      const stated = bodyOf(set.analysis, profile.name)?.settings.cooldown ?? null;
      if (stated !== null) continue;
      yield {
        ...profilePlace(set, profile),
        message: `\`${profile.name}\` has no cooldown: what starts its macro may start it again the moment it is cancelled; say how long it has to wait, as in \`cooldown 1m\``,
      };
    }
  },
};
