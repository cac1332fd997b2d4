/** `macro-engine report`: by which a macro, in whatever language, says how it and the game are doing; outside, what happened. */

import { builtInMetric, type Dimension, type NumericDimension, type SampleValue } from "@macro-engine/dsl";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseQuantity } from "../../config/quantity.ts";
import { type ControlClient, connectControl } from "../../control/connect-control.ts";
import { ControlError, type ReportParams } from "../../control/protocol.ts";
import { markVariable } from "../../macros/processes/process-table.ts";
import { socketVariable } from "../../macros/supervise.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { reachEngine } from "./reach-engine.ts";
import { type RecordReportOptions, reportFormats } from "./report-options.ts";

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

type AllOptions = Omit<ReportOptions, "values"> & RecordReportOptions;

/** Which of the two is meant: what a macro says of itself, or what the record tells; or why neither can be. */
function meaningOf(values: readonly string[], options: AllOptions): "own" | "record" | { readonly problem: string } {
  const { run, actions, session, since, from, to, format, output, store } = options;
  const isOwn = values.length > 0 || run !== undefined || actions !== undefined;
  const isRecord = [session, since, from, to, format, output, store].some((option) => option !== undefined);
  if (isOwn && isRecord)
    return { problem: "a macro's report of itself and a report of the record are two things: ask for one of them" };
  if (isRecord) return "record";
  return isOwn || process.env[markVariable] !== undefined ? "own" : "record";
}

async function eitherReport(values: readonly string[], options: AllOptions, io: CommandIo): Promise<number> {
  const meaning = meaningOf(values, options);
  if (meaning === "own") return reportCommand({ ...options, values }, io);
  const record = await import("./report-record.ts");
  return meaning === "record" ? record.recordReportCommand(options, io) : record.refuse(meaning.problem, io);
}

export function registerReport(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("report")
    .summary("what happened in a session or a period; inside a macro: how it is doing")
    .description(
      "Tells what the record holds of a session or a period: runs, time protected, cancellations by macro, rule and " +
        "reason, metrics, and how that compares with the time before. With values, --run or --actions, or called by a " +
        "macro without anything: reports metrics, actions and a sign of life to the engine that guards it.",
    )
    .argument("[values...]", "for macros: metric=value, such as fps=57 or response_time=120ms")
    .option("--session <name>", "of this session, by name or id (default: the newest)")
    .option("--since <time>", "of the time since 7d ago, or since a date")
    .option("--from <time>", "of a period: its beginning, and with --to its end")
    .option("--to <time>", "the end of the period (default: now)")
    .addOption(new Option("--format <format>", "how to print (default: text)").choices(reportFormats))
    .option("-o, --output <file>", "write there instead of printing")
    .option("--store <file>", "the engine's record (default: that of the configuration)")
    .option("--run <id>", "for macros: the run, its macro's name or a pid (default: the one that this is called from)")
    .option("--actions <count>", "for macros: actions performed since the last report", countOf)
    .option("--policies <path>", "the engine that watches these, instead of the one that this is called from")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine report                                   the newest session
  macro-engine report --since 7d --format html -o week.html
  macro-engine report --session "raid night" --format json
Inside a macro:
  macro-engine report                                   only a sign of life
  macro-engine report fps=57 response_time=120ms
  macro-engine report --run heal_group --actions 12

Every report of a run is a sign of life: macro.heartbeat_age counts from the last one.

Exit codes: 0 made or taken, 1 no such engine or macro, 2 wrong use, no such session or an unreadable record.`,
    )
    .action(async (values: string[], options: AllOptions) => {
      process.exitCode = await eitherReport(values, options, io());
    });
}
