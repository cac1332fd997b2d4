/** `macro-engine backtest`: how policies would have done over everything that was recorded. */

import { type Command, InvalidArgumentError } from "commander";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { StoreError } from "../../store/store-error.ts";
import { TraceError } from "../../traces/trace.ts";
import { judgeAll, type Loaded, UnwritableError } from "../backtest/judge-all.ts";
import { type BacktestCommandOptions, defaultNoisyPerHour, unknownName, wrongUse } from "../backtest/options.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { formatOption, readingOf } from "./command-options.ts";

/** Exit code 0 whatever fired; 1 for errors in the policies and suggestions that cannot be made; 2 for wrong use, unreadable input and nothing to judge. */
export async function backtestCommand(options: BacktestCommandOptions, io: CommandIo): Promise<number> {
  const { config, problems } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
    ...(options.policies === undefined ? {} : { policies: options.policies }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  const wrong = wrongUse(options);
  if (wrong !== null) return refuse(wrong, io);
  try {
    const loaded = await load(options, config, io);
    if (typeof loaded === "number") return loaded;
    const unknown = unknownName(loaded.program, options);
    return unknown === null ? await judgeAll(loaded, options, config, io) : refuse(unknown, io);
  } catch (error) {
    const told = [PolicySetError, TraceError, StoreError, UnwritableError];
    if (told.some((kind) => error instanceof kind)) return refuse((error as Error).message, io);
    throw error;
  }
}

function refuse(message: string, io: CommandIo): number {
  io.stderr(`${message}\n`);
  return exitCodes.wrongUse;
}

/** The policies, or the exit code with which they could not be had. */
async function load(options: BacktestCommandOptions, config: Config, io: CommandIo): Promise<Loaded | number> {
  const loaded = await loadPolicies(options.policies ?? config.policies, readingOf(options.overrides, config, io.cwd));
  if (loaded.program !== null) return { ...loaded, program: loaded.program };
  io.stderr(renderDiagnostics(loaded.diagnostics, loaded.sourceOf, io.color));
  io.stderr("Nothing was judged: the policies have errors.\n");
  return loaded.set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
}

/** Not a variadic option: that one would take the recordings too. */
function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, text];
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError("it is a number of 0 or more.");
}

export function registerBacktest(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("backtest")
    .summary("judge policies by everything that was recorded")
    .description(
      "Says how often each rule would have fired over recordings, when, and for how long, by profile; which rules never " +
        "would, and which would too often. A recording that names its macro is judged under the profile that governs it, " +
        "any other under every profile.",
    )
    .argument("[traces...]", "recordings: files, folders, patterns")
    .option("--from-store <since>", "what the engine has recorded: since 7d ago, or since a date")
    .option("--store <file>", "with --from-store: the record (default: that of the configuration)")
    .option(
      "--policies <path>",
      "policy file or folder; may be repeated (default: those of the configuration)",
      collect,
    )
    .option("--profile <name>", "judge under this profile; may be repeated", collect)
    .option("--macro <name>", "name of the macro; with --from-store: only its runs")
    .option(
      "--noisy <count>",
      `firings in an hour past which a rule is noisy (default: ${defaultNoisyPerHour})`,
      positive,
    )
    .option("--restart", "start the macro again after each cancel and its cooldown (default for recordings)")
    .option("--no-restart", "end at the first cancel (default with --from-store)")
    .option("--suggest <rate>", 'propose thresholds and waits that meet a rate: "at most one cancel in 20 runs", 2/h')
    .option("--rule <name>", "for --suggest: this rule alone, cpu_hot or heal.cpu_hot")
    .option("--patch <file>", "write what --suggest proposes as a patch")
    .option("--html <file>", "write a page with charts")
    .addOption(formatOption(["pretty", "json"]))
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine backtest --policies policies/ recordings/
  macro-engine backtest --from-store 7d --noisy 2
  macro-engine backtest recordings/ --suggest "at most one cancel in 20 runs" --patch calmer.patch

Exit codes: 0 judged, 1 errors in the policies or no suggestion that would do, 2 wrong use or unreadable input.`,
    )
    .action(async (traces: string[], options: Omit<BacktestCommandOptions, "traces">) => {
      process.exitCode = await backtestCommand({ ...options, traces }, io());
    });
}
