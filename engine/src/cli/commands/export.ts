/** `macro-engine export`: policies as data for other programs. */

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { nearest, type Program } from "@macro-engine/dsl";
import { type Command, Option } from "commander";
import { loadConfig, renderConfigProblems } from "../../config.ts";
import { exportRules } from "../../convert/export-rules.ts";
import { loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { whyUnwritable } from "../why-unwritable.ts";
import { readingOf } from "./command-options.ts";

export interface ExportOptions {
  /** Files and folders; empty: those of the configuration. */
  readonly paths: readonly string[];
  readonly to: "json-rules-engine" | "json";
  /** Null or absent: stdout. */
  readonly output?: string;
  /** Only this profile. */
  readonly profile?: string;
  /** Folder of override files instead of the configuration's; false: none. */
  readonly overrides?: string | false;
  readonly config?: string;
}

/** Exit code 0 when written, 1 for errors in the policies, 2 for wrong use and unreadable files. */
export async function exportCommand(options: ExportOptions, io: CommandIo): Promise<number> {
  const { config, problems } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: false })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  try {
    const paths = options.paths.length > 0 ? options.paths : config.policies;
    const { program, diagnostics, sourceOf, set } = await loadPolicies(
      paths,
      readingOf(options.overrides, config, io.cwd),
    );
    if (diagnostics.length > 0) io.stderr(renderDiagnostics(diagnostics, sourceOf, false));
    if (program === null) return set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
    return await writeProgram(program, options, io);
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

async function writeProgram(program: Program, options: ExportOptions, io: CommandIo): Promise<number> {
  const { profile: name, to, output } = options;
  if (name !== undefined && !program.profiles.some((profile) => profile.name === name)) {
    const known = program.profiles.map((profile) => profile.name);
    const near = nearest(name, known);
    io.stderr(
      `there is no profile ${name}; ${near === null ? `there are ${known.join(", ")}` : `did you mean ${near}?`}\n`,
    );
    return exitCodes.wrongUse;
  }
  const data = to === "json" ? programOf(program, name ?? null) : exportRules(program, name ?? null);
  const text = `${JSON.stringify(data, null, 2)}\n`;
  if (output === undefined || output === "-") {
    io.stdout(text);
    return exitCodes.fine;
  }
  try {
    await writeFile(resolve(io.cwd, output), text);
    return exitCodes.fine;
  } catch (error) {
    io.stderr(`${output} cannot be written: ${whyUnwritable(error)}\n`);
    return exitCodes.wrongUse;
  }
}

function programOf(program: Program, name: string | null): Program {
  if (name === null) return program;
  const only = ({ profile }: { readonly profile: string }) => profile === name;
  return {
    ...program,
    profiles: program.profiles.filter((profile) => profile.name === name),
    tests: program.tests.filter(only),
    assertions: program.assertions.filter(({ profiles }) => profiles.includes(name)),
  };
}

export function registerExport(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("export")
    .summary("write policies as JSON for other programs")
    .description("Writes a policy set as rules of json-rules-engine, or as the compiled program.")
    .argument("[paths...]", "policy files and folders (default: those of the configuration)")
    .addOption(new Option("--to <form>", "what to write").choices(["json-rules-engine", "json"]).makeOptionMandatory())
    .option("-o, --output <file>", "write there instead of printing")
    .option("--profile <name>", "only this profile")
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine export --to json-rules-engine --profile heal policies/ -o heal.rules.json
  macro-engine export --to json policies/ | jq '.profiles[].name'

Exit codes: 0 written, 1 errors in the policies, 2 wrong use or unreadable files.`,
    )
    .action(async (paths: string[], options: Omit<ExportOptions, "paths">) => {
      process.exitCode = await exportCommand({ ...options, paths }, io());
    });
}
