/** `macro-engine explain`: why a macro was cancelled, or what a rule would do over a recording. */

import type { Command } from "commander";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { StoreError } from "../../store/store-error.ts";
import { TraceError } from "../../traces/trace.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { explanationJson } from "../report/explain-json.ts";
import { renderExplanation } from "../report/explain-pretty.ts";
import type { ExplainReport } from "../report/explain-report.ts";
import { painter } from "../report/paint.ts";
import { formatOption, readingOf, storePathOf } from "./command-options.ts";
import { explainStored } from "./explain-stored.ts";
import { explainTrace } from "./explain-trace.ts";

export interface ExplainOptions {
  /** Id of a decision, or enough of it. */
  readonly event?: string;
  readonly macro?: string;
  /** Path of the record; without: the configuration's. */
  readonly store?: string;
  /** A recording instead of the record, the profile to judge it by, and what of it. */
  readonly trace?: string;
  readonly profile?: string;
  readonly rule?: string;
  readonly at?: string;
  readonly policies?: readonly string[];
  readonly format?: "pretty" | "json";
  readonly overrides?: string | false;
  readonly config?: string;
}

/** What is found, or the exit code of what was printed. */
export type Found = ExplainReport | number;

/** The policies of today. */
export type LoadedToday = Awaited<ReturnType<typeof loadPolicies>>;

/** Exit code 0 when explained; 1 when there is nothing to explain, or the policies have errors; 2 for wrong use and unreadable input. */
export async function explainCommand(options: ExplainOptions, io: CommandIo): Promise<number> {
  const misuse = misuseOf(options);
  if (misuse !== null) {
    io.stderr(`${misuse}\n`);
    return exitCodes.wrongUse;
  }
  const { config, problems } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  try {
    const report = await find(options, config, io);
    if (typeof report === "number") return report;
    const text =
      options.format === "json"
        ? `${JSON.stringify(explanationJson(report))}\n`
        : renderExplanation(report, painter(io.color), io.color);
    io.stdout(text);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof PolicySetError || error instanceof TraceError || error instanceof StoreError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

function misuseOf({ event, trace, profile, at, rule, store }: ExplainOptions): string | null {
  if (trace === undefined) {
    const named = Object.entries({ "--profile": profile, "--at": at, "--rule": rule }).find(([, value]) => value);
    if (named === undefined) return null;
    return `${named[0]} is about a recording: name one with --trace FILE, or an event of the record by its id`;
  }
  if (event !== undefined) return "an event's id and --trace are two questions: ask one of them";
  return store === undefined ? null : "--store and --trace are two places to look: name one of them";
}

async function find(options: ExplainOptions, config: Config, io: CommandIo): Promise<Found> {
  if (options.trace !== undefined) {
    return explainTrace({ ...options, trace: options.trace }, await loadToday(options, config, io), io);
  }
  const path = storePathOf(options.store, config, io.cwd);
  // The record tells without them, only less.
  const today = await loadToday(options, config, io).catch((error: unknown) => {
    if (error instanceof PolicySetError && options.policies === undefined) return null;
    throw error;
  });
  return explainStored(options, { path, config, today }, io);
}

function loadToday(options: ExplainOptions, config: Config, io: CommandIo): Promise<LoadedToday> {
  return loadPolicies(options.policies ?? config.policies, readingOf(options.overrides, config, io.cwd));
}

/** Not a variadic option: that one would take the event too. */
function collect(path: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, path];
}

export function registerExplain(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("explain")
    .summary("say why a macro was cancelled")
    .description(
      "Shows the rule, each part of its condition with its value, truth and course, other rules that were near, and the " +
        "smallest change of each number that would have spared the macro. Without an event: the last cancellation.",
    )
    .argument("[event]", "id of the event, as `watch --json` prints it; its beginning or end will do")
    .option("--macro <name>", "the last event of this macro; with --trace: the macro's name")
    .option("--store <file>", "the engine's record (default: that of the configuration)")
    .option("--trace <file>", "a recording instead of the record")
    .option("--profile <name>", "with --trace: the profile that judges it")
    .option("--at <time>", "with --trace: when, such as 15s since its start (default: the first cancel)")
    .option("--rule <name>", "with --trace: which rule (default: the one that fired, or was nearest to)")
    .option(
      "--policies <path>",
      "policy file or folder; may be repeated (default: those of the configuration)",
      collect,
    )
    .addOption(formatOption(["pretty", "json"]))
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine explain                                        the last cancellation
  macro-engine explain 01a20ad8
  macro-engine explain --profile heal --trace night.csv --at 15s

Exit codes: 0 explained, 1 nothing to explain or errors in the policies, 2 wrong use or unreadable input.`,
    )
    .action(async (event: string | undefined, options: Omit<ExplainOptions, "event">) => {
      process.exitCode = await explainCommand(event === undefined ? options : { ...options, event }, io());
    });
}
