/** Findings as GitLab's Code Quality report: a JSON array, with a fingerprint that outlives moved lines. */

import type { Severity } from "@macro-engine/dsl";
import { type LintOutcome, uniqueFingerprints } from "../lint/outcome.ts";
import { placeOf } from "../lint/problem.ts";

const gravities: Readonly<Record<Severity, string>> = { error: "major", warning: "minor", info: "info" };

export function lintGitlab(outcome: LintOutcome): string {
  const fingerprints = uniqueFingerprints(outcome);
  const issues = outcome.problems.map((problem, index) => {
    const { line, endLine } = placeOf(problem, outcome.sourceOf);
    return {
      description: problem.message,
      check_name: problem.code,
      fingerprint: fingerprints[index],
      severity: gravities[problem.severity],
      location: { path: problem.file, lines: { begin: line, end: endLine } },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
