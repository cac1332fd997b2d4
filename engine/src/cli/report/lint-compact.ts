/** Findings a line each: `file:line:column: level code message`, as editors and `grep` take them. */

import type { LintOutcome } from "../lint/outcome.ts";
import { placeOf } from "../lint/problem.ts";

export function lintCompact({ problems, sourceOf }: LintOutcome): string {
  return problems
    .map((problem) => {
      const { line, column } = placeOf(problem, sourceOf);
      return `${problem.file}:${line}:${column}: ${problem.severity} ${problem.code} ${problem.message}\n`;
    })
    .join("");
}
