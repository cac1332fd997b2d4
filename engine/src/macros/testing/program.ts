/** A small compiled program for tests: profiles without rules. */

import { type Program, type ProgramProfile, programVersion } from "@macro-engine/dsl";

export function profile(name: string, change: Partial<ProgramProfile> = {}): ProgramProfile {
  return {
    name,
    description: "",
    level: "risky",
    graceMs: 5000,
    cooldownMs: 0,
    patterns: [],
    notify: [],
    params: [],
    rules: [],
    place: { file: "test.macropolicy", line: 1, column: 1 },
    ...change,
  };
}

export function program(...profiles: ProgramProfile[]): Program {
  return { version: programVersion, metrics: [], schedules: [], profiles, tests: [], assertions: [] };
}
