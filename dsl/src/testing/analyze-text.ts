/** Shortcuts of tests that read policies from strings. */

import { type AnalysisInput, analyze } from "../analyze.ts";
import type { Program, ProgramProfile, ProgramRule } from "../program/program.ts";
import type { Source } from "../syntax/source.ts";

export function policy(text: string, path = "test.macropolicy"): Source {
  return { path, text };
}

/** The program of a policy without errors; errors fail the test that asked. */
export function programOf(text: string, more: Omit<AnalysisInput, "files"> = {}): Program {
  const { program, diagnostics } = analyze({ files: [policy(text)], ...more });
  if (program === null) throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return program;
}

export function profileOf(program: Program, name: string): ProgramProfile {
  const profile = program.profiles.find((other) => other.name === name);
  if (profile === undefined) throw new Error(`no profile ${name}`);
  return profile;
}

/** The rule `r` of a profile that has this condition and nothing else; `declarations` stand before it. */
export function ruleOf(condition: string, declarations = ""): ProgramRule {
  return programOf(`${declarations}\nprofile p { rule r: warn when ${condition} }`).profiles[0]!.rules[0]!;
}

/** `code: reported text` of each finding, in order. */
export function findings(text: string, more: Omit<AnalysisInput, "files"> = {}): string[] {
  return analyze({ files: [policy(text)], ...more }).diagnostics.map(({ code, file, span }) => {
    const source = [policy(text), ...(more.overrides ?? [])].find((other) => other.path === file)!;
    return `${code}: ${source.text.slice(span.start, span.end)}`;
  });
}
