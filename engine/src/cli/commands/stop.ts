/** `macro-engine stop`: ends macros that a running engine guards. */

import type { Command } from "commander";
import { ControlError } from "../../control/protocol.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { harmless } from "../screen/visible-text.ts";
import { reachEngine } from "./reach-engine.ts";

export interface StopOptions {
  /** A run's id, a macro's name or a pid. */
  readonly id?: string;
  readonly all?: boolean;
  readonly policies?: string;
  readonly config?: string;
}

/** Exit code 0 when all that was named is being ended, 1 when nothing of that name runs, 2 for wrong use. */
export async function stopCommand(options: StopOptions, io: CommandIo): Promise<number> {
  if ((options.id === undefined) === (options.all !== true)) {
    io.stderr("Name one macro (its name, run id or pid), or say --all.\n");
    return exitCodes.wrongUse;
  }
  const client = await reachEngine(options, io);
  if (typeof client === "number") return client;
  try {
    const { dryRun } = await client.call("status", {});
    const { stopping } = await client.call("stop", options.id === undefined ? { all: true } : { id: options.id });
    const does = dryRun ? "dry run: would stop" : "stopping";
    for (const { macro, pid } of stopping) {
      io.stdout(`${does} ${harmless(macro)}${pid === null ? "" : ` (pid ${pid})`}\n`);
    }
    if (stopping.length === 0) io.stdout("no macro is running\n");
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.stderr(`${harmless(error.message)}\n`);
    return exitCodes.findings;
  } finally {
    client.close();
  }
}

export function registerStop(program: Command): void {
  program
    .command("stop")
    .summary("end macros that a running engine guards")
    .description("Asks the engine to end a macro: first politely, after its grace by force.")
    .argument("[id]", "name of the macro, id of the run, or pid")
    .option("--all", "every running macro")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine stop heal_group
  macro-engine stop --all

Exit codes: 0 they are being ended, 1 no such macro or no engine, 2 wrong use.`,
    )
    .action(async (id: string | undefined, options: Omit<StopOptions, "id">) => {
      process.exitCode = await stopCommand({ ...options, ...(id === undefined ? {} : { id }) }, processIo());
    });
}
