/** `macro-engine watch`: its arguments and help. `watch-engine.ts` is what runs. */

import type { Command } from "commander";
import { type CommandIo, processIo } from "../io.ts";
import { type EngineOptions, withEngineOptions } from "./engine-options.ts";

export interface WatchOptions extends EngineOptions {
  /** Files and folders; empty: those of the configuration. */
  readonly policies: readonly string[];
  readonly demo?: boolean;
  readonly json?: boolean;
  /** False: neither API nor dashboard is served. */
  readonly api?: boolean;
}

/** Returns the exit code. */
export type PerformWatch = (options: WatchOptions, io: CommandIo) => Promise<number>;

export function registerWatch(program: Command, perform: PerformWatch): void {
  const command = program
    .command("watch")
    .summary("guard every macro that a policy matches")
    .description(
      "Measures, decides and acts once a second, until it is stopped. Reads policies again when they are saved.",
    )
    .argument("[policies...]", "policy files and folders (default: those of the configuration)")
    .option("--demo", "start two macros of its own, of which one runs away")
    .option("--json", "print events as JSON lines")
    .option("--no-api", "serve neither dashboard nor API");
  withEngineOptions(command)
    .addHelpText(
      "after",
      `
Examples:
  macro-engine watch policies/
  macro-engine watch policies/ --demo
  macro-engine watch --dry-run --json | jq 'select(.event == "fire") | .message'

Exit codes: 0 stopped, 1 the policies have errors, 2 wrong use.`,
    )
    .action(async (policies: string[], options: Omit<WatchOptions, "policies">) => {
      process.exitCode = await perform({ ...options, policies }, processIo());
    });
}
