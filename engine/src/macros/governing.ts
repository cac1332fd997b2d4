/** Which profile governs a process, and whether a profile names it by a pattern of its own. */

import { governingProfile, matchPattern, type Program, type ProgramProfile } from "@macro-engine/dsl";
import type { ProcessInfo } from "./types.ts";

type Described = Pick<ProcessInfo, "name" | "command">;

/** By the name it was registered with, its macro's name and its process; null: watched, never acted upon. */
export function governs(
  program: Program,
  macro: string,
  named: string | null,
  process: Described,
): ProgramProfile | null {
  return governingProfile(program, { macro, named, ...described(process) });
}

/** Finds the profile whose `match process` pattern names a process the most specifically; null when none does. */
export function processNamer(program: Program): (process: Described) => ProgramProfile | null {
  const profiles = program.profiles
    .map((profile) => ({ ...profile, patterns: profile.patterns.filter((pattern) => pattern.target === "process") }))
    .filter((profile) => profile.patterns.length > 0);
  const narrowed = { ...program, profiles };
  return (process) => {
    if (!profiles.some((profile) => names(profile, process))) return null;
    // No macro has an empty name, so only the process can match.
    return governingProfile(narrowed, { macro: "", ...described(process) });
  };
}

/** Whether one of the profile's own `match process` patterns names this process. */
export function names(profile: ProgramProfile, process: Described): boolean {
  const subject = { macro: "", ...described(process) };
  return profile.patterns.some((pattern) => pattern.target === "process" && matchPattern(pattern, subject) !== null);
}

function described(process: Described) {
  return { executable: process.name, commandLine: process.command.join(" ") };
}
