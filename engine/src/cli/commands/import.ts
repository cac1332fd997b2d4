/** `macro-engine import`: other programs' files as policy text. */

import type { Command } from "commander";
import { type Config, loadConfig, renderConfigProblems } from "../../config.ts";
import { type PolicySet, PolicySetError, readPolicySet } from "../../policy-set.ts";
import { type ImportedFiles, importFiles } from "../import/import-files.ts";
import { ImportFileError, readImports } from "../import/read-imports.ts";
import { writeImported } from "../import/write-imported.ts";
import { type CommandIo, exitCodes, processIo } from "../io.ts";

export interface ImportOptions {
  readonly files: readonly string[];
  /** One file for all of it; absent: stdout. */
  readonly output?: string;
  /** A folder of policies: changed files and new ones. */
  readonly write?: string;
  /** The set that it joins; absent: the configuration's, where there is one; false: none. */
  readonly policies?: readonly string[] | false;
  /** Of rules that do not say. */
  readonly profile?: string;
  /** `FACT=EXPRESSION`. */
  readonly map?: readonly string[];
  /** `TYPE=ACTION`. */
  readonly event?: readonly string[];
  /** Leaves out what cannot be said. */
  readonly partial?: boolean;
  readonly config?: string;
}

/** Exit code 0 when all is imported, 1 when something cannot be, 2 for wrong use and unreadable files. */
export async function importCommand(options: ImportOptions, io: CommandIo): Promise<number> {
  const { config, problems, path } = loadConfig({
    cwd: io.cwd,
    ...(options.config === undefined ? {} : { path: options.config }),
  });
  if (problems.length > 0) io.stderr(`${renderConfigProblems(problems, { color: false })}\n`);
  if (problems.some(({ severity }) => severity === "error")) return exitCodes.wrongUse;
  try {
    if (options.output !== undefined && options.write !== undefined) {
      throw new ImportFileError("--output writes one file, --write a folder; say one of them");
    }
    const facts = pairsOf(options.map ?? [], "--map FACT=METRIC");
    const events = pairsOf(options.event ?? [], "--event TYPE=ACTION");
    const set = await policiesOf(options, config, io);
    const sources = await readImports(options.files, io.cwd);
    const profile = options.profile ?? "imported";
    const imported = importFiles(sources, { facts, events, profile, policies: set.files });
    return await finish(imported, set, options, io, path === null ? null : Object.keys(config.channels));
  } catch (error) {
    if (!(error instanceof PolicySetError || error instanceof ImportFileError)) throw error;
    io.stderr(`${error.message}\n`);
    return exitCodes.wrongUse;
  }
}

async function finish(
  imported: ImportedFiles,
  set: PolicySet,
  options: ImportOptions,
  io: CommandIo,
  channels: readonly string[] | null,
): Promise<number> {
  for (const problem of imported.problems) io.stderr(`${problem}\n`);
  const isPartial = options.partial === true && imported.canBePartial;
  if (imported.problems.length > 0 && !isPartial) {
    const way = imported.canBePartial ? "; --partial imports the rest" : "";
    io.stderr(`Nothing was imported${way}.\n`);
    return imported.unreadable ? exitCodes.wrongUse : exitCodes.findings;
  }
  if (imported.made.length + imported.replaced.length === 0) {
    io.stderr(`there is nothing to import in ${options.files.join(", ")}\n`);
    return imported.problems.length > 0 ? exitCodes.findings : exitCodes.fine;
  }
  await writeImported(imported, set, options, io);
  for (const note of imported.notes) io.stderr(`note: ${note}\n`);
  if (channels !== null && !channels.includes("discord") && imported.tellsDiscord) {
    io.stderr("note: the configuration has no channel `discord`, which these profiles notify; add it to `channels`\n");
  }
  return imported.problems.length > 0 ? exitCodes.findings : exitCodes.fine;
}

/** The set that the text will join; none where nobody has asked for one and there is none. */
async function policiesOf({ policies }: ImportOptions, config: Config, io: CommandIo): Promise<PolicySet> {
  const read = (paths: readonly string[]) => readPolicySet(paths, { cwd: io.cwd, overridesFolder: null });
  const none = () => readPolicySet([], { cwd: io.cwd, overridesFolder: null, mayBeEmpty: true });
  const set = await (policies === false
    ? none()
    : policies !== undefined
      ? read(policies)
      : read(config.policies).catch((error: unknown) => {
          if (error instanceof PolicySetError) return none();
          throw error;
        }));
  const [unreadable] = set.diagnostics;
  if (unreadable !== undefined) throw new ImportFileError(`${unreadable.file}: ${unreadable.message}`);
  return set;
}

function pairsOf(texts: readonly string[], form: string): ReadonlyMap<string, string> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at <= 0 || at === text.length - 1) throw new ImportFileError(`${text}: it should be ${form}`);
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    }),
  );
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

export function registerImport(program: Command, io: () => CommandIo = processIo): void {
  program
    .command("import")
    .summary("make policies out of other programs' files")
    .description("Turns override files of the earlier Python system, and rules of json-rules-engine, into policy text.")
    .argument("<files...>", "JSON files")
    .option("-o, --output <file>", "write one file instead of printing")
    .option("--write <folder>", "write into a folder of policies: changed files and new ones")
    .option("--policies <path>", "the policies that it joins; may be repeated (default: the configuration's)", collect)
    .option("--no-policies", "as if there were no policies yet")
    .option("--profile <name>", "profile of rules that name none", "imported")
    .option("--map <fact=metric>", "what a fact is: a metric, or an expression; may be repeated", collect)
    .option("--event <type=action>", "which action a type of event is; may be repeated", collect)
    .option("--partial", "leave out what policies cannot say, instead of importing nothing")
    .option("--config <file>", "configuration (default: the nearest macro-engine.yaml)")
    .addHelpText(
      "after",
      `
Examples:
  macro-engine import config/macro_safety/macros.json --write policies/
  macro-engine import rules.json --map cpu=cpu.usage --event alert=warn -o policies/rules.macropolicy

Exit codes: 0 imported, 1 something cannot be, 2 wrong use or unreadable files.`,
    )
    .action(async (files: string[], options: Omit<ImportOptions, "files">) => {
      process.exitCode = await importCommand({ ...options, files }, io());
    });
}
