/** `macro-engine fmt`: writes policies in the one style. */

import { buffer } from "node:stream/consumers";
import { TextDecoder } from "node:util";
import { type Diagnostic, format, parse, type Source } from "@macro-engine/dsl";
import { type Command, InvalidArgumentError } from "commander";
import { type Config, leastWidth, loadConfig, mostWidth, renderConfigProblems } from "../../config.ts";
import { type PolicySet, PolicySetError, readPolicySet } from "../../policy-set.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";
import { renderDiagnostics } from "../report/diagnostics-report.ts";
import { counted } from "../report/paint.ts";
import { textDiff } from "../report/text-diff.ts";
import { type Rewrite, RewriteError, rewriteFiles } from "../rewrite-files.ts";

export interface FmtOptions {
  /** Files and folders, or `-` alone for stdin; empty: those of the configuration. */
  readonly paths: readonly string[];
  /** Say what would change, and change nothing. */
  readonly check?: boolean;
  /** Print what would change as a diff, and change nothing. */
  readonly diff?: boolean;
  /** Columns; default the configuration's. */
  readonly width?: number;
  /** What messages call stdin. */
  readonly stdinFilename?: string;
  readonly config?: string;
}

type ReadStdin = () => Promise<Uint8Array>;

/**
 * Exit code 0 when all is formatted, 1 when something would change under `check` or `diff`, or cannot be parsed, 2 for wrong
 * use and for files that cannot be read or written.
 */
export async function fmtCommand(
  options: FmtOptions,
  io: CommandIo,
  readStdin: ReadStdin = () => buffer(process.stdin),
): Promise<number> {
  const { config: path } = options;
  const { config, problems } = loadConfig({ cwd: io.cwd, ...(path === undefined ? {} : { path }) });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: false })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  const width = options.width ?? config.fmt.width;
  if (!options.paths.includes("-")) return formatFiles(options, config, width, io);
  if (options.paths.length === 1) return formatStdin(options, width, io, readStdin);
  io.stderr("`-` stands for stdin and goes with no other path: name files, or `-` alone\n");
  return exitCodes.wrongUse;
}

async function formatFiles(options: FmtOptions, config: Config, width: number, io: CommandIo): Promise<number> {
  try {
    const paths = options.paths.length > 0 ? options.paths : config.policies;
    const set = await readPolicySet(paths, { cwd: io.cwd, overridesFolder: null });
    const formatted = set.files.map((source) => formatOne(source, width));
    const errors = formatted.flatMap(({ diagnostics }) => diagnostics);
    const sourceOf = (file: string) => set.files.find((source) => source.path === file);
    io.stderr(renderDiagnostics([...set.diagnostics, ...errors], sourceOf, false));
    const failed = options.check === true || options.diff === true ? [] : await writeAll(formatted, set, io);
    report(formatted, failed, { ...options, marked: set.marked }, io);
    return set.diagnostics.length + failed.length > 0 ? exitCodes.wrongUse : exitCodeOf(formatted, options);
  } catch (error) {
    if (!(error instanceof PolicySetError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

/** Writes what has changed, each file for itself; gives those that could not be written, which is told. */
async function writeAll(formatted: readonly Formatted[], set: PolicySet, io: CommandIo): Promise<Formatted[]> {
  const failed: Formatted[] = [];
  for (const one of formatted.filter(isChanged)) {
    try {
      await rewriteFiles([one], (file) => set.absolutePaths.get(file)!);
    } catch (error) {
      if (!(error instanceof RewriteError)) throw error;
      io.stderr(`${error.message}\n`);
      failed.push(one);
    }
  }
  return failed;
}

interface Formatted extends Rewrite {
  readonly diagnostics: readonly Diagnostic[];
}

function formatOne(before: Source, width: number): Formatted {
  const parsed = parse(before);
  return { before, after: { ...before, text: format(parsed, { width }) }, diagnostics: parsed.diagnostics };
}

/** Files go to stdout, one a line, or as a diff; the sum of it to stderr. */
function report(
  formatted: readonly Formatted[],
  failed: readonly Formatted[],
  options: FmtOptions & Pick<PolicySet, "marked">,
  io: CommandIo,
): void {
  const { check = false, diff = false, marked } = options;
  const changed = formatted.filter((one) => isChanged(one) && !failed.includes(one));
  for (const one of changed) io.stdout(diff ? textDiff(one, marked, io.color) : `${one.before.path}\n`);
  const broken = formatted.filter(({ diagnostics }) => diagnostics.length > 0).length;
  const files = counted(formatted.length, "file");
  const parts = [
    changed.length === 0
      ? `${files}, nothing to change`
      : `${changed.length} of ${files} ${check || diff ? "would change" : "formatted"}`,
    ...(broken === 0 ? [] : [`what cannot be read in ${broken} was left alone`]),
    ...(failed.length === 0 ? [] : [`${failed.length} could not be written`]),
  ];
  // Not a file that can be read: that has been said.
  if (formatted.length === 0) return;
  const isFine = parts.length === 1 && (changed.length === 0 || !(check || diff));
  io.stderr(`${isFine ? "✓" : "✗"} ${parts.join("; ")}\n`);
}

function isChanged({ before, after }: Rewrite): boolean {
  return before.text !== after.text;
}

function exitCodeOf(formatted: readonly Formatted[], { check, diff }: FmtOptions): number {
  const wouldChange = (check === true || diff === true) && formatted.some(isChanged);
  const isBroken = formatted.some(({ diagnostics }) => diagnostics.length > 0);
  return wouldChange || isBroken ? exitCodes.findings : exitCodes.fine;
}

/** The text goes to stdout, whatever is wrong with it: an editor that pipes it through loses nothing. */
async function formatStdin(options: FmtOptions, width: number, io: CommandIo, readStdin: ReadStdin): Promise<number> {
  const path = options.stdinFilename ?? "stdin.macropolicy";
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readStdin());
  } catch {
    io.stderr(`${path}: it is not UTF-8\n`);
    return exitCodes.wrongUse;
  }
  const formatted = formatOne({ path, text }, width);
  io.stderr(renderDiagnostics(formatted.diagnostics, () => formatted.before, false));
  if (options.check === true || options.diff === true) report([formatted], [], { ...options, marked: new Set() }, io);
  else io.stdout(formatted.after.text);
  return exitCodeOf([formatted], options);
}

function readWidth(written: string): number {
  const width = /^\d+$/.test(written) ? Number(written) : Number.NaN;
  if (width >= leastWidth && width <= mostWidth) return width;
  throw new InvalidArgumentError(`it is a whole number of columns from ${leastWidth} to ${mostWidth}`);
}

export function registerFmt(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("fmt")
    .summary("write policies in the one style")
    .description("Formats policy files in place. What they mean, and every comment, stays as it is.")
    .argument("[paths...]", "policy files and folders, or - for stdin (default: those of the configuration)")
    .option("--check", "list the files that would change, and change none")
    .option("--diff", "print what would change as a diff, and change nothing")
    .option("--width <columns>", "columns that a line may have (default: the configuration's, 100)", readWidth)
    .option("--stdin-filename <file>", "what messages call the text from stdin")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine fmt policies/
  macro-engine fmt --check
  macro-engine fmt --diff policies/heal.macropolicy
  macro-engine fmt - < heal.macropolicy

Exit codes: 0 formatted, 1 something would change or cannot be parsed, 2 wrong use or unreadable files.`,
    )
    .action(async (paths: string[], options: Omit<FmtOptions, "paths">) => {
      process.exitCode = await fmtCommand({ ...options, paths }, io());
    });
}
