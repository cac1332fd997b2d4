/** Applies override files to the profiles of a checked set (LANGUAGE.md, sections 5 and 10). */

import { paramsBehind, reportProblem } from "../check/bounds.ts";
import type { CheckedSet } from "../check/checked-set.ts";
import { inOrderOfPath } from "../check/order.ts";
import { createReporter, type Reporter } from "../check/reporter.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compileProfiles } from "../program/compile.ts";
import type { ProgramProfile } from "../program/program.ts";
import type { Source, Span } from "../syntax/source.ts";
import { applyOriginal } from "./apply-original.ts";
import type { ProfileChange } from "./change.ts";
import { boundProblems } from "./changed-bounds.ts";
import { changedProfile } from "./changed-profile.ts";
import { type OverrideNode, readDocument } from "./document.ts";
import { readOriginal } from "./original.ts";
import { readSettings } from "./read-settings.ts";
import { createTighteningProofs, type Proving } from "./tightening-proofs.ts";

/** What override files may do: anything, only tighten, or nothing. */
export type OverridesMode = "allow" | "tighten-only" | "forbid";

export interface OverrideResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The profiles with what the files change; empty when the set itself has errors. */
  readonly profiles: readonly ProgramProfile[];
  /** As policy alone has them; the very same list where no file changes one. */
  readonly policyProfiles: readonly ProgramProfile[];
  /** By profile: all that the files say, whether it could be applied or not. */
  readonly changes: ReadonlyMap<string, ProfileChange>;
}

/**
 * `sound`: the set has no errors, so its profiles can be compiled. `proving`: what `tighten-only` is proved under.
 */
export function applyOverrides(
  set: CheckedSet,
  files: readonly Source[],
  mode: OverridesMode,
  sound: boolean,
  proving: Proving = {},
): OverrideResult {
  const reporter = createReporter();
  const profiles = sound ? compileProfiles(set) : [];
  const changes = new Map<string, ProfileChange>();
  const proofs = sound && mode === "tighten-only" ? createTighteningProofs(set, proving) : null;
  for (const source of inOrderOfPath(files)) {
    const root = readDocument(source, reporter);
    if (root === null) continue;
    if (mode === "forbid") {
      reporter.error(source.path, startOf(root), "misplaced-setting", "overrides-forbidden", {});
      continue;
    }
    const room = { set, sound, profiles, proofs, mode, reporter, source, changes };
    if (isOwnForm(source, root)) readSettings(room, root);
    else for (const entry of readOriginal(source, root, reporter)) applyOriginal(room, entry);
  }
  const textAt = (path: string, { start, end }: Span) =>
    files.find((source) => source.path === path)?.text.slice(start, end) ?? "";
  for (const change of changes.values()) checkChangedBounds(set, change, reporter, textAt);
  const isChanged = sound && reporter.diagnostics.length === 0 && changes.size > 0;
  return {
    diagnostics: reporter.diagnostics,
    profiles: isChanged ? changedProfiles(set, profiles, changes) : profiles,
    policyProfiles: profiles,
    changes,
  };
}

function startOf(root: OverrideNode) {
  const first = root.kind === "map" ? root.entries[0] : undefined;
  return first?.keySpan ?? root.span;
}

/** The original's files are JSON, and have macro ids where ours say `profiles`. */
function isOwnForm(source: Source, root: OverrideNode): boolean {
  if (!/\.json$/i.test(source.path) || root.kind !== "map") return true;
  return root.entries.some((entry) => entry.key === "profiles");
}

/** At the value that makes a window or wait impossible. */
export function checkChangedBounds(
  set: CheckedSet,
  change: ProfileChange,
  reporter: Reporter,
  textAt: (file: string, span: Span) => string,
): void {
  const reported = new Set<string>();
  for (const { constant, problem } of boundProblems(set, change)) {
    const name = [...paramsBehind(change.body!, constant)].find((param) => change.sets.has(param));
    if (name === undefined || reported.has(name)) continue;
    reported.add(name);
    const { file, span } = change.sets.get(name)!;
    const parameters = { role: constant.role, text: `${name}: ${textAt(file, span)}` };
    reportProblem(reporter, file, span, constant, parameters, problem);
  }
}

function changedProfiles(
  set: CheckedSet,
  profiles: readonly ProgramProfile[],
  changes: ReadonlyMap<string, ProfileChange>,
): ProgramProfile[] {
  const known = new Set(profiles.map((profile) => profile.name));
  const changed = profiles.map((profile) => {
    const change = changes.get(profile.name);
    return change === undefined ? profile : changedProfile(set, change);
  });
  const made = [...changes.values()].filter((change) => !known.has(change.profile));
  return [...changed, ...made.map((change) => changedProfile(set, change))];
}
