/** duplicate-rule: two rules of a profile that mean the same. */

import type { ProgramRule } from "../../program/program.ts";
import type { Prover } from "../../prove/prover.ts";
import { ruleAt } from "../faults.ts";
import { alike, cannotBe } from "../questions.ts";
import type { Findings, LintRule } from "../rule.ts";
import { rulePairs } from "../rule-pairs.ts";

export const duplicateRule: LintRule<"duplicate-rule"> = {
  code: "duplicate-rule",
  category: "bugs",
  level: "warning",
  summary: "Two rules of a profile that mean the same.",
  fix: null,
  *check(set): Findings {
    const { prover } = set;
    // What never fires means the same as all else that never does: that is told of each, and mended there.
    const isSame = (a: ProgramRule, b: ProgramRule) =>
      meanTheSame(prover, a, b) && !cannotBe(prover, a.condition, "true");
    for (const { earlier, later, where } of yield* rulePairs(set, outline, isSame)) {
      const names = [later, earlier].map(({ symbol }) => `\`${symbol.name}\``);
      yield {
        file: later.symbol.file.source.path,
        span: later.symbol.declaration.name.span,
        message: `rule ${names[0]} means the same as ${names[1]}${where}: both fire and clear together; keep one of them`,
        related: [ruleAt(earlier, `${names[1]} is here`)],
      };
    }
  },
};

/** What two rules of one meaning have in common to begin with: what counts as evidence for their waits as well. */
export function outline({ action, all, holdMs, until, evidence }: ProgramRule): string {
  const sorted = (metrics: readonly string[]) => [...metrics].sort().join(" ");
  const ends = until === null ? "" : `${until.holdMs} ${until.holdMs > 0 ? sorted(until.evidence) : ""}`;
  return `${action} ${all} ${holdMs} ${sorted(evidence)}; ${ends}`;
}

/** Whether two rules of one outline mean the same, messages aside. */
export function meanTheSame(prover: Prover, a: ProgramRule, b: ProgramRule): boolean {
  if ((a.until === null) !== (b.until === null) || !alike(prover, a.condition, b.condition)) return false;
  return a.until === null || b.until === null || alike(prover, a.until.condition, b.until.condition);
}
