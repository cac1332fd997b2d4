/** Which macros another profile governs after a change of the patterns. */

import { expansionsOf, type Token } from "../program/glob-overlap.ts";
import { governingProfile, type MatchSubject } from "../program/match.ts";
import type { Program, ProgramProfile } from "../program/program.ts";
import { type Differing, type Entry, nobody, takes, textsThatDiffer } from "./texts-that-differ.ts";

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
  /** Nothing else moves. */
  readonly isComplete: boolean;
}

const textKinds = ["macro", "executable", "command"] as const;
type TextKind = (typeof textKinds)[number];

/** Patterns are held against base names, and against command lines with their slashes turned. */
const never: Readonly<Record<TextKind, string>> = { macro: "", executable: "/\\", command: "\\" };

/** So many patterns are looked at together with each text: who has more has to look closer. */
const mostExamples = 200;

export function compareGovernance(before: Policies, after: Policies): Governance {
  const moved = new Map<string, Moved>();
  let isComplete = true;
  const profiles = [...before.profiles, ...after.profiles];
  const examples = textKinds.flatMap((kind) => examplesOf(kind, profiles)).slice(0, mostExamples);
  for (const kind of textKinds) {
    const entries = entriesOf(kind, before, after);
    const found = entries === null ? nothingKnown : textsThatDiffer(entries, isReordered(before, after), never[kind]);
    if (!found.isComplete) isComplete = false;
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
  return { moved: [...moved.values()], isComplete };
}

const nothingKnown: Differing = { texts: [], isComplete: false };

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

/** Null where a pattern has too many choices to be looked into. */
function entriesOf(kind: TextKind, before: Policies, after: Policies): readonly Entry[] | null {
  const entries = new Map<string, Entry>();
  for (const [side, { profiles }] of [["before", before] as const, ["after", after] as const]) {
    for (const [rank, profile] of profiles.entries()) {
      for (const glob of globsOf(kind, profile)) {
        const expansions = expansionsOf(glob);
        if (expansions.length === 0) return null;
        expansions.forEach((expansion, at) => {
          const key = JSON.stringify([profile.name, glob.toLowerCase(), at]);
          const entry = entries.get(key) ?? { ...expansion, key, profile: profile.name, before: nobody, after: nobody };
          entry[side] = Math.min(entry[side], rank);
          entries.set(key, entry);
        });
      }
    }
  }
  return [...entries.values()];
}

function globsOf(kind: TextKind, { name, patterns }: ProgramProfile): string[] {
  const target = kind === "macro" ? "macro" : "process";
  const own = patterns.filter((pattern) => pattern.target === target).map(({ glob }) => glob);
  if (kind === "macro") return [name, ...own];
  const slashed = own.map((glob) => glob.replaceAll("\\", "/"));
  return kind === "command" ? slashed.filter((glob) => /[ /]/.test(glob)) : slashed;
}
