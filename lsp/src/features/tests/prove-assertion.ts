/** Proves the claims of one assertion, or shows by an example that one does not hold. */

import { type AssertDeclaration, checkClaim, type ProofRoom } from "@macro-engine/dsl";
import { renderClaim } from "../../../../engine/src/cli/report/prove-pretty.ts";
import { createReplay } from "../../../../engine/src/runtime/replay-witness.ts";
import type { PolicyView } from "../../workspace/policy-view.ts";
import type { PolicyTestFailure, PolicyTestResult } from "./run-test.ts";

/** `pause` is called between claims. Null for an assertion that is not there. */
export async function provePolicyAssertion(
  view: PolicyView,
  path: string,
  declaration: AssertDeclaration,
  pause: () => Promise<void> | null,
): Promise<PolicyTestResult | null> {
  // Unlike tests, assertions are about what override files make of the policies as well.
  const { program, names } = view.analysis;
  const prover = view.prover();
  const index = names.assertions.findIndex((entry) => entry.declaration === declaration);
  const assertion = program?.assertions[index];
  if (program === null || prover === null || assertion === undefined) return null;
  const { zone, stalenessMs } = view.config;
  const room: ProofRoom = { program, prover, replay: createReplay({ zone, stalenessMs }) };
  const claims = declaration.steps.filter(({ kind }) => kind === "claim");
  const failures: PolicyTestFailure[] = [];
  const told: string[] = [];
  let isOpen = false;
  for (const profile of program.profiles.filter(({ name }) => assertion.profiles.includes(name))) {
    for (const [at, claim] of assertion.claims.entries()) {
      await pause();
      const verdict = checkClaim(room, profile, claim);
      const text = renderClaim({ assertion, claim, profile, verdict }, null, program, (_, words) => words).trimEnd();
      told.push(text);
      if (verdict.kind === "not-analysed") isOpen = true;
      if (verdict.kind !== "fails") continue;
      const place = { file: path, span: (claims[at] ?? declaration).span };
      failures.push({ place, message: text.replace(/^✗ /, ""), expected: null, actual: null });
    }
  }
  const output = told.join("\n");
  if (failures.length > 0) return { kind: "failed", failures, output, coverage: null };
  return isOpen ? { kind: "open", output } : { kind: "passed", output, coverage: null };
}
