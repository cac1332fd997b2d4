/** From paths to a program and to what a reader is told of its problems, as plain data. */

import { renderDiagnostic } from "@macro-engine/dsl";
import type { Compiled } from "./daemon/compile.ts";
import { type LoadOptions, loadPolicies } from "./load-policies.ts";
import { PolicySetError } from "./policy-set.ts";

export interface CompileRequest extends LoadOptions {
  readonly paths: readonly string[];
  readonly color: boolean;
}

/** Rejects only for a mistake of ours. */
export async function compile({ paths, color, ...options }: CompileRequest): Promise<Compiled> {
  try {
    const { program, diagnostics, sourceOf, set } = await loadPolicies(paths, options);
    const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf, { color }));
    const problems = rendered.map((frame) => `${frame.trimEnd()}\n\n`).join("");
    // An engine runs no tests, and need not keep them.
    const running = program === null ? null : { ...program, tests: [] };
    return { program: running, problems, unreadable: set.diagnostics.length > 0 };
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    return { program: null, problems: `${error.message}\n`, unreadable: true };
  }
}
