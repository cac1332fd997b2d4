/** What a run of `lint` comes to: what every format prints. */

import type { Severity } from "@macro-engine/dsl";
import type { Baselined } from "../../findings/baseline.ts";
import type { Problem, SourceOf } from "./problem.ts";

export interface LintOutcome {
  /** By file and position. */
  readonly problems: readonly Problem[];
  /** Every file that was looked at, as problems name it. */
  readonly files: readonly string[];
  readonly sourceOf: SourceOf;
  /** Names a problem for as long as its statement stays as it is; several alike have one name. */
  readonly fingerprint: (problem: Problem) => string;
  /** The same in whatever file. */
  readonly statementPrint: (problem: Problem) => string;
  /** Findings that comments and paths of the configuration have left out. */
  readonly ignored: number;
  /** Findings that the baseline has left out. */
  readonly known: number;
  readonly stale: Baselined<Problem>["stale"];
  /** Repairs that were made. */
  readonly fixed: number;
}

/** From mild to grave. */
export const severities = ["info", "warning", "error"] as const satisfies readonly Severity[];

/** Whether a problem is as grave as a level, or graver. */
export function isAtLeast({ severity }: Pick<Problem, "severity">, level: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(level);
}

/** Names of problems that no two share: those alike are numbered in the order of the text. */
export function uniqueFingerprints({ problems, fingerprint }: LintOutcome): readonly string[] {
  const seen = new Map<string, number>();
  return problems.map((problem) => {
    const name = fingerprint(problem);
    const earlier = seen.get(name) ?? 0;
    seen.set(name, earlier + 1);
    return earlier === 0 ? name : `${name}-${earlier + 1}`;
  });
}
