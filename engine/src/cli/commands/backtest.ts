/** `macro-engine backtest`: how policies would have done over everything that was recorded. */

import type { Program } from "@macro-engine/dsl";
import { type Command, InvalidArgumentError } from "commander";
import { type Backtest, backtest } from "../../backtest/backtest.ts";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { loadPolicies } from "../../load-policies.ts";
import { createSamplers, stalenessOf } from "../../metrics/index.ts";
import { PolicySetError } from "../../policy-set.ts";
import { openStoreReader } from "../../store/sqlite-store.ts";
import { StoreError } from "../../store/store-error.ts";
import { TraceError } from "../../traces/trace.ts";
import { type Asked, type Recordings, recordingsOf } from "../backtest/recordings.ts";
import { parseSince } from "../backtest/since.ts";
import { storedRecordings } from "../backtest/stored-recordings.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { backtestJson } from "../report/backtest-json.ts";
import { renderBacktest } from "../report/backtest-pretty.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { painter } from "../report/paint.ts";
import { formatOption, overridesFolderOf } from "./command-options.ts";

export interface BacktestCommandOptions {
  /** Recordings: files, folders, patterns. */
  readonly traces: readonly string[];
  /** Instead of them the runs that the engine has recorded since: `7d`, or a date. */
  readonly fromStore?: string;
  /** Folders or files; without: those of the configuration. */
  readonly policies?: readonly string[];
  /** Profiles by name; without: those that govern. */
  readonly profile?: readonly string[];
  /** Name of the macro; of recorded runs: only those of this macro. */
  readonly macro?: string;
  /** Firings in an hour past which a rule is noisy. */
  readonly noisy?: number;
  /** Whether a cancelled macro starts again after its cooldown; without: in recordings yes, in recorded runs not. */
  readonly restart?: boolean;
  readonly format?: "pretty" | "json";
  readonly overrides?: string | false;
  readonly config?: string;
}

const defaultNoisyPerHour = 6;

/** Exit code 0 whatever fired; 1 for errors in the policies; 2 for wrong use, unreadable input and nothing to judge. */
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
    const program = await loadProgram(options, config, io);
    if (typeof program === "number") return program;
    const unknown = (options.profile ?? []).filter((name) => !program.profiles.some((one) => one.name === name));
    if (unknown.length > 0) {
      const names = program.profiles.map(({ name }) => name).join(", ");
      return refuse(`there is no profile ${unknown.join(", ")}: the policies have ${names || "none"}`, io);
    }
    return await judgeAll(program, options, config, io);
  } catch (error) {
    if (!(error instanceof PolicySetError || error instanceof TraceError || error instanceof StoreError)) throw error;
    return refuse(error.message, io);
  }
}

function refuse(message: string, io: CommandIo): number {
  io.stderr(`${message}\n`);
  return exitCodes.wrongUse;
}

function wrongUse({ traces, fromStore }: BacktestCommandOptions): string | null {
  if (traces.length === 0 && fromStore === undefined) {
    return "backtest needs recordings: name files and folders, or say --from-store 7d for what the engine has recorded";
  }
  if (traces.length > 0 && fromStore !== undefined) {
    return "backtest takes recordings from files or from the store, not from both: leave one of them out";
  }
  if (fromStore !== undefined && parseSince(fromStore, Date.now()) === null) {
    return `--from-store ${fromStore}: write how long ago, such as 7d, or a date, such as 2026-11-01`;
  }
  return null;
}

/** The program, or the exit code with which it could not be had. */
async function loadProgram(options: BacktestCommandOptions, config: Config, io: CommandIo): Promise<Program | number> {
  const loaded = await loadPolicies(options.policies ?? config.policies, {
    cwd: io.cwd,
    overridesFolder: overridesFolderOf(options.overrides, config),
    overridesNamed: typeof options.overrides === "string",
    overridesMode: config.overrides.mode,
  });
  if (loaded.program !== null) return loaded.program;
  io.stderr(renderDiagnostics(loaded.diagnostics, loaded.sourceOf, io.color));
  io.stderr("Nothing was judged: the policies have errors.\n");
  return loaded.set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
}

async function judgeAll(
  program: Program,
  options: BacktestCommandOptions,
  config: Config,
  io: CommandIo,
): Promise<number> {
  const noisyPerHour = options.noisy ?? defaultNoisyPerHour;
  const store = options.fromStore === undefined ? null : openStoreReader(config.store.path);
  try {
    const sources = await openRecordings(program, options, store, io);
    for (const note of sources.notes) io.stderr(`${note}\n`);
    if (sources.recordings.length === 0) return refuse("there is nothing to judge", io);
    const found = await backtest({
      program,
      recordings: sources.recordings,
      noisyPerHour,
      ...(store === null ? { zone: "UTC" } : asTheEngine(program, config)),
    });
    for (const note of sources.later()) io.stderr(`${note}\n`);
    print(found, noisyPerHour, options, io);
    return exitCodes.fine;
  } finally {
    store?.close();
  }
}

async function openRecordings(
  program: Program,
  options: BacktestCommandOptions,
  store: ReturnType<typeof openStoreReader> | null,
  io: CommandIo,
): Promise<Recordings> {
  const asked: Asked = {
    profiles: options.profile ?? [],
    macro: options.macro,
    // A recorded run is one run; a recording goes on, whatever would have happened to the macro.
    restarts: options.restart ?? store === null,
  };
  if (store === null) return recordingsOf(options.traces, program, asked, io.cwd);
  return storedRecordings(store, parseSince(options.fromStore!, Date.now())!, program, asked);
}

/** Time and staleness as the engine reads them that recorded it. */
function asTheEngine(program: Program, { zone, sources, intervalMs, stalenessMs }: Config) {
  const customMetrics = () => program.metrics.filter(({ custom }) => custom);
  const samplers = createSamplers({ sources, intervalMs, customMetrics });
  return { zone, stalenessMs: { ...stalenessOf(samplers), ...stalenessMs } };
}

function print(found: Backtest, noisyPerHour: number, options: BacktestCommandOptions, io: CommandIo): void {
  if (options.format === "json") io.stdout(`${JSON.stringify(backtestJson(found))}\n`);
  else io.stdout(renderBacktest(found, { paint: painter(io.color), noisyPerHour }));
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

Exit codes: 0 judged, 1 errors in the policies, 2 wrong use or unreadable input.`,
    )
    .action(async (traces: string[], options: Omit<BacktestCommandOptions, "traces">) => {
      process.exitCode = await backtestCommand({ ...options, traces }, io());
    });
}
