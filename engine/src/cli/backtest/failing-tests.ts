/** What the policies' own tests say of a suggestion. */

import type { ProgramTest } from "@macro-engine/dsl";
import { type PolicyTexts, readTexts } from "../../backtest/suggest/policy-texts.ts";
import type { LoadedPolicies } from "../../load-policies.ts";
import { createEvaluator } from "../../runtime/evaluator.ts";
import { hasPassed, runTests } from "../run-tests.ts";

/** The tests of these profiles that pass now, and would not pass with the changes. */
export async function failingTests(
  before: PolicyTexts,
  after: PolicyTexts,
  profiles: ReadonlySet<string>,
  loaded: LoadedPolicies,
  cwd: string,
): Promise<ProgramTest[]> {
  const [now, then] = await Promise.all([before, after].map((texts) => passing(texts, profiles, loaded, cwd)));
  return now!.filter(({ passed }, at) => passed && then![at]?.passed === false).map(({ test }) => test);
}

async function passing(
  { analysis }: PolicyTexts,
  profiles: ReadonlySet<string>,
  loaded: LoadedPolicies,
  cwd: string,
): Promise<{ readonly test: ProgramTest; readonly passed: boolean }[]> {
  // Override files do not apply to tests (LANGUAGE, section 9).
  const program = readTexts(analysis.files, {})?.program;
  if (program === undefined) return [];
  const tests = program.tests.filter(({ profile }) => profiles.has(profile));
  const { results } = await runTests(program, tests, loaded, cwd, createEvaluator);
  return results.map((result) => ({ test: result.test, passed: hasPassed(result) }));
}
