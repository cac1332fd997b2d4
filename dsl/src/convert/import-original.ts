/** The original system's JSON files as policy text that does what the files do as override files (LANGUAGE.md, section 10). */

import { checkPolicies } from "../check/check-policies.ts";
import type { CheckedSet } from "../check/checked-set.ts";
import { isReserved } from "../check/lost-words.ts";
import { createReporter } from "../check/reporter.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { format } from "../format/format.ts";
import { checkChangedBounds } from "../overrides/apply.ts";
import { applyOriginal } from "../overrides/apply-original.ts";
import type { ProfileChange } from "../overrides/change.ts";
import { readDocument } from "../overrides/document.ts";
import { type OriginalEntry, readOriginal } from "../overrides/original.ts";
import { compileProfiles } from "../program/compile.ts";
import type { Source } from "../syntax/source.ts";
import { edited } from "./edit-profile.ts";
import { titleComment } from "./member-text.ts";
import { tellsDiscord } from "./notify-text.ts";
import { derivedProfile, matchLine, type ProfileHead, writtenOutProfile } from "./profile-text.ts";
import { isChanged, replacements, restsOnChanged } from "./replace-profile.ts";

export interface ImportedOriginals {
  /** Errors of the policies and of the files; with any there are no profiles. */
  readonly diagnostics: readonly Diagnostic[];
  readonly profiles: readonly ImportedProfile[];
  /** The policy files, those that hold a replaced profile with their new text. */
  readonly files: readonly Source[];
}

export interface ImportedProfile {
  readonly name: string;
  /** The id that the file has; null for a profile that is only written out because its base changes. */
  readonly macroId: string | null;
  /** Its declaration, documentation included. */
  readonly text: string;
  /** The policy file whose profile it takes the place of. */
  readonly replaces: string | null;
}

/** `policies`: the set that the files would override; may be empty. Pure; never throws for what a text says. */
export function importOriginals(policies: readonly Source[], originals: readonly Source[]): ImportedOriginals {
  const { files, checked, sound, diagnostics } = checkPolicies({ files: policies });
  const sources = files.map(({ file }) => file.source);
  if (!sound) return { diagnostics, profiles: [], files: sources };
  const { changes, entries, diagnostics: found } = readChanges(checked, originals);
  if (found.length > 0) return { diagnostics: [...diagnostics, ...found], profiles: [], files: sources };
  return { diagnostics, ...profilesOf(checked, changes, entries) };
}

interface Read {
  readonly changes: ReadonlyMap<string, ProfileChange>;
  readonly entries: ReadonlyMap<string, OriginalEntry>;
  readonly diagnostics: readonly Diagnostic[];
}

function readChanges(set: CheckedSet, originals: readonly Source[]): Read {
  const reporter = createReporter();
  const profiles = compileProfiles(set);
  const changes = new Map<string, ProfileChange>();
  const entries = new Map<string, OriginalEntry>();
  for (const source of originals) {
    const root = readDocument(source, reporter);
    if (root === null) continue;
    const room = { set, sound: true, profiles, proofs: null, mode: "allow", reporter, source, changes } as const;
    for (const entry of readOriginal(source, root, reporter)) {
      applyOriginal(room, entry);
      entries.set(entry.macroId, { ...entry, ...named(entries.get(entry.macroId), entry) });
    }
  }
  const textAt = (path: string, { start, end }: { readonly start: number; readonly end: number }) =>
    originals.find((source) => source.path === path)?.text.slice(start, end) ?? "";
  for (const change of changes.values()) checkChangedBounds(set, change, reporter, textAt);
  return { changes, entries, diagnostics: reporter.diagnostics };
}

function named(earlier: OriginalEntry | undefined, entry: OriginalEntry): Pick<OriginalEntry, "name" | "category"> {
  return { name: entry.name ?? earlier?.name ?? null, category: entry.category ?? earlier?.category ?? null };
}

function profilesOf(
  set: CheckedSet,
  changes: ReadonlyMap<string, ProfileChange>,
  entries: ReadonlyMap<string, OriginalEntry>,
): Pick<ImportedOriginals, "profiles" | "files"> {
  const replaced = replacements(set, changes);
  const taken = new Set(set.context.names.bodies.keys());
  const made = [...changes.values()].filter(({ madeAt }) => madeAt !== null);
  // A profile is named after its macro wherever that can be: ids that are no names make way.
  const inOrder = [...made].sort((a, b) => Number(isName(b.profile)) - Number(isName(a.profile)));
  const names = new Map<string, string>();
  for (const { profile } of inOrder) {
    const name = profileName(profile, taken);
    taken.add(name);
    names.set(profile, name);
  }
  const files = set.files.map(({ source }) => {
    const edits = replaced.filter(({ symbol }) => symbol.file.source.path === source.path).flatMap((one) => one.edits);
    const changed = { path: source.path, text: withLineEndsOf(source, edited(source.text, edits)) };
    // A file in a style of its own keeps it.
    return edits.length > 0 && format(source) === source.text ? { ...changed, text: format(changed) } : changed;
  });
  return {
    files,
    profiles: [
      ...replaced.map(({ symbol, text }) => ({
        name: symbol.name,
        macroId: isChanged(changes.get(symbol.name)) ? symbol.name : null,
        text: formatted(text),
        replaces: symbol.file.source.path,
      })),
      ...made.map((change) => {
        const name = names.get(change.profile)!;
        const text = madeProfile(set, name, change, entries.get(change.profile)!, changes);
        return { name, macroId: change.profile, text: formatted(text), replaces: null };
      }),
    ],
  };
}

/** Windows' line ends where all of the file are such. */
function withLineEndsOf({ text: before }: Source, after: string): string {
  return before.includes("\r\n") && !/(?<!\r)\n/.test(before) ? after.replace(/\r?\n/g, "\r\n") : after;
}

/** One declaration, without a line end. */
function formatted(text: string): string {
  return format({ path: "", text: `${text}\n` }).trimEnd();
}

/** On what governed the macro until now, as that was: written out where it changes too, or where deriving cannot say it. */
function madeProfile(
  set: CheckedSet,
  name: string,
  change: ProfileChange,
  { name: title, category }: OriginalEntry,
  changes: ReadonlyMap<string, ProfileChange>,
): string {
  const matches = name === change.profile ? [] : [matchLine(change.profile)];
  const head: ProfileHead = { name, comments: titleComment(title, category), matches };
  const { body, notifyDiscord } = change;
  const mustStandAlone =
    body !== null &&
    (isChanged(changes.get(body.symbol.name)) ||
      restsOnChanged(body, changes) ||
      (notifyDiscord === false && tellsDiscord(body)));
  return mustStandAlone
    ? writtenOutProfile(set, head, change, body, change.description ?? "")
    : derivedProfile(set, head, change, body);
}

function isName(id: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(id) && !isReserved(id);
}

/** The name of a profile for this macro: its id where that is a name that is still free. */
function profileName(id: string, taken: ReadonlySet<string>): string {
  const word = id.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^(?=[0-9]|$)/, "macro_");
  const name = isReserved(word) ? `${word}_macro` : word;
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
  return free;
}
