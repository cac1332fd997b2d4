/** `macro-engine status`: what a running engine guards. */

import type { Command } from "commander";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { painter } from "../report/paint.ts";
import { statusText } from "../report/status-text.ts";
import { reachEngine } from "./reach-engine.ts";

export interface StatusOptions {
  readonly policies?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** Exit code 0 when an engine answered, 1 when none watches these policies. */
export async function statusCommand(options: StatusOptions, io: CommandIo): Promise<number> {
  const client = await reachEngine(options, io);
  if (typeof client === "number") return client;
  const status = await client.call("status", {});
  client.close();
  io.stdout(options.json ? `${JSON.stringify(status)}\n` : statusText(status, Date.now(), painter(io.color)));
  return exitCodes.fine;
}

export function registerStatus(program: Command): void {
  program
    .command("status")
    .summary("what a running engine guards")
    .description("Asks the engine that watches the same policies.")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .option("--json", "as one JSON line")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine status
  macro-engine status --json | jq '.macros[] | {macro, state}'

Exit codes: 0 an engine answered, 1 none watches these policies, 2 wrong use.`,
    )
    .action(async (options: StatusOptions) => {
      process.exitCode = await statusCommand(options, processIo());
    });
}
