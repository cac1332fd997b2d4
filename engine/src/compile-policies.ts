/** From paths to a program and to what a reader is told of its problems, as plain data. */

import { type Program, renderDiagnostic } from "@macro-engine/dsl";
import { type Config, loadConfig, renderConfigProblems } from "./config.ts";
import { type LoadOptions, loadPolicies } from "./load-policies.ts";
import { PolicySetError } from "./policy-set.ts";

export interface CompileRequest extends LoadOptions {
  readonly paths: readonly string[];
  readonly color: boolean;
}

export interface Compiled {
  /** Null when something is wrong that keeps the set from being run. */
  readonly program: Program | null;
  /** Rendered diagnostics; empty when there are none. */
  readonly problems: string;
  /** Something could not be read at all. */
  readonly unreadable: boolean;
}

export interface Given {
  readonly policies: readonly string[] | null;
  readonly intervalMs: number | null;
  /** No API, whatever the configuration wants. */
  readonly noApi?: boolean;
}

export interface CompileOptions {
  readonly cwd: string;
  /** Null without a configuration file: then unknown channels are no errors. */
  readonly configPath: string | null;
  readonly color?: boolean;
  /** Policies besides the configuration's. */
  readonly besides?: readonly string[];
  /** What was given on the command line, and takes the place of the configuration's. */
  readonly given: Given;
}

/** What a second reading comes to; the configuration in force where the one on disk has errors. */
export interface Reread extends Compiled {
  readonly config: Config;
}

/** What there is to compile. */
export function compileRequest(config: Config, options: CompileOptions): CompileRequest {
  return {
    paths: [...config.policies, ...(options.besides ?? [])],
    cwd: options.cwd,
    color: options.color ?? false,
    overridesFolder: config.overrides.folder,
    overridesMode: config.overrides.mode,
    evaluation: { zone: config.zone, stalenessMs: config.stalenessMs },
    ...(options.configPath !== null ? { channels: Object.keys(config.channels) } : {}),
  };
}

/** Rejects only for a mistake of ours. */
export async function compile({ paths, color, ...options }: CompileRequest): Promise<Compiled> {
  try {
    const { program, diagnostics, sourceOf, set } = await loadPolicies(paths, options);
    const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf, { color }));
    const problems = rendered.map((frame) => `${frame.trimEnd()}\n\n`).join("");
    // An engine runs no tests and proves no claims, and need not keep them.
    const running = program === null ? null : { ...program, tests: [], assertions: [] };
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
  const api = { ...config.api, enabled: config.api.enabled && given.noApi !== true };
  const next = { ...config, api, intervalMs: given.intervalMs ?? config.intervalMs };
  const compiled = await compile(compileRequest(next, options));
  return { ...compiled, problems: `${told}${compiled.problems}`, config: next };
}
