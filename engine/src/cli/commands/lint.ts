/** `macro-engine lint`: what is wrong with policies, override files and the configuration, and what would be better. */

import { appendFileSync } from "node:fs";
import type { Severity } from "@macro-engine/dsl";
import { type Command, Option } from "commander";
import { displayPath } from "../../display-path.ts";
import { isInCi } from "../../metrics/available-metrics.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { writeBaseline } from "../lint/baseline.ts";
import { codePage } from "../lint/code-page.ts";
import { listRules, rulesJson, unknownCode } from "../lint/explain.ts";
import { isAtLeast, severities } from "../lint/outcome.ts";
import { type LintRun, runLint } from "../lint/run-lint.ts";
import { type LintFormatName, lintFormats } from "../report/lint-formats.ts";
import { githubSummary } from "../report/lint-github.ts";
import { counted, painter } from "../report/paint.ts";
import { RewriteError, rewriteFiles } from "../rewrite-files.ts";
import { whyUnwritable } from "../why-unwritable.ts";
import { formatOption } from "./command-options.ts";

export interface LintOptions {
  /** Files and folders; empty: those of the configuration. */
  readonly paths: readonly string[];
  readonly format?: LintFormatName;
  /** Folder of override files instead of the configuration's; false: none. */
  readonly overrides?: string | false;
  readonly config?: string;
  /** The least level that makes the exit code 1; default `warning`. */
  readonly failOn?: Severity;
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  /** A code to tell of, instead of linting. */
  readonly explain?: string;
  /** List the rules instead of linting. */
  readonly rules?: boolean;
  /** Whether this machine is asked what it measures; default: unless it says in `CI` that it only checks. */
  readonly asksMachine?: boolean;
  /** The day, `2027-01-31`; default today's. */
  readonly today?: string;
}

const usualFailOn = "warning" satisfies Severity;

/** Exit code 0 when clean, 1 with problems at or above `failOn`, 2 for wrong use and unreadable files. */
export async function lintCommand(options: LintOptions, io: CommandIo): Promise<number> {
  if (options.explain !== undefined) return explain(options.explain, io);
  if (options.rules === true) {
    io.stdout(options.format === "json" ? rulesJson() : listRules(painter(io.color)));
    return exitCodes.fine;
  }
  const clash = clashOf(options);
  if (clash !== null) return wrongUse(clash, io);
  const run = await runLint({
    cwd: io.cwd,
    paths: options.paths,
    ...(options.overrides === undefined ? {} : { overrides: options.overrides }),
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
    ignoresBaseline: options.writeBaseline === true,
    fix: options.fix === true || options.fixDryRun === true,
    asksMachine: options.asksMachine ?? !isInCi(),
    today: options.today ?? localDay(),
  });
  if (run.trouble !== null) {
    if (run.outcome.problems.length > 0) print(run, options, io);
    return wrongUse(run.trouble, io);
  }
  if (options.writeBaseline === true) return keepBaseline(run, io);
  if (options.fixDryRun === true) return showFixes(run, options, io);
  if (run.fixed !== null && !(await keepFixes(run, io))) return exitCodes.wrongUse;
  print(run, options, io);
  return exitCodeOf(run, options);
}

function wrongUse(message: string, io: CommandIo): number {
  io.stderr(`${message}\n`);
  return exitCodes.wrongUse;
}

function clashOf({ fix, fixDryRun, writeBaseline: writes }: LintOptions): string | null {
  if (fix === true && fixDryRun === true) return "--fix and --fix-dry-run do not go together: choose one";
  if (writes === true && (fix === true || fixDryRun === true)) {
    return "--write-baseline and --fix do not go together: mend first, then write down what is left";
  }
  return null;
}

function explain(code: string, io: CommandIo): number {
  const text = codePage(code);
  if (text === null) return wrongUse(unknownCode(code), io);
  io.stdout(text);
  return exitCodes.fine;
}

