/** untested-rule: a rule that no test expects to fire. Tests are read, not run: `macro-engine test --coverage` runs them. */

import { expectedRule } from "../../program/expected-rules.ts";
import type { ProgramProfile, ProgramTest } from "../../program/program.ts";
import type { LintRule } from "../rule.ts";

export const untestedRule: LintRule<"untested-rule"> = {
  code: "untested-rule",
  category: "hygiene",
  level: "info",
  summary: "A rule that no test expects to fire.",
  fix: null,
  *check({ program, rules }) {
    const tested = new Map(program.profiles.map((profile) => [profile.name, testedIn(profile, program.tests)]));
    for (const { symbol, uses } of rules) {
      if (uses.some(({ profile, rule }) => tested.get(profile.name)?.has(rule.name))) continue;
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

/** Names of the rules that tests of the profile expect to fire. */
function testedIn({ name, rules }: ProgramProfile, tests: readonly ProgramTest[]): ReadonlySet<string> {
  const own = tests.filter(({ profile }) => profile === name);
  return new Set(
    own.flatMap((test) => test.expectations.flatMap((expectation) => expectedRule(expectation, test, rules) ?? [])),
  );
}
