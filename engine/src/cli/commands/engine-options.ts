/** What the commands that bring up an engine share: options, configuration, first compilation. */

import { type Command, Option } from "commander";
import { parseQuantity } from "../../config/quantity.ts";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { compilePolicies } from "../../daemon/compile.ts";
import { createDaemon, type Daemon } from "../../daemon.ts";
import { version } from "../../version.ts";
import { type CommandIo, exitCodes } from "../io.ts";

export interface EngineOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly interval?: string;
  readonly session?: string;
}

/** Adds the options that every engine takes. */
export function withEngineOptions(command: Command): Command {
  return command
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .option("--dry-run", "decide and record everything, do nothing to any macro")
    .addOption(new Option("--interval <time>", "time between two snapshots, such as 500ms (default: 1s)"))
    .option("--session <name>", "name the record of this engine's run");
}

export interface Configured {
  readonly config: Config;
  /** Null without a file. */
  readonly configPath: string | null;
}

/** The configuration in force, or the exit code of what is wrong with it, which has been printed. */
export function configFor(options: EngineOptions, policies: readonly string[], io: CommandIo): Configured | number {
  const {
    config,
    problems,
    path: configPath,
  } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
    ...(policies.length === 0 ? {} : { policies }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  if (options.interval === undefined) return { config, configPath };
  const interval = parseQuantity(options.interval, "duration", "1s");
  const problem = "problem" in interval ? interval.problem : interval.value < 10 ? "10ms is the shortest" : null;
  if (problem !== null || "problem" in interval) {
    io.stderr(`--interval: ${problem}\n`);
    return exitCodes.wrongUse;
  }
  return { config: { ...config, intervalMs: interval.value }, configPath };
}

/** Compiles the policies and puts an engine together around them, or the exit code of what was printed. */
export async function daemonFor(
  options: EngineOptions & { readonly discover: boolean; readonly besides?: readonly string[] },
  { config, configPath }: Configured,
  io: CommandIo,
): Promise<Daemon | number> {
  const compiling = { cwd: io.cwd, configPath, besides: options.besides ?? [] };
  const { program, problems, unreadable } = await compilePolicies(config, { ...compiling, color: io.color });
  if (problems !== "") io.stderr(problems);
  if (program === null) return unreadable ? exitCodes.wrongUse : exitCodes.findings;
  return createDaemon(program, {
    ...compiling,
    config,
    version: version(),
    dryRun: options.dryRun ?? false,
    discover: options.discover,
    sessionName: options.session ?? null,
  });
}
