/** `macro-engine attach`: guards a process that runs already, until it ends or this program is told to stop. */

import { randomUUID } from "node:crypto";
import { type Command, InvalidArgumentError } from "commander";
import { ControlError } from "../../control/protocol.ts";
import { processTable } from "../../macros/processes/platforms.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { configFor, type EngineOptions, withEngineOptions } from "./engine-options.ts";
import { followRun } from "./follow-run.ts";
import { type Guard, openGuard, ownGuard } from "./guarding.ts";
import { keepGuarded } from "./keep-guarded.ts";
import { untilSignal } from "./signals.ts";

export interface AttachOptions extends EngineOptions {
  readonly pid: number;
  readonly policies?: string;
  readonly macro?: string;
  readonly profile?: string;
}

/** Exit code 0 when the macro ended by itself or this was told to stop, 75 when it was cancelled, 2 for wrong use. */
export async function attachCommand(options: AttachOptions, io: CommandIo): Promise<number> {
  const configured = configFor(options, options.policies === undefined ? [] : [options.policies], io);
  if (typeof configured === "number") return configured;
  const table = processTable();
  await table.refresh();
  const found = table.info(options.pid);
  if (found === null) {
    io.stderr(`macro-engine: there is no process ${options.pid}\n`);
    return exitCodes.wrongUse;
  }
  const { pid, startTime, command, name } = found;
  const id = randomUUID();
  const { macro = name, profile = null } = options;
  const handover = { id, macro, profile, command, process: { attached: { pid, startTime } } };
  const until = untilSignal();
  const first = await openGuard(options, configured, io);
  if (typeof first === "number") return first;
  const follow = followRun(handover, io);
  const another = (alone: boolean) => (alone ? ownGuard : openGuard)(options, configured, io);
  const onTaken = (guard: Guard) => {
    if (guard === first) io.stderr(`macro-engine: ${guard.who} guards ${macro} (pid ${pid})\n`);
  };
  const keeping = keepGuarded({ handover, follow, first, another, onTaken, until: until.reason }, io);
  try {
    const failed = await keeping.done;
    if (failed !== null) return failed;
    // An attached macro goes on without us; one that another engine guards stays guarded.
    await keeping.guard.close(follow.end !== null ? "ended" : await until.reason);
    return follow.end === "cancelled" ? exitCodes.cancelled : exitCodes.fine;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.stderr(`macro-engine: ${error.message}\n`);
    await keeping.guard.close("refused");
    return exitCodes.wrongUse;
  } finally {
    until.release();
  }
}

function pidOf(text: string): number {
  const pid = Number(text);
  if (Number.isSafeInteger(pid) && pid > 0) return pid;
  throw new InvalidArgumentError("a process id is a whole number above 0.");
}

export function registerAttach(program: Command): void {
  const command = program
    .command("attach")
    .summary("guard a process that runs already")
    .description("Guards a process and all that it starts, until it ends or this is stopped; the process then goes on.")
    .requiredOption("--pid <pid>", "the process", pidOf)
    .option("--macro <name>", "name of the macro (default: that of the executable)")
    .option("--profile <name>", "the profile that governs it (default: the one that matches)")
    .option("--policies <path>", "folder or file of policies (default: those of the configuration)");
  withEngineOptions(command)
    .addHelpText(
      "after",
      `
Example:
  macro-engine attach --pid 4711 --profile travel

Exit codes: 0 the macro ended, or this was stopped; 75 it was cancelled (the reason is on stderr); 1 the
policies have errors; 2 wrong use.`,
    )
    .action(async (options: AttachOptions) => {
      process.exitCode = await attachCommand(options, processIo());
    });
}
