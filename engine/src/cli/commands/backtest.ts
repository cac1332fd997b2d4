/** `macro-engine backtest`: how policies would have done over everything that was recorded. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Program } from "@macro-engine/dsl";
import { type Command, InvalidArgumentError } from "commander";
import { type Backtest, type BacktestOptions, backtest } from "../../backtest/backtest.ts";
import { keepRows } from "../../backtest/kept-rows.ts";
import { parseRate } from "../../backtest/rate.ts";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { type LoadedPolicies, loadPolicies } from "../../load-policies.ts";
import { createSamplers, stalenessOf } from "../../metrics/index.ts";
import { PolicySetError } from "../../policy-set.ts";
import { openStoreReader } from "../../store/sqlite-store.ts";
import { StoreError } from "../../store/store-error.ts";
import { TraceError } from "../../traces/trace.ts";
import { type Asked, type Recordings, recordingsOf } from "../backtest/recordings.ts";
import { parseSince } from "../backtest/since.ts";
import { storedRecordings } from "../backtest/stored-recordings.ts";
import { type AskedFor, type Suggestion, suggestion } from "../backtest/suggestion.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { backtestJson } from "../report/backtest-json.ts";
import { renderBacktest } from "../report/backtest-pretty.ts";
import { renderSuggestion, suggestionJson } from "../report/backtest-suggestion.ts";
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
  /** How often rules may fire: thresholds and waits are proposed that meet it. "at most one cancel in 20 runs", `2/h`. */
  readonly suggest?: string;
  /** For the suggestion: this rule alone, `cpu_hot` or `heal.cpu_hot`. */
  readonly rule?: string;
  /** Writes the suggestion's patch there. */
  readonly patch?: string;
  /** Writes a page with charts there. */
  readonly html?: string;
  readonly format?: "pretty" | "json";
  readonly overrides?: string | false;
  readonly config?: string;
}

const defaultNoisyPerHour = 6;

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

function wrongUse(options: BacktestCommandOptions): string | null {
  const { traces, fromStore } = options;
  if (traces.length === 0 && fromStore === undefined) {
    return "backtest needs recordings: name files and folders, or say --from-store 7d for what the engine has recorded";
  }
  if (traces.length > 0 && fromStore !== undefined) {
    return "backtest takes recordings from files or from the store, not from both: leave one of them out";
  }
  if (fromStore !== undefined && parseSince(fromStore, Date.now()) === null) {
    return `--from-store ${fromStore}: write how long ago, such as 7d, or a date, such as 2026-11-01`;
  }
  if (options.suggest !== undefined && parseRate(options.suggest) === null) {
    return `--suggest ${options.suggest}: write a rate such as "at most one cancel in 20 runs", 1/20runs or 2/h`;
  }
  const alone = (["rule", "patch"] as const).find(
    (name) => options[name] !== undefined && options.suggest === undefined,
  );
  return alone === undefined ? null : `--${alone} belongs to a suggestion: say --suggest RATE as well`;
}

/** What an option names that is not there; null: all is. */
function unknownName(program: Program, { profile = [], rule }: BacktestCommandOptions): string | null {
  const missing = profile.filter((name) => !program.profiles.some((one) => one.name === name));
  const names = program.profiles.map(({ name }) => name).join(", ") || "none";
  if (missing.length > 0) return `there is no profile ${missing.join(", ")}: the policies have ${names}`;
  if (rule === undefined) return null;
  const wanted = ruleNamed(rule);
  const among = program.profiles.filter(({ name }) => wanted.profile === null || name === wanted.profile);
  if (among.length === 0) return `there is no profile ${wanted.profile}: the policies have ${names}`;
  const rules = [...new Set(among.flatMap((one) => one.rules.map(({ name }) => name)))];
  return rules.includes(wanted.name) ? null : `there is no rule ${rule}: there are ${rules.join(", ") || "none"}`;
}

