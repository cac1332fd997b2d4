/**
 * A profile governs the macro of its own name. When the profile is called otherwise, macros of the configuration that it
 * governed by that get a `profile:` of their own, so that no macro loses its protection by a renaming.
 */

import { governingProfile } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";
import type { RenameEdit } from "./rename-check.ts";
import type { Subject } from "./subject.ts";
import { isYamlWord, yamlFile } from "./yaml-names.ts";
import type { ConfiguredMacro } from "./yaml-reader.ts";

export function macroPins(
  view: PolicyView,
  { kind, name }: Subject,
  newName: string,
): { readonly edits: readonly RenameEdit[] } | { readonly refusal: string } {
  const edits: RenameEdit[] = [];
  if (kind !== "profile") return { edits };
  for (const source of view.sources.values()) {
    if (view.kindOf(source.path) !== "configuration") continue;
    for (const macro of yamlFile(source, "configuration").macros) {
      if (macro.profile !== null) continue;
      const before = governing(view, macro.name);
      const after = governedAfter(view, macro, name, newName);
      if (before === after) continue;
      const wanted = before === name ? newName : before;
      const problem = `${source.path}: macro \`${macro.name}\` would be governed by another profile`;
      if (wanted === null) return { refusal: `${problem}; name one there first (\`profile: …\`)` };
      if (macro.room === null) return { refusal: `${problem}; write \`profile: ${before}\` there first` };
      const { offset, after: follows } = macro.room;
      const written = isYamlWord(wanted) ? `"${wanted}"` : wanted;
      const nameAt = wanted === newName ? `profile: ${written}`.lastIndexOf(newName) : null;
      const text = `profile: ${written}${follows}`;
      edits.push({ file: source.path, span: { start: offset, end: offset }, text, nameAt });
    }
  }
  return { edits };
}

/** By the names that there are now. */
function governing(view: PolicyView, macro: string): string | null {
  const { program } = view.analysis;
  return program === null ? ownName(view, macro) : (governingProfile(program, { macro })?.name ?? null);
}

function governedAfter(
  view: PolicyView,
  { name: macro }: ConfiguredMacro,
  name: string,
  newName: string,
): string | null {
  const { program } = view.analysis;
  if (program === null) return sameName(macro, newName) ? name : sameName(macro, name) ? null : ownName(view, macro);
  const profiles = program.profiles.map((profile) => (profile.name === name ? { ...profile, name: newName } : profile));
  const found = governingProfile({ profiles }, { macro })?.name ?? null;
  return found === newName ? name : found;
}

/** Of a set with errors only this much is known. */
function ownName(view: PolicyView, macro: string): string | null {
  for (const [name, { declaration }] of view.analysis.names.bodies) {
    if (declaration.kind === "profile" && sameName(name, macro)) return name;
  }
  return null;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
