/** `macro-engine lint`: what is wrong with policies and override files. */

import type { Command } from "commander";
import { loadConfig, renderConfigProblems } from "../../config.ts";
import { loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { diagnosticJson, renderDiagnostics, summarizeDiagnostics } from "../report/diagnostics-report.ts";
import { painter } from "../report/paint.ts";
import { formatOption, overridesFolderOf } from "./command-options.ts";

export interface LintOptions {
  /** Files and folders; empty: those of the configuration. */
  readonly paths: readonly string[];
  readonly format?: "pretty" | "json";
  /** Folder of override files instead of the configuration's; false: none. */
  readonly overrides?: string | false;
  readonly config?: string;
}

/** Exit code 0 when clean, 1 with errors or warnings, 2 for wrong use and unreadable files. */
export async function lintCommand(options: LintOptions, io: CommandIo): Promise<number> {
  const { config, problems, path } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  try {
    const paths = options.paths.length > 0 ? options.paths : config.policies;
    const { set, diagnostics, sourceOf } = await loadPolicies(paths, {
      cwd: io.cwd,
      overridesFolder: overridesFolderOf(options.overrides, config),
      overridesNamed: typeof options.overrides === "string",
      overridesMode: config.overrides.mode,
      ...(path === null ? {} : { channels: Object.keys(config.channels) }),
    });
    if (options.format === "json") {
      const list = diagnostics.map((diagnostic) => diagnosticJson(diagnostic, sourceOf));
      io.stdout(`${JSON.stringify({ diagnostics: list })}\n`);
    } else {
      const files = set.files.length + set.overrides.length + set.diagnostics.length;
      io.stdout(renderDiagnostics(diagnostics, sourceOf, io.color));
      io.stdout(summarizeDiagnostics(diagnostics, files, painter(io.color)));
    }
    if (set.diagnostics.length > 0) return exitCodes.wrongUse;
    return diagnostics.some(({ severity }) => severity !== "info") ? exitCodes.findings : exitCodes.fine;
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

export function registerLint(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("lint")
    .summary("report what is wrong with policies")
    .description("Checks policy files and the override files that change them.")
    .argument("[paths...]", "policy files and folders (default: those of the configuration)")
    .addOption(formatOption(["pretty", "json"]))
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine lint policies/
  macro-engine lint --format json policies/ | jq '.diagnostics[].message'

Exit codes: 0 clean, 1 findings, 2 wrong use or unreadable files.`,
    )
    .action(async (paths: string[], options: Omit<LintOptions, "paths">) => {
      process.exitCode = await lintCommand({ ...options, paths }, io());
    });
}
