/** Applies override files to the profiles of a checked set (LANGUAGE.md, sections 5 and 10). */

import { boundProblem, boundsInEffect, paramsBehind, reportProblem } from "../check/bounds.ts";
import type { CheckedSet } from "../check/checked-set.ts";
import { inOrderOfPath } from "../check/order.ts";
import { createReporter, type Reporter } from "../check/reporter.ts";
import { bodyEnvironment } from "../check/values.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { compileProfiles } from "../program/compile.ts";
import type { ProgramProfile } from "../program/program.ts";
import type { Member } from "../syntax/ast.ts";
import type { Source, Span } from "../syntax/source.ts";
import { applyOriginal } from "./apply-original.ts";
import { type ProfileChange, replacedParams } from "./change.ts";
import { changedProfile } from "./changed-profile.ts";
import { type OverrideNode, readDocument } from "./document.ts";
import { readOriginal } from "./original.ts";
import { readSettings } from "./read-settings.ts";

/** What override files may do: anything, only tighten, or nothing. */
export type OverridesMode = "allow" | "tighten-only" | "forbid";

export interface OverrideResult {
  readonly diagnostics: readonly Diagnostic[];
  /** The profiles with what the files change; empty when the set itself has errors. */
  readonly profiles: readonly ProgramProfile[];
  /** As policy alone has them; the very same list where no file changes one. */
  readonly policyProfiles: readonly ProgramProfile[];
}

/** `sound`: the set has no errors, so its profiles can be compiled. */
export function applyOverrides(
  set: CheckedSet,
  files: readonly Source[],
  mode: OverridesMode,
  sound: boolean,
): OverrideResult {
  const reporter = createReporter();
  const profiles = sound ? compileProfiles(set) : [];
  const changes = new Map<string, ProfileChange>();
  for (const source of inOrderOfPath(files)) {
    const root = readDocument(source, reporter);
    if (root === null) continue;
    if (mode === "forbid") {
      reporter.error(source.path, startOf(root), "misplaced-setting", "overrides-forbidden", {});
      continue;
    }
    const room = { set, sound, profiles, mode, reporter, source, changes };
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

/** Params are late bound: a value from a file can make a window or wait of any rule impossible. */
export function checkChangedBounds(
  set: CheckedSet,
  change: ProfileChange,
  reporter: Reporter,
  textAt: (file: string, span: Span) => string,
): void {
  const { body } = change;
  if (body === null) return;
  const { environment } = bodyEnvironment(set.context, set.lets, body, replacedParams(change));
  const reported = new Set<string>();
  for (const { member, constant } of boundsInEffect(set.context, body)) {
    if (isReplaced(change, member)) continue;
    const problem = boundProblem(constant, environment);
    if (problem === null) continue;
    const name = [...paramsBehind(body, constant)].find((param) => change.sets.has(param));
    if (name === undefined || reported.has(name)) continue;
    reported.add(name);
    const { file, span } = change.sets.get(name)!;
    reportProblem(
      reporter,
      file,
      span,
      constant,
      { role: constant.role, text: `${name}: ${textAt(file, span)}` },
      problem,
    );
  }
}

/** Whether a member has no say any more: its rule is off or another, its time is given. */
function isReplaced({ disabled, rules, graceMs, cooldownMs }: ProfileChange, member: Member): boolean {
  if (member.kind === "rule") return disabled.has(member.name.text) || rules.has(member.name.text);
  return (member.kind === "grace" && graceMs !== null) || (member.kind === "cooldown" && cooldownMs !== null);
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
