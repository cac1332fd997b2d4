/** From paths to a program: finds, reads and analyses a policy set, with all that is wrong with it. */

import { type AnalysisInput, analyze, type Diagnostic, type Program, type Source } from "@macro-engine/dsl";
import { type PolicySet, type PolicySetOptions, readPolicySet } from "./policy-set.ts";
import { createReplay } from "./runtime/replay-witness.ts";
import type { EvaluatorOptions } from "./runtime/types.ts";

export interface LoadedPolicies {
  readonly set: PolicySet;
  /** Of unreadable files, of the policies and of the override files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null when something is wrong that keeps the set from being run; a set read in part is never run. */
  readonly program: Program | null;
  readonly sourceOf: (file: string) => Source | undefined;
}

interface AnalysisOptions extends Pick<AnalysisInput, "overridesMode" | "channels"> {
  /** As the engine has them; what `tighten-only` is proved under. */
  readonly evaluation?: Pick<EvaluatorOptions, "zone" | "stalenessMs">;
}

export type LoadOptions = PolicySetOptions & AnalysisOptions;

/** Throws a PolicySetError where a path names nothing; all else that is wrong is a diagnostic. */
export async function loadPolicies(paths: readonly string[], options: LoadOptions): Promise<LoadedPolicies> {
  return analyzeSet(await readPolicySet(paths, options), options);
}

/** The same for a set that has been read, wherever from. */
export function analyzeSet(set: PolicySet, options: AnalysisOptions): LoadedPolicies {
  const { overridesMode = "allow", channels = null, evaluation = {} } = options;
  const proving = { ...evaluation, replay: createReplay(evaluation) };
  const analysis = analyze({ files: set.files, overrides: set.overrides, overridesMode, channels, proving });
  const byPath = new Map([...set.files, ...set.overrides].map((source) => [source.path, source]));
  return {
    set,
    diagnostics: [...set.diagnostics, ...analysis.diagnostics],
    program: set.diagnostics.length > 0 ? null : analysis.program,
    sourceOf: (file) => byPath.get(file),
  };
}