function print({ outcome }: LintRun, { format = "pretty", failOn }: LintOptions, io: CommandIo): void {
  io.stdout(lintFormats[format](outcome, { color: io.color, failOn: failOn ?? usualFailOn }));
  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (format === "github" && summary) appendFileSync(summary, githubSummary(outcome));
}

function exitCodeOf({ outcome, unreadable }: LintRun, { failOn = usualFailOn }: LintOptions): number {
  if (unreadable) return exitCodes.wrongUse;
  return outcome.problems.some((problem) => isAtLeast(problem, failOn)) ? exitCodes.findings : exitCodes.fine;
}

async function keepBaseline(
  { outcome, baselinePath, unreadable, absoluteOf }: LintRun,
  io: CommandIo,
): Promise<number> {
  if (baselinePath === null) {
    return wrongUse(
      "--write-baseline needs a file: name it with --baseline FILE, or as `lint.baseline` in macro-engine.yaml",
      io,
    );
  }
  if (unreadable) return wrongUse("no baseline was written: not every file can be read", io);
  try {
    const count = await writeBaseline(baselinePath, { ...outcome, absoluteOf });
    io.stdout(`${counted(count, "finding")} written to ${displayPath(baselinePath, io.cwd)}\n`);
    return exitCodes.fine;
  } catch (error) {
    return wrongUse(`${displayPath(baselinePath, io.cwd)} cannot be written: ${whyUnwritable(error)}`, io);
  }
}

/** False where a file could not be written, which has been said. */
async function keepFixes({ fixed, absoluteOf }: LintRun, io: CommandIo): Promise<boolean> {
  try {
    await rewriteFiles(fixed?.changed ?? [], absoluteOf);
    return true;
  } catch (error) {
    if (!(error instanceof RewriteError)) throw error;
    io.stderr(`${error.message}\n`);
    return false;
  }
}

/** The diff alone goes to stdout, so that it can be kept as a patch. */
async function showFixes(run: LintRun, options: LintOptions, io: CommandIo): Promise<number> {
  const { textDiff } = await import("../report/text-diff.ts");
  const changed = run.fixed?.changed ?? [];
  for (const change of changed) io.stdout(textDiff(change, run.marked, io.color));
  const files = counted(changed.length, "file");
  const made = changed.length === 0 ? "nothing to mend" : `${counted(run.outcome.fixed, "repair")} in ${files}`;
  const left = run.outcome.problems.filter((problem) => isAtLeast(problem, options.failOn ?? usualFailOn)).length;
  const rest = left === 0 ? "" : `; ${counted(left, "problem")} left that no repair is certain for`;
  io.stderr(`${made}${rest}\n`);
  const code = exitCodeOf(run, options);
  return code === exitCodes.fine && changed.length > 0 ? exitCodes.findings : code;
}

/** Today where this runs. */
function localDay(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function registerLint(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("lint")
    .summary("report what is wrong with policies, and mend it")
    .description("Checks policy files, the override files that change them, and the configuration.")
    .argument("[paths...]", "policy files and folders (default: those of the configuration)")
    .addOption(formatOption(Object.keys(lintFormats)))
    .addOption(
      new Option("--fail-on <level>", "the least level that makes the exit code 1")
        .choices([...severities].reverse())
        .default(usualFailOn),
    )
    .option("--fix", "make the repairs that are certain")
    .option("--fix-dry-run", "print them as a diff instead")
    .option("--baseline <file>", "findings that are known already")
    .option("--write-baseline", "write what is found now to that file")
    .option("--explain <code>", "tell what a code is about")
    .option("--rules", "list the rules")
    .option("--overrides <folder>", "override files (default: those of the configuration)")
    .option("--no-overrides", "leave override files out")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine lint policies/
  macro-engine lint --fix-dry-run policies/ | git apply
  macro-engine lint --format sarif policies/ > lint.sarif
  macro-engine lint --explain unused-let

Exit codes: 0 clean, 1 findings, 2 wrong use or unreadable files.`,
    )
    .action(async (paths: string[], options: Omit<LintOptions, "paths" | "today" | "asksMachine">) => {
      process.exitCode = await lintCommand({ ...options, paths }, io());
    });
}
