/** What the commands that bring up an engine share: options and configuration. */

import { type Command, Option } from "commander";
import type { Given } from "../../compile-policies.ts";
import { parseQuantity } from "../../config/quantity.ts";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
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
  /** What the command line said instead. */
  readonly given: Given;
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
  const named = policies.length === 0 ? null : policies;
  if (options.interval === undefined) return { config, configPath, given: { policies: named, intervalMs: null } };
  const interval = parseQuantity(options.interval, "duration", "1s");
  const problem = "problem" in interval ? interval.problem : interval.value < 10 ? "10ms is the shortest" : null;
  if (problem !== null || "problem" in interval) {
    io.stderr(`--interval: ${problem}\n`);
    return exitCodes.wrongUse;
  }
  const intervalMs = interval.value;
  return { config: { ...config, intervalMs }, configPath, given: { policies: named, intervalMs } };
}
