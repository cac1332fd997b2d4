/** Where names are used: what stands at a place, and every other place where the same is meant. */

import type { PolicyView } from "../workspace/policy-view.ts";
import { nameAt } from "./name-index.ts";
import type { Place } from "./place.ts";
import type { Subject } from "./subject.ts";
import { subjectOfWritten, subjectOfYaml } from "./subjects.ts";
import { type NamePlace, type WrittenName, writtenNames } from "./written-names.ts";
import { yamlFile } from "./yaml-names.ts";
import type { YamlName, YamlPlace } from "./yaml-reader.ts";

/** What is done to a subject where its name stands. */
export type Access = "declares" | "sets" | "overrides" | "reads";

export interface Use {
  readonly place: Place;
  readonly access: Access;
  readonly subject: Subject;
  /** As the file has it. */
  readonly written: WrittenName | YamlName;
}

/** The name at an offset and what it stands for; null where there is no name, or one that stands for nothing. */
export function useAt(view: PolicyView, path: string, offset: number): Use | null {
  const written = writtenAt(view, path, offset);
  if (written === null) return null;
  const subject = subjectOf(view, path, written);
  return subject === null ? null : useOf(path, written, subject);
}

/** The name at an offset, whatever it stands for. */
function writtenAt(view: PolicyView, path: string, offset: number): WrittenName | YamlName | null {
  return nameAt<WrittenName | YamlName>(namesIn(view, path).list, offset);
}

/** Every use of a subject, in the order of the files and their texts; declarations are uses too. */
export function usesOf(view: PolicyView, subject: Subject): readonly Use[] {
  return [...view.sources.keys()].flatMap((path) => usesIn(view, path, subject));
}

export function usesIn(view: PolicyView, path: string, subject: Subject): readonly Use[] {
  const uses: Use[] = [];
  let before: WrittenName | YamlName | null = null;
  let isIt = false;
  for (const written of namesIn(view, path).byName.get(subject.name) ?? []) {
    // Uses of one kind in one declaration all mean the same: a common metric stands there dozens of times.
    if (before === null || !meansTheSame(before, written)) isIt = subjectOf(view, path, written) === subject;
    before = written;
    if (isIt) uses.push(useOf(path, written, subject));
  }
  return uses;
}

function meansTheSame(a: WrittenName | YamlName, b: WrittenName | YamlName): boolean {
  return "scope" in a && "scope" in b && a.place === "value" && b.place === "value" && a.scope === b.scope;
}

/** Every place where a word stands as a name, whatever it stands for there. */
export function standsAt(
  view: PolicyView,
  name: string,
): readonly { readonly path: string; readonly written: WrittenName | YamlName }[] {
  return [...view.sources.keys()].flatMap((path) =>
    (namesIn(view, path).byName.get(name) ?? []).map((written) => ({ path, written })),
  );
}

export function subjectOf(view: PolicyView, path: string, written: WrittenName | YamlName): Subject | null {
  return "scope" in written ? subjectOfWritten(view, path, written) : subjectOfYaml(view, written);
}

function useOf(path: string, written: WrittenName | YamlName, subject: Subject): Use {
  return { place: { file: path, span: written.span }, access: accesses[written.place], subject, written };
}

interface NamesOfFile {
  readonly list: readonly (WrittenName | YamlName)[];
  readonly byName: ReadonlyMap<string, readonly (WrittenName | YamlName)[]>;
}

const noNames: NamesOfFile = { list: [], byName: new Map() };

/** The names of any file of a set. */
export function namesIn(view: PolicyView, path: string): NamesOfFile {
  const parsed = view.file(path);
  if (parsed !== null) return writtenNames(parsed);
  const source = view.sources.get(path);
  const kind = view.kindOf(path);
  if (source === undefined || kind === null || kind === "policy") return noNames;
  const { names: list, byName } = yamlFile(source, kind);
  return { list, byName };
}

const accesses: Readonly<Record<NamePlace | YamlPlace, Access>> = {
  schedule: "declares",
  metric: "declares",
  let: "declares",
  template: "declares",
  profile: "declares",
  assert: "declares",
  param: "declares",
  rule: "declares",
  "channel-key": "declares",
  set: "sets",
  assigned: "sets",
  "override-set": "sets",
  "original-limit": "sets",
  override: "overrides",
  remove: "overrides",
  "override-profile": "overrides",
  "override-rule": "overrides",
  "original-macro": "overrides",
  base: "reads",
  tested: "reads",
  by: "reads",
  value: "reads",
  function: "reads",
  channel: "reads",
  "macro-profile": "reads",
  "metric-key": "reads",
  unread: "reads",
};
