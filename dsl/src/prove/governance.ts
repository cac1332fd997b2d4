/** Which macros another profile governs after a change of the patterns. */

import { expansionsOf, type Token, takes } from "../program/glob-overlap.ts";
import { governingProfile, type MatchSubject } from "../program/match.ts";
import type { Program, ProgramPattern, ProgramProfile } from "../program/program.ts";
import { type Entry, nobody, textsThatDiffer } from "./texts-that-differ.ts";

type Policies = Pick<Program, "profiles">;

/** A macro, or a process, that another profile governs after than before; null: none, or none but by default. */
export interface Moved {
  readonly subject: MatchSubject;
  readonly before: string | null;
  readonly after: string | null;
}

export interface Governance {
  /** One for each way to move from one profile to another by the same patterns. */
  readonly moved: readonly Moved[];
  /** Whether nothing else moves that this pattern matches. */
  isComplete(pattern: ProgramPattern): boolean;
}

const textKinds = ["macro", "executable", "command"] as const;
type TextKind = (typeof textKinds)[number];

/** Patterns are held against base names, and against command lines with their slashes turned. */
const never: Readonly<Record<TextKind, string>> = { macro: "", executable: "/\\", command: "\\" };

/** So many patterns are looked at together with each text: who has more has to look closer. */
const mostExamples = 200;

export function compareGovernance(before: Policies, after: Policies): Governance {
  const moved = new Map<string, Moved>();
  const unknown = new Set<string>();
  const profiles = [...before.profiles, ...after.profiles];
  const examples = textKinds.flatMap((kind) => examplesOf(kind, profiles)).slice(0, mostExamples);
  for (const kind of textKinds) {
    const found = textsThatDiffer(entriesOf(kind, before, after), isReordered(before, after), never[kind]);
    for (const glob of [...found.unknown, ...uncountable(kind, profiles)]) unknown.add(`${targetOf(kind)} ${glob}`);
    for (const { text, accepted } of found.texts) {
      const subject = subjectOf(kind, text);
      // Names and processes rank together: what is worth more than before may outrank what the other is matched by.
      for (const each of [subject, ...examples.flatMap((other) => together(subject, other))]) {
        const [was, is] = [governedBy(before, each), governedBy(after, each)];
        const key = JSON.stringify([was, is, accepted]);
        if (was !== is && !moved.has(key)) moved.set(key, { subject: each, before: was, after: is });
      }
    }
  }
  const isComplete = ({ target, glob }: ProgramPattern) =>
    !unknown.has(`${target} ${(target === "macro" ? glob : slashed(glob)).toLowerCase()}`);
  return { moved: [...moved.values()], isComplete };
}

function targetOf(kind: TextKind): ProgramPattern["target"] {
  return kind === "macro" ? "macro" : "process";
}

/** Where one pattern has too many choices to be looked into, nothing is known of any. */
function uncountable(kind: TextKind, profiles: readonly ProgramProfile[]): readonly string[] {
  const globs = profiles.flatMap((profile) => globsOf(kind, profile));
  return globs.some((glob) => expansionsOf(glob).length === 0) ? globs.map((glob) => glob.toLowerCase()) : [];
}

function governedBy(side: Policies, subject: MatchSubject): string | null {
  return governingProfile(side, subject)?.name ?? null;
}

/** A text for each pattern. */
function examplesOf(kind: TextKind, profiles: readonly ProgramProfile[]): MatchSubject[] {
  const globs = new Set(profiles.flatMap((profile) => globsOf(kind, profile)));
  return [...globs].flatMap((glob) => expansionsOf(glob).map(({ tokens }) => subjectOf(kind, exampleText(tokens))));
}

function exampleText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.kind === "literal") return token.character;
      if (token.kind === "run") return "";
      return [..."xyz0", ...(token.kind === "set" ? token.written : [])].find((one) => takes(token, one)) ?? "~";
    })
    .join("");
}

/** A macro of that name with that process; none where both are of one kind. */
function together(one: MatchSubject, other: MatchSubject): MatchSubject[] {
  const [named, process] = one.macro === "" ? [other, one] : [one, other];
  return named.macro === "" || process.macro !== "" ? [] : [{ ...process, macro: named.macro }];
}

function subjectOf(kind: TextKind, text: string): MatchSubject {
  if (kind === "macro") return { macro: text };
  return kind === "executable" ? { macro: "", executable: text } : { macro: "", commandLine: text };
}

/** Profiles that both sides have do not follow each other as before: the first of equals governs. */
function isReordered(before: Policies, after: Policies): boolean {
  const names = (side: Policies, other: Policies) =>
    side.profiles.map(({ name }) => name).filter((name) => other.profiles.some((profile) => profile.name === name));
  return names(before, after).join(" ") !== names(after, before).join(" ");
}

function entriesOf(kind: TextKind, before: Policies, after: Policies): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const [side, { profiles }] of [["before", before] as const, ["after", after] as const]) {
    for (const [rank, profile] of profiles.entries()) {
      for (const glob of globsOf(kind, profile)) {
        expansionsOf(glob).forEach((expansion, at) => {
          const key = JSON.stringify([profile.name, glob.toLowerCase(), at]);
          const whose = { profile: profile.name, glob: glob.toLowerCase(), before: nobody, after: nobody };
          const entry = entries.get(key) ?? { ...expansion, ...whose, key };
          entry[side] = Math.min(entry[side], rank);
          entries.set(key, entry);
        });
      }
    }
  }
  return [...entries.values()];
}

function globsOf(kind: TextKind, { name, patterns }: ProgramProfile): string[] {
  const own = patterns.filter(({ target }) => target === targetOf(kind)).map(({ glob }) => glob);
  if (kind === "macro") return [name, ...own];
  const globs = own.map(slashed);
  return kind === "command" ? globs.filter((glob) => /[ /]/.test(glob)) : globs;
}

/** As patterns of processes are read. */
function slashed(glob: string): string {
  return glob.replaceAll("\\", "/");
}
