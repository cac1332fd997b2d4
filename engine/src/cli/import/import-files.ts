/** Files of either kind as policy text, with what is wrong with them as it is told. */

import { basename, extname } from "node:path";
import {
  analyze,
  importOriginals,
  importRules,
  placesIn,
  placeText,
  type RulesImport,
  renderDiagnostic,
  type Source,
} from "@macro-engine/dsl";
import type { ImportSource } from "./read-imports.ts";

export interface ImportedFiles {
  /** Declarations that are new, by the name of the file that they came from, without its ending. */
  readonly made: readonly { readonly from: string; readonly text: string }[];
  /** Declarations that take the place of one of the set. */
  readonly replaced: readonly { readonly name: string; readonly file: string; readonly text: string }[];
  /** Policy files with the replaced ones in them. */
  readonly changed: readonly Source[];
  readonly problems: readonly string[];
  /** What could be imported is worth having without the rest. */
  readonly canBePartial: boolean;
  /** A file or the policies cannot be understood at all. */
  readonly unreadable: boolean;
  readonly notes: readonly string[];
  readonly tellsDiscord: boolean;
}

type Options = Omit<RulesImport, "data">;

export function importFiles(sources: readonly ImportSource[], options: Options): ImportedFiles {
  const originals = sources.filter(({ rules }) => rules === null).map(({ source }) => source);
  const old = importOriginals(options.policies, originals);
  const sourceOf = (path: string) => [...options.policies, ...originals].find((source) => source.path === path);
  const errors = old.diagnostics.filter(({ severity }) => severity === "error");
  const problems = errors.map((diagnostic) => `${renderDiagnostic(diagnostic, sourceOf).trimEnd()}\n`);
  if (errors.length > 0)
    return { ...nothing, problems, unreadable: errors.some(({ code }) => code === "syntax-error") };

  const made = old.profiles.filter(({ replaces }) => replaces === null);
  const from = originals.map(({ path }) => stem(path))[0] ?? "";
  const fromOriginals = made.length === 0 ? [] : [{ from, text: made.map(({ text }) => text).join("\n\n") }];
  const set = [...old.files, ...fromOriginals.map(({ text }) => ({ path: "imported originals", text }))];
  const others = sources
    .filter(({ rules }) => rules !== null)
    .map((source) => ({ source, imported: importRules({ ...options, data: source.rules, policies: set }) }));
  const all = [
    ...fromOriginals,
    ...others.flatMap(({ source, imported }) =>
      imported.text === "" ? [] : [{ from: stem(source.source.path), text: imported.text.trimEnd() }],
    ),
  ];
  const ruleProblems = others.flatMap(({ source, imported }) => rulesProblems(source, imported.problems));
  const replaced = old.profiles.flatMap(({ name, text, replaces }) =>
    replaces === null ? [] : [{ name, file: replaces, text }],
  );
  return {
    made: all,
    replaced,
    changed: old.files.filter(({ path }) => replaced.some(({ file }) => file === path)),
    problems: ruleProblems.length > 0 ? ruleProblems : clashes(old.files, all),
    canBePartial: all.length + replaced.length > 0 && ruleProblems.length > 0,
    unreadable: false,
    notes: [
      ...originalNotes(old.profiles),
      ...others.flatMap(({ source, imported }) => missingNotes(source, imported)),
    ],
    tellsDiscord: [...all, ...replaced].some(({ text }) => /^\s*notify [^\n]*\bdiscord\b/m.test(text)),
  };
}

const nothing: ImportedFiles = {
  made: [],
  replaced: [],
  changed: [],
  problems: [],
  canBePartial: false,
  unreadable: false,
  notes: [],
  tellsDiscord: false,
};

function stem(path: string): string {
  return basename(path, extname(path));
}

/** Files that were imported together may claim the same names. */
function clashes(policies: readonly Source[], made: ImportedFiles["made"]): readonly string[] {
  const files = [...policies, ...made.map(({ from, text }, at) => ({ path: `${from}.json (${at + 1})`, text }))];
  const sourceOf = (path: string) => files.find((source) => source.path === path);
  return analyze({ files })
    .diagnostics.filter(({ severity }) => severity === "error")
    .map((diagnostic) => `${renderDiagnostic(diagnostic, sourceOf).trimEnd()}\n`);
}

function rulesProblems({ source }: ImportSource, problems: ReturnType<typeof importRules>["problems"]): string[] {
  if (problems.length === 0) return [];
  const positionOf = placesIn(source);
  return problems
    .map((problem) => ({ ...problem, ...positionOf(problem.place) }))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map(({ place, message, line, column }) => `${source.path}:${line}:${column}: ${placeText(place)}: ${message}`);
}

function originalNotes(profiles: ReturnType<typeof importOriginals>["profiles"]): string[] {
  return profiles.flatMap(({ name, macroId, replaces }) => {
    if (macroId === null)
      return [`profile ${name} of ${replaces} is written out in full, since one that it extends changes`];
    if (replaces !== null) return [`profile ${name} takes the place of the one in ${replaces}`];
    return macroId === name ? [] : [`macro ${macroId} has the profile ${name}: its id is no name that is free`];
  });
}

function missingNotes({ source }: ImportSource, { differences }: ReturnType<typeof importRules>): string[] {
  if (differences.length === 0) return [];
  const [first] = differences;
  const more = differences.length === 1 ? "" : ` and ${differences.length - 1} more`;
  return [
    `${source.path}: ${placeText(first!)}${more}: true over a missing value in json-rules-engine, unknown in a policy`,
  ];
}
