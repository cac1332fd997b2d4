/** failed-assertion: an assertion that a course of samples shows to be wrong. */

import type { ProgramAssertion } from "../../program/program.ts";
import { checkClaim, claimText } from "../../prove/assertions.ts";
import { describeWitness } from "../../prove/describe-witness.ts";
import type { AssertDeclaration } from "../../syntax/ast.ts";
import type { Findings, LintRule, LintSet } from "../rule.ts";

export const failedAssertion: LintRule<"failed-assertion"> = {
  code: "failed-assertion",
  category: "bugs",
  level: "error",
  summary: "An assertion that does not hold.",
  fix: null,
  *check(set): Findings {
    // Both are in the order of the set.
    for (const [at, { file, declaration }] of set.analysis.names.assertions.entries()) {
      yield* failuresOf(set, set.program.assertions[at]!, declaration, file.source.path);
    }
  },
};

function* failuresOf(
  { program, prover, replay }: LintSet,
  assertion: ProgramAssertion,
  { steps }: AssertDeclaration,
  file: string,
): Findings {
  const claims = steps.filter((step) => step.kind === "claim");
  for (const [at, claim] of assertion.claims.entries()) {
    for (const name of assertion.profiles) {
      yield null;
      const profile = program.profiles.find((other) => other.name === name);
      if (profile === undefined) continue;
      const verdict = checkClaim({ program, prover, replay }, profile, claim);
      if (verdict.kind !== "fails") continue;
      const shown = describeWitness(verdict.witness, claim.evidence, program);
      yield {
        file,
        span: claims[at]!.span,
        message: `it is not so that ${claimText(profile, claim)}: nothing answers ${shown}; tighten a rule of \`${name}\`, or claim less`,
      };
    }
  }
}