function ruleNamed(text: string): { readonly profile: string | null; readonly name: string } {
  const at = text.indexOf(".");
  return at < 0 ? { profile: null, name: text } : { profile: text.slice(0, at), name: text.slice(at + 1) };
}

type Loaded = LoadedPolicies & { readonly program: Program };

/** The policies, or the exit code with which they could not be had. */
async function load(options: BacktestCommandOptions, config: Config, io: CommandIo): Promise<Loaded | number> {
  const loaded = await loadPolicies(options.policies ?? config.policies, {
    cwd: io.cwd,
    overridesFolder: overridesFolderOf(options.overrides, config),
    overridesNamed: typeof options.overrides === "string",
    overridesMode: config.overrides.mode,
  });
  if (loaded.program !== null) return { ...loaded, program: loaded.program };
  io.stderr(renderDiagnostics(loaded.diagnostics, loaded.sourceOf, io.color));
  io.stderr("Nothing was judged: the policies have errors.\n");
  return loaded.set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
}

async function judgeAll(
  loaded: Loaded,
  options: BacktestCommandOptions,
  config: Config,
  io: CommandIo,
): Promise<number> {
  const { program } = loaded;
  const store = options.fromStore === undefined ? null : openStoreReader(config.store.path);
  try {
    const sources = await openRecordings(program, options, store, io);
    for (const note of sources.notes) io.stderr(`${note}\n`);
    if (sources.recordings.length === 0) return refuse("there is nothing to judge", io);
    const judging: BacktestOptions = {
      program,
      // A suggestion reads them many times.
      recordings: options.suggest === undefined ? sources.recordings : keepRows(sources.recordings),
      noisyPerHour: options.noisy ?? defaultNoisyPerHour,
      courses: options.html !== undefined,
      ...(store === null ? { zone: "UTC" } : asTheEngine(program, config)),
    };
    const found = await backtest(judging);
    for (const note of sources.later()) io.stderr(`${note}\n`);
    const asked = askedFor(options);
    const suggested = asked === null ? null : await suggestion(asked, found, loaded, judging, config.overrides.mode);
    print({ found, suggested, noisyPerHour: judging.noisyPerHour }, options, io);
    if (suggested !== null && options.patch !== undefined) write(options.patch, suggested.patch(false), io);
    if (options.html !== undefined) {
      const { backtestPage } = await import("../report/backtest-html/page.ts");
      write(options.html, backtestPage(found, suggested), io);
    }
    return suggested?.profiles.some(({ outcome }) => outcome === "cannot be met") ? exitCodes.findings : exitCodes.fine;
  } finally {
    store?.close();
  }
}

function write(file: string, text: string, io: CommandIo): void {
  try {
    writeFileSync(resolve(io.cwd, file), text);
  } catch (error) {
    throw new UnwritableError(`${file} cannot be written: ${(error as Error).message}`);
  }
}

/** A file that was asked for and cannot be had. */
class UnwritableError extends Error {}

function askedFor({ suggest, rule }: BacktestCommandOptions): AskedFor | null {
  if (suggest === undefined) return null;
  return { text: suggest, rate: parseRate(suggest)!, rule: rule === undefined ? null : ruleNamed(rule) };
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

interface Printed {
  readonly found: Backtest;
  readonly suggested: Suggestion | null;
  readonly noisyPerHour: number;
}

function print({ found, suggested, noisyPerHour }: Printed, { format }: BacktestCommandOptions, io: CommandIo): void {
  if (format === "json") {
    const more = suggested === null ? {} : { suggestion: suggestionJson(suggested, found) };
    io.stdout(`${JSON.stringify({ ...backtestJson(found), ...more })}\n`);
    return;
  }
  const paint = painter(io.color);
  io.stdout(renderBacktest(found, { paint, noisyPerHour }));
  if (suggested !== null) io.stdout(`\n${renderSuggestion(suggested, found, paint, io.color)}`);
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
