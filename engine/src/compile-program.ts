/** A program that reads and compiles a policy set, answers once on stdout, and takes the parser's memory with it. */

import { text } from "node:stream/consumers";
import { renderDiagnostic } from "@macro-engine/dsl";
import type { Compiled } from "./daemon/compile.ts";
import { type LoadOptions, loadPolicies } from "./load-policies.ts";
import { PolicySetError } from "./policy-set.ts";

export interface CompileRequest extends LoadOptions {
  readonly paths: readonly string[];
  readonly color: boolean;
}

async function compile({ paths, color, ...options }: CompileRequest): Promise<Compiled> {
  try {
    const { program, diagnostics, sourceOf, set } = await loadPolicies(paths, options);
    const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf, { color }));
    const problems = rendered.map((frame) => `${frame.trimEnd()}\n\n`).join("");
    return { program, problems, unreadable: set.diagnostics.length > 0 };
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    return { program: null, problems: `${error.message}\n`, unreadable: true };
  }
}

process.stdout.write(JSON.stringify(await compile(JSON.parse(await text(process.stdin)) as CompileRequest)));
