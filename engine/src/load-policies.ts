/** From paths to a program: finds, reads and analyses a policy set, with all that is wrong with it. */

import { type AnalysisInput, analyze, type Diagnostic, type Program, type Source } from "@macro-engine/dsl";
import { type PolicySet, type PolicySetOptions, readPolicySet } from "./policy-set.ts";
import { createReplay } from "./runtime/replay-witness.ts";

export interface LoadedPolicies {
  readonly set: PolicySet;
  /** Of unreadable files, of the policies and of the override files. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null when something is wrong that keeps the set from being run; a set read in part is never run. */
  readonly program: Program | null;
  readonly sourceOf: (file: string) => Source | undefined;
}

export type LoadOptions = PolicySetOptions & Pick<AnalysisInput, "overridesMode" | "channels">;

/** Throws a PolicySetError where a path names nothing; all else that is wrong is a diagnostic. */
export async function loadPolicies(paths: readonly string[], options: LoadOptions): Promise<LoadedPolicies> {
  const { overridesMode, channels, ...reading } = options;
  return analyzeSet(await readPolicySet(paths, reading), {
    ...(overridesMode === undefined ? {} : { overridesMode }),
    ...(channels === undefined ? {} : { channels }),
  });
}

/** The same for a set that has been read, wherever from. */
export function analyzeSet(set: PolicySet, options: Pick<LoadOptions, "overridesMode" | "channels">): LoadedPolicies {
  const analysis = analyze({ files: set.files, overrides: set.overrides, replay: createReplay(), ...options });
  const byPath = new Map([...set.files, ...set.overrides].map((source) => [source.path, source]));
  return {
    set,
    diagnostics: [...set.diagnostics, ...analysis.diagnostics],
    program: set.diagnostics.length > 0 ? null : analysis.program,
    sourceOf: (file) => byPath.get(file),
  };
}
