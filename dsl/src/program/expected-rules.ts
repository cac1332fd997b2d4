/** Which rules the expectations of a test are about: read, not run. */

import type { ProgramExpectation, ProgramRule, ProgramTest } from "./program.ts";

/** The rule that an expectation wants to fire: the one that it names, or the only one that can be meant; null: none, or any of several. */
export function expectedRule(
  { by, negated, outcome }: ProgramExpectation,
  test: ProgramTest,
  rules: readonly ProgramRule[],
): string | null {
  if (negated) return null;
  if (by !== null) return by;
  const acting = rules.filter(({ action, all }) => outcome === action || (outcome === "cancel all" && all));
  // Without samples a condition is unknown, and fires nothing; but what nobody has to sample may fire besides.
  const sampled = acting.filter((rule) => isSampled(rule, test));
  const meant = sampled.length > 0 ? sampled : acting;
  return meant.length === 1 ? meant[0]!.name : null;
}

/** Whether the test gives any metric that the rule reads; what a recording holds is not known here. */
function isSampled({ reads }: ProgramRule, { steps, trace }: ProgramTest): boolean {
  return trace !== null || steps.some(({ metric }) => reads.includes(metric));
}
