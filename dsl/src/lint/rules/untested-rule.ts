/** untested-rule: a rule that no test expects to fire. Tests are read, not run: `macro-engine test --coverage` runs them. */

import type { ProgramExpectation, ProgramRule } from "../../program/program.ts";
import type { LintRule } from "../rule.ts";

export const untestedRule: LintRule<"untested-rule"> = {
  code: "untested-rule",
  category: "hygiene",
  level: "info",
  summary: "A rule that no test expects to fire.",
  fix: null,
  *check({ program, rules }) {
    const expected = new Map<string, ProgramExpectation[]>();
    for (const { profile, expectations } of program.tests) {
      const positive = expectations.filter(({ negated }) => !negated);
      expected.set(profile, [...(expected.get(profile) ?? []), ...positive]);
    }
    for (const { symbol, uses } of rules) {
      const isTested = uses.some(({ profile, rule }) =>
        expected.get(profile.name)?.some((each) => mayMean(each, rule)),
      );
      if (isTested) continue;
      const { name, action, all } = uses[0]!.rule;
      const expectation = `\`expect ${all ? "cancel all" : action} by ${name}\``;
      yield {
        file: symbol.file.source.path,
        span: symbol.declaration.name.span,
        message: `no test expects \`${name}\` to fire; write one with ${expectation}`,
      };
    }
  },
};

/** Whether an expectation is met by a firing of the rule, and by none of another: as far as it says. */
function mayMean({ by, outcome }: ProgramExpectation, { name, action, all }: ProgramRule): boolean {
  if (by !== null) return by === name;
  return outcome === action || (outcome === "cancel all" && all);
}
