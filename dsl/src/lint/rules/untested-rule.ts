/** untested-rule: a rule that no test expects to fire. Tests are read, not run: `macro-engine test --coverage` runs them. */

import type { ProgramExpectation, ProgramProfile, ProgramRule, ProgramTest } from "../../program/program.ts";
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
    own.flatMap((test) =>
      test.expectations.filter(({ negated }) => !negated).flatMap((each) => expectedBy(each, test, rules)),
    ),
  );
}

/** The rule that an expectation is about: the one that it names, or the only one that can be meant. */
function expectedBy(
  { by, outcome }: ProgramExpectation,
  test: ProgramTest,
  rules: readonly ProgramRule[],
): readonly string[] {
  if (by !== null) return [by];
  const acting = rules.filter(({ action, all }) => outcome === action || (outcome === "cancel all" && all));
  // Without samples a condition is unknown, and fires nothing; but what nobody has to sample may fire besides.
  const sampled = acting.filter((rule) => isSampled(rule, test));
  const meant = sampled.length > 0 ? sampled : acting;
  return meant.length === 1 ? [meant[0]!.name] : [];
}

/** Whether the test gives any metric that the rule reads; what a recording holds is not known here. */
function isSampled({ reads }: ProgramRule, { steps, trace }: ProgramTest): boolean {
  return trace !== null || steps.some(({ metric }) => reads.includes(metric));
}
