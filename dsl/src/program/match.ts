/** Which profile governs a macro: the language's own globs and their specificity (LANGUAGE.md, section 5). */

import { type GlobScore, literalRange, matchGlob } from "./glob.ts";
import type { Program, ProgramPattern, ProgramProfile } from "./program.ts";

/** What is known of a macro or process when a profile is looked for. */
export interface MatchSubject {
  readonly macro: string;
  /** The profile named when the macro was registered. */
  readonly named?: string | null;
  /** Name or path of the executable. */
  readonly executable?: string;
  /** Arguments joined by one space, unquoted. */
  readonly commandLine?: string;
}

/**
 * The profile that governs a macro: the named one; else the one with the most specific matching pattern (its own name
 * counts as one); else `default`; else null: watched, never acted upon. A name that no profile has counts as none.
 */
export function governingProfile(program: Pick<Program, "profiles">, subject: MatchSubject): ProgramProfile | null {
  const byName = (name: string) => program.profiles.find((profile) => profile.name === name) ?? null;
  const named = subject.named == null ? null : byName(subject.named);
  return named ?? mostSpecific(program, subject)?.profile ?? byName("default");
}

/**
 * A profile whose process pattern can govern a macro of this name, though another would by the name alone, and could not
 * any more if a profile had the very name; null when there is none.
 */
export function displacedByName(
  program: Pick<Program, "profiles">,
  macro: string,
): { readonly profile: ProgramProfile; readonly glob: string } | null {
  const governing = governingProfile(program, { macro });
  const least = mostSpecific(program, { macro })?.score.literals ?? 0;
  for (const profile of program.profiles.filter((other) => other !== governing)) {
    for (const { glob } of profile.patterns.filter((pattern) => pattern.target === "process")) {
      const worth = literalRange(glob);
      if (worth.most >= least && worth.least <= [...macro].length) return { profile, glob };
    }
  }
  return null;
}

interface Match {
  readonly profile: ProgramProfile;
  readonly score: GlobScore;
}

function mostSpecific(program: Pick<Program, "profiles">, subject: MatchSubject): Match | null {
  let best: Match | null = null;
  // Profiles stand in order of file path and position, so the first of equals stays.
  for (const profile of program.profiles) {
    const ownName: ProgramPattern = { target: "macro", glob: profile.name };
    for (const pattern of [ownName, ...profile.patterns]) {
      const score = pattern === ownName ? matchName(profile.name, subject.macro) : matchPattern(pattern, subject);
      if (score !== null && (best === null || moreSpecific(score, best.score))) best = { profile, score };
    }
  }
  return best;
}

function matchName(name: string, macro: string): GlobScore | null {
  return name.toLowerCase() === macro.toLowerCase() ? { literals: [...name].length, wildcards: 0 } : null;
}

/** The specificity with which a pattern matches a subject, or null. */
export function matchPattern(pattern: ProgramPattern, subject: MatchSubject): GlobScore | null {
  if (pattern.target === "macro") return matchGlob(pattern.glob, subject.macro);
  const glob = pattern.glob.replaceAll("\\", "/");
  const scores: GlobScore[] = [];
  const consider = (text: string | undefined) => {
    const score = text === undefined ? null : matchGlob(glob, text);
    if (score !== null) scores.push(score);
  };
  consider(subject.executable === undefined ? undefined : baseName(subject.executable));
  if (/[ /]/.test(glob)) consider(subject.commandLine?.replaceAll("\\", "/"));
  return scores.reduce<GlobScore | null>((best, score) => (best && !moreSpecific(score, best) ? best : score), null);
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Most literal characters, then fewest wildcards. */
function moreSpecific(a: GlobScore, b: GlobScore): boolean {
  return a.literals !== b.literals ? a.literals > b.literals : a.wildcards < b.wildcards;
}
