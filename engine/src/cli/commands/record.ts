/** `macro-engine record`: writes down what this machine measures now, or a run that an engine recorded, as a recording. */

import { type Command, InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "../../config/quantity.ts";
import { StoreError } from "../../store/store-error.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { configFor } from "./engine-options.ts";
import { recordMachine } from "./record-machine.ts";
import { openOutput } from "./record-output.ts";
import { recordStored } from "./record-stored.ts";
import type { RecordOptions, RecordTask } from "./record-task.ts";

/** Exit code 0 when recorded, also when it was stopped; 2 for wrong use, what cannot be measured, and what cannot be written. */
export async function recordCommand(options: RecordOptions, io: CommandIo): Promise<number> {
  const wrong = (problem: string): number => {
    io.stderr(`${problem}\n`);
    return exitCodes.wrongUse;
  };
  const misuse = misuseOf(options);
  if (misuse !== null) return wrong(misuse);
  const duration = options.for === undefined ? null : parseQuantity(options.for, "duration", "10m");
  if (duration !== null && "problem" in duration) return wrong(`--for: ${duration.problem}`);
  const configured = configFor(options, [], io);
  if (typeof configured === "number") return configured;
  const output = openOutput(options.output ?? "-", options.force === true, io);
  if (typeof output === "string") return wrong(output);
  const metrics = options.metrics === undefined ? null : options.metrics.split(",").map((name) => name.trim());
  const task: RecordTask = { options, configured, metrics, durationMs: duration?.value ?? null, output };
  try {
    return options.fromStore === undefined ? await recordMachine(task, io) : await recordStored(task, io);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return wrong(error.message);
  } finally {
    output.close();
  }
}

function misuseOf({ fromStore, interval, for: duration, pid, macro, store }: RecordOptions): string | null {
  if (fromStore === undefined) {
    return store === undefined ? null : "--store is for --from-store RUN: it says where that run was recorded";
  }
  const live = Object.entries({ "--interval": interval, "--for": duration, "--pid": pid, "--macro": macro });
  const named = live.find(([, value]) => value !== undefined);
  return named === undefined ? null : `${named[0]} is for what is measured now: a run of the record is as it was`;
}

function pidOf(text: string): number {
  const pid = Number(text);
  if (Number.isSafeInteger(pid) && pid > 0) return pid;
  throw new InvalidArgumentError("a process id is a whole number above 0.");
}

export function registerRecord(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("record")
    .summary("write down what is measured, as a recording")
    .description(
      "Measures this machine once an interval, a macro's processes too if one is named, and writes a row each time, " +
        "until it is stopped: a recording that replay, test, explain and backtest take.",
    )
    .option("-o, --output <file>", "where to; JSON lines if it ends in .jsonl, else CSV (default: standard output)")
    .option("--force", "write over a file that is there")
    .addOption(new Option("--interval <time>", "time between two rows, such as 500ms (default: the configuration's)"))
    .option("--for <time>", "how long, such as 10m (default: until it is stopped)")
    .option("--metrics <names>", "only these, separated by commas (default: all that can be measured)")
    .option("--macro <name>", "the processes of this macro too: one that an engine guards, or a pattern names")
    .option("--pid <pid>", "this process and all that it started too", pidOf)
    .option("--from-store <run>", "a run of the engine's record instead: its id or enough of it, or a macro's name")
    .option("--store <file>", "with --from-store: the record (default: that of the configuration)")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine record -o night.csv --for 10m
  macro-engine record -o heal.jsonl --macro heal --interval 500ms
  macro-engine record --from-store heal_group -o heal.csv

Exit codes: 0 recorded, 2 wrong use, or it cannot be measured or written.`,
    )
    .action(async (options: RecordOptions) => {
      process.exitCode = await recordCommand(options, io());
    });
}
