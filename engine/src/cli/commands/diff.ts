/** `macro-engine diff`: what changes in behaviour between two policy sets. */

import { type Comparison, comparePrograms, type Program, type Relation } from "@macro-engine/dsl";
import { type Command, Option } from "commander";
import { loadConfig, renderConfigProblems } from "../../config.ts";
import { PolicySetError } from "../../policy-set.ts";
import { TraceError } from "../../traces/trace.ts";
import { compareTraces, findTraces, type TraceReport } from "../compare/compare-traces.ts";
import { readSides, type Side, type SideOptions } from "../compare/read-side.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { proofRoomOf } from "../prove/proof-room.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { comparisonJson } from "../report/diff-json.ts";
import { comparisonMarkdown } from "../report/diff-markdown.ts";
import { renderComparison } from "../report/diff-pretty.ts";
import { painter } from "../report/paint.ts";
import { formatOption, readingOf } from "./command-options.ts";

/** What makes the command fail. What may be laxer counts as if it were: it was not shown to be fine. */
const failing = {
  laxer: ["laxer", "incomparable", "not-analysed"],
  incomparable: ["incomparable", "not-analysed"],
  any: ["laxer", "stricter", "incomparable", "not-analysed"],
} as const satisfies Record<string, readonly Relation[]>;

export interface DiffOptions {
  /** Files, folders, or `REVISION:PATH`; or revisions alone, one or two. */
  readonly before: string;
  readonly after?: string | undefined;
  readonly format?: "pretty" | "json" | "markdown";
  readonly failOn?: keyof typeof failing;
  /** Recordings that are replayed under both. */
  readonly traces?: string;
  readonly overrides?: string | false;
  readonly config?: string;
}

/** Exit code 0 when compared, 1 for what --fail-on names and for errors in the policies, 2 for wrong use and unreadable input. */
export async function diffCommand(options: DiffOptions, io: CommandIo): Promise<number> {
  const { config, problems } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: io.color })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  const reading: SideOptions = readingOf(options.overrides, config, io.cwd);
  try {
    const sides = await readSides(options.before, options.after, config.policies, reading);
    const [before, after] = sides.map(({ loaded }) => loaded.program);
    if (before == null || after == null) return reportErrors(sides, io);
    const comparison = comparePrograms(before, after, (program) => proofRoomOf(program, config));
    const traces = await tracesOf(options, before, after, io);
    io.stdout(rendered(comparison, traces, options, io));
    const fails: readonly Relation[] = options.failOn === undefined ? [] : failing[options.failOn];
    const isBad = comparison.profiles.some(({ relation }) => fails.includes(relation));
    if ((traces?.unreadable.length ?? 0) > 0) return exitCodes.wrongUse;
    return isBad ? exitCodes.findings : exitCodes.fine;
  } catch (error) {
    if (!(error instanceof PolicySetError || error instanceof TraceError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

async function tracesOf(options: DiffOptions, before: Program, after: Program, io: CommandIo) {
  if (options.traces === undefined) return null;
  return compareTraces(findTraces(options.traces, io.cwd), before, after, io.cwd);
}

function reportErrors(sides: readonly Side[], io: CommandIo): number {
  for (const { name, loaded } of sides) {
    if (loaded.program !== null) continue;
    io.stderr(`${name} has errors: only policies without any can be compared\n\n`);
    io.stderr(renderDiagnostics(loaded.diagnostics, loaded.sourceOf, io.color));
  }
  return sides.some(({ loaded }) => loaded.set.diagnostics.length > 0) ? exitCodes.wrongUse : exitCodes.findings;
}

function rendered(comparison: Comparison, traces: TraceReport | null, { format }: DiffOptions, io: CommandIo): string {
  if (format === "json") return `${JSON.stringify(comparisonJson(comparison, traces))}\n`;
  if (format === "markdown") return comparisonMarkdown(comparison, traces);
  return renderComparison(comparison, traces, painter(io.color));
}

export function registerDiff(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("diff")
    .summary("tell what changes in behaviour between two policy sets")
    .description(
      "Compares what two policy sets do, not how they are written: by profile and rule, what is stricter or laxer, with " +
        "samples that show it. Each is a file, a folder, or the same at a git revision (HEAD~1:policies). Of a " +
        "revision alone, the policies of the configuration are compared with now; of two, with each other.",
    )
    .argument("<old>", "the policies before")
    .argument("[new]", "the policies after")
    .addOption(formatOption(["pretty", "json", "markdown"]))
    .addOption(new Option("--fail-on <what>", "exit with 1 for such changes").choices(Object.keys(failing)))
    .option("--traces <path>", "recordings: tell which runs would have gone another way")
    .option("--overrides <folder>", "override files, of the same revision each (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine diff HEAD
  macro-engine diff v1 v2
  macro-engine diff HEAD:policies policies
  macro-engine diff origin/main:policies policies --fail-on laxer --format markdown
  macro-engine diff old/ new/ --traces recordings/

Exit codes: 0 compared, 1 a change that --fail-on names or errors in the policies, 2 wrong use or unreadable input.`,
    )
    .action(async (before: string, after: string | undefined, options: Omit<DiffOptions, "before" | "after">) => {
      process.exitCode = await diffCommand({ ...options, before, after }, io());
    });
}
