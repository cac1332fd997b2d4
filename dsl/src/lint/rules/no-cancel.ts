/** no-cancel: a profile that never ends its macro. */

import type { ProgramProfile, ProgramRule } from "../../program/program.ts";
import { profilePlace } from "../profile-places.ts";
import { cannotBe } from "../questions.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";

export const noCancel: LintRule<"no-cancel"> = {
  code: "no-cancel",
  category: "safety",
  level: "warning",
  summary: "A profile that never cancels its macro.",
  fix: null,
  *check(set): Findings {
    for (const profile of set.program.profiles) {
      if (cancels(set, profile).length > 0) continue;
      const dead = profile.rules.some(({ action }) => action === "cancel");
      const why = dead ? "its rules that cancel can never fire" : "none of its rules cancels";
      yield {
        ...profilePlace(set, profile),
        message: `nothing ever ends a macro under \`${profile.name}\`: ${why}; add one that does, on running time if on nothing else`,
      };
    }
  },
};

/** The rules that can end the macro. */
export function cancels({ prover }: LintSet, { rules }: ProgramProfile): ProgramRule[] {
  return rules.filter(({ action, condition }) => action === "cancel" && !cannotBe(prover, condition, "true"));
}
