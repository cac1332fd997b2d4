/** From paths to a program and to what a reader is told of its problems, as plain data. */

import { renderDiagnostic } from "@macro-engine/dsl";
import { type Config, loadConfig, renderConfigProblems } from "./config.ts";
import { type Compiled, type CompileOptions, compileRequest, type Reread } from "./daemon/compile.ts";
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

export interface RereadRequest extends CompileOptions {
  /** In force: what stays where there is no file. */
  readonly config: Config;
}

/** Reads the configuration again, and the policies as it says. Rejects only for a mistake of ours. */
export async function reread({ config: before, ...options }: RereadRequest): Promise<Reread> {
  if (options.configPath === null) return { ...(await compile(compileRequest(before, options))), config: before };
  const { cwd, configPath: path, given } = options;
  const { config, problems } = loadConfig({
    cwd,
    path,
    ...(given.policies === null ? {} : { policies: given.policies }),
  });
  const told = problems.length === 0 ? "" : `${renderConfigProblems(problems, { color: options.color ?? false })}\n`;
  if (problems.some(({ severity }) => severity === "error")) {
    return { program: null, problems: told, unreadable: false, config: before };
  }
  const next = { ...config, intervalMs: given.intervalMs ?? config.intervalMs };
  const compiled = await compile(compileRequest(next, options));
  return { ...compiled, problems: `${told}${compiled.problems}`, config: next };
}
