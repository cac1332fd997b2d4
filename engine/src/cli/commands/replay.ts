/** `macro-engine replay`: what a policy would have done over a recording. */

import { resolve } from "node:path";
import { governingProfile, type Program, type ProgramProfile } from "@macro-engine/dsl";
import { type Command, Option } from "commander";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { displayPath } from "../../display-path.ts";
import { loadPolicies } from "../../load-policies.ts";
import { PolicySetError } from "../../policy-set.ts";
import { type EvaluatorName, evaluatorFactory, evaluatorNames } from "../../runtime/evaluators.ts";
import { defaultStartWallMs, everyRow, type SimulationEnd, simulate } from "../../runtime/simulate.ts";
import { defaultIntervalMs } from "../../runtime/simulate-test-feed.ts";
import type { Decision } from "../../runtime/types.ts";
import { dimensionsOf, openTrace, type TraceFile } from "../../traces/read-trace.ts";
import { TraceError } from "../../traces/trace.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { type Paint, painter } from "../report/paint.ts";
import { decisionJson, dimensionsByName, renderDecision, renderReplayEnd } from "../report/replay-report.ts";
import { collect, readingOf } from "./command-options.ts";

export interface ReplayOptions {
  /** Path of the recording. */
  readonly trace: string;
  /** Folders or files; without: those of the configuration. */
  readonly policies?: readonly string[];
  /** Name of the macro; its profile is found as when it runs. */
  readonly macro?: string;
  /** The profile by name. With `macro` too, the macro has that name. */
  readonly profile?: string;
  readonly json?: boolean;
  /** The macro starts again at the first snapshot after its cooldown. */
  readonly restart?: boolean;
  readonly evaluator?: EvaluatorName;
  readonly overrides?: string | false;
  readonly config?: string;
}

/** Exit code 0 when replayed, whatever happened in it; 1 for errors in the policies; 2 for wrong use and unreadable input. */
export async function replayCommand(options: ReplayOptions, io: CommandIo): Promise<number> {
  if (options.macro === undefined && options.profile === undefined) {
    io.stderr("replay needs --macro NAME or --profile NAME: whose rules are to be replayed?\n");
    return exitCodes.wrongUse;
  }
  const { config, problems } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  try {
    const program = await loadProgram(options, config, io);
    return typeof program === "number" ? program : await replay(program, options, config, io);
  } catch (error) {
    if (!(error instanceof PolicySetError || error instanceof TraceError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

/** The program, or the exit code with which it could not be had. */
async function loadProgram(options: ReplayOptions, config: Config, io: CommandIo): Promise<Program | number> {
  const loaded = await loadPolicies(options.policies ?? config.policies, readingOf(options.overrides, config, io.cwd));
  if (loaded.program !== null) return loaded.program;
  io.stderr(renderDiagnostics(loaded.diagnostics, loaded.sourceOf, io.color));
  io.stderr("Nothing was replayed: the policies have errors.\n");
  return loaded.set.diagnostics.length > 0 ? exitCodes.wrongUse : exitCodes.findings;
}

function findProfile(program: Program, { macro, profile }: ReplayOptions): ProgramProfile | null {
  if (profile !== undefined) return program.profiles.find(({ name }) => name === profile) ?? null;
  return governingProfile(program, { macro: macro! });
}

async function replay(program: Program, options: ReplayOptions, config: Config, io: CommandIo): Promise<number> {
  const paint = painter(io.color);
  const profile = findProfile(program, options);
  if (profile === null && options.profile !== undefined) {
    const names = program.profiles.map(({ name }) => name).join(", ");
    io.stderr(`there is no profile ${options.profile}: the policies have ${names || "none"}\n`);
    return exitCodes.wrongUse;
  }
  const trace = await openTrace(
    resolve(io.cwd, options.trace),
    dimensionsOf(program),
    displayPath(resolve(io.cwd, options.trace), io.cwd),
  );
  const macro = options.macro ?? nameInTrace(trace) ?? profile!.name;
  if (profile === null) io.stderr(`no profile governs ${macro}: it would be watched, and never acted upon\n`);
  if (options.json !== true) {
    const governed = profile === null ? "no profile" : `profile ${profile.name} (${profile.level})`;
    const began = trace.startWallMs === null ? "" : `, from ${new Date(trace.startWallMs).toISOString()}`;
    io.stdout(`${paint("dim", `${macro}, ${governed}, over ${options.trace}${began}`)}\n\n`);
  }
  const createEvaluator = await evaluatorFactory(options.evaluator ?? config.evaluator);
  const print =
    options.json === true
      ? (decision: Decision) => `${JSON.stringify(decisionJson(decision))}\n`
      : prettyPrinter(program, paint);
  let events = 0;
  const end = await simulate(
    {
      evaluator: createEvaluator(program, { intervalMs: trace.intervalMs ?? defaultIntervalMs, zone: "UTC" }),
      macro,
      profile: profile?.name ?? null,
      startWallMs: trace.startWallMs ?? defaultStartWallMs,
      restartAfterMs: options.restart === true ? (profile?.cooldownMs ?? 0) : null,
      onDecision: (decision) => {
        events += 1;
        io.stdout(print(decision));
      },
    },
    everyRow(trace.rows()),
  );
  for (const note of trace.notes()) io.stderr(`${options.trace}: ${note}\n`);
  if (options.json !== true) io.stdout(pretty(end, events, paint));
  return exitCodes.fine;
}

function pretty(end: SimulationEnd, events: number, paint: Paint): string {
  return `${events > 0 ? "\n" : ""}${renderReplayEnd(end, events, paint)}`;
}

function prettyPrinter(program: Program, paint: Paint): (decision: Decision) => string {
  const dimensions = dimensionsByName(program);
  return (decision) => renderDecision(decision, dimensions, paint);
}

function nameInTrace({ firstRow }: TraceFile): string | null {
  const value = firstRow?.values[firstRow.metrics.indexOf("macro.name")];
  return typeof value === "string" ? value : null;
}

export function registerReplay(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("replay")
    .summary("run policies over a recording")
    .description(
      "Says what a profile would have done over a recorded trace: CSV (time and metric names in base units), JSON lines, " +
        "or a log of MangoHud or PresentMon. Without --restart it ends at the first cancel.",
    )
    .argument("<trace>", "the recording")
    .option(
      "--policies <path>",
      "policy file or folder; may be repeated (default: those of the configuration)",
      collect,
    )
    .option("--macro <name>", "name of the macro: the profile that governs it is taken")
    .option("--profile <name>", "the profile, by name")
    .option("--json", "print JSON lines")
    .option("--restart", "start the macro again after each cancel and its cooldown")
    .addOption(new Option("--evaluator <name>", "rule engine").choices(evaluatorNames))
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine replay --policies policies/ --macro heal_party night.csv
  macro-engine replay --policies policies/ --profile heal --json --restart night.csv | jq .message

Exit codes: 0 replayed, 1 errors in the policies, 2 wrong use or unreadable input.`,
    )
    .action(async (trace: string, options: Omit<ReplayOptions, "trace">) => {
      process.exitCode = await replayCommand({ ...options, trace }, io());
    });
}
