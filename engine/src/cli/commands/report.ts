/** `macro-engine report`: by which a macro, in whatever language, says how it and the game are doing. */

import { builtInMetric, type Dimension, type NumericDimension, type SampleValue } from "@macro-engine/dsl";
import { type Command, InvalidArgumentError } from "commander";
import { parseQuantity } from "../../config/quantity.ts";
import { type ControlClient, connectControl } from "../../control/connect-control.ts";
import { ControlError, type ReportParams } from "../../control/protocol.ts";
import { markVariable } from "../../macros/processes/process-table.ts";
import { socketVariable } from "../../macros/supervise.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { reachEngine } from "./reach-engine.ts";

export interface ReportOptions {
  /** "fps=57", "response_time=120ms": `metric=value`. */
  readonly values: readonly string[];
  readonly run?: string;
  readonly actions?: number;
  readonly policies?: string;
  readonly config?: string;
}

/** Exit code 0 when it was taken, 1 when there is no such engine or macro, 2 for wrong use. */
export async function reportCommand(options: ReportOptions, io: CommandIo): Promise<number> {
  const metrics: Record<string, SampleValue> = {};
  for (const text of options.values) {
    const read = readValue(text);
    if ("problem" in read) {
      io.stderr(`${read.problem}\n`);
      return exitCodes.wrongUse;
    }
    metrics[read.metric] = read.value;
  }
  const run = options.run ?? process.env[markVariable];
  const { actions } = options;
  const report: ReportParams = {
    metrics,
    ...(run === undefined ? {} : { run }),
    ...(actions === undefined ? {} : { actions }),
  };
  try {
    const client = (await ownEngine(options)) ?? (await reachEngine(options, io));
    if (typeof client === "number") return client;
    await client.call("report", report).finally(() => client.close());
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.findings;
  }
}

/** The engine that this is called from the macro of; null without one, and when another guards it by now. */
async function ownEngine({ policies, config }: ReportOptions): Promise<ControlClient | null> {
  const socket = process.env[socketVariable];
  if (socket === undefined || policies !== undefined || config !== undefined) return null;
  return connectControl(socket).catch(() => null);
}

type Read = { readonly metric: string; readonly value: SampleValue } | { readonly problem: string };

/** For messages: a value as one would write it. */
const examples: Readonly<Partial<Record<Dimension, string>>> = {
  percent: "5%",
  duration: "120ms",
  bytes: "64MiB",
  bytes_per_second: "1MiB/s",
  framerate: "57fps",
  temperature: "60C",
  rate: "2/s",
};

/** Values are written as in policies; a metric that is not built in takes a plain number, `true`, `false` or a text. */
function readValue(text: string): Read {
  const at = text.indexOf("=");
  if (at <= 0) return { problem: `${text}: write metric=value, such as fps=57` };
  const metric = text.slice(0, at);
  const written = text.slice(at + 1);
  const dimension = builtInMetric(metric)?.dimension;
  const plain = Number(written);
  if (dimension === undefined) {
    if (written === "true" || written === "false") return { metric, value: written === "true" };
    return { metric, value: written === "" || Number.isNaN(plain) ? written : plain };
  }
  if ((dimension === "framerate" || dimension === "rate") && written !== "" && !Number.isNaN(plain)) {
    return { metric, value: plain };
  }
  const quantity = parseQuantity(written, dimension as NumericDimension, examples[dimension] ?? "120");
  return "problem" in quantity ? { problem: `${metric}: ${quantity.problem}` } : { metric, value: quantity.value };
}

function countOf(text: string): number {
  const count = Number(text);
  if (text !== "" && Number.isFinite(count) && count >= 0) return count;
  throw new InvalidArgumentError("a count is a number of 0 or more.");
}

export function registerReport(program: Command): void {
  program
    .command("report")
    .summary("tell the engine how a macro is doing")
    .description("For macros: reports metrics, actions and a sign of life to the engine that guards them.")
    .argument("[values...]", "metric=value, such as fps=57 or response_time=120ms")
    .option("--run <id>", "the run, its macro's name or a pid (default: the one that this is called from)")
    .option("--actions <count>", "actions performed since the last report", countOf)
    .option("--policies <path>", "the engine that watches these, instead of the one that this is called from")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine report                                   only a sign of life
  macro-engine report fps=57 response_time=120ms
  macro-engine report --run heal_group --actions 12

Every report of a run is a sign of life: macro.heartbeat_age counts from the last one.

Exit codes: 0 taken, 1 no such engine or macro, 2 wrong use.`,
    )
    .action(async (values: string[], options: Omit<ReportOptions, "values">) => {
      process.exitCode = await reportCommand({ ...options, values }, processIo());
    });
}
