/** A baseline: findings that were there when it was written, and are not told again while their statements stay as they are. */

import { existsSync, realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import { writeAtomically } from "../write-file.ts";
import { isFinding, type Problem } from "./problem.ts";

interface BaselineEntry {
  /** There for people. */
  readonly code: string;
  /** From the baseline's folder: it is the same file wherever lint is run. */
  readonly file: string;
  /** Of the code and the statement. */
  readonly fingerprint: string;
  readonly count: number;
}

interface BaselineFile {
  readonly version: 1;
  readonly findings: readonly BaselineEntry[];
}

export interface Baselined {
  readonly problems: readonly Problem[];
  /** How many were left out. */
  readonly known: number;
  /** Entries that nothing answers to any more, of files that were looked at or are gone. */
  readonly stale: readonly Pick<BaselineEntry, "code" | "file" | "count">[];
}

/** What a baseline has to know of a run. */
export interface BaselineRun {
  readonly problems: readonly Problem[];
  /** Every file that was looked at, as problems name it. */
  readonly files: readonly string[];
  /** Names a problem by its code and statement, in whatever file. */
  readonly statementPrint: (problem: Problem) => string;
  absoluteOf(file: string): string;
}

/** What a baseline's file is no baseline for; to be told as it is. */
export class BaselineError extends Error {
  override readonly name = "BaselineError";
}

/** Throws a BaselineError where the file is not there or is no baseline. */
export async function readBaseline(path: string, shown: string): Promise<BaselineFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === "ENOENT";
    const reason = isAbsent ? "there is no such file; `--write-baseline` writes it" : (error as Error).message;
    throw new BaselineError(`${shown}: ${reason}`);
  }
  const read = parsed(text);
  if (isBaseline(read)) return read;
  throw new BaselineError(`${shown}: this is no baseline; \`--write-baseline\` writes one`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isBaseline(value: unknown): value is BaselineFile {
  const { version, findings } = (value ?? {}) as Partial<BaselineFile>;
  if (version !== 1 || !Array.isArray(findings)) return false;
  return findings.every((entry: Partial<BaselineEntry> | null) => {
    const { code, file, fingerprint, count } = entry ?? {};
    return [code, file, fingerprint].every((each) => typeof each === "string") && Number.isInteger(count) && count! > 0;
  });
}

/** An entry, and how many of its findings have not been met with. */
interface Slot {
  readonly entry: BaselineEntry;
  left: number;
}

/**
 * Leaves out findings that a baseline has, each as often as it has it; errors of the language never. What is left of an entry whose
 * file was looked at, or is gone, answers for the same statement elsewhere: it has moved.
 */
export function applyBaseline({ findings }: BaselineFile, path: string, run: BaselineRun): Baselined {
  const { problems, statementPrint } = run;
  const { nameOf, isElsewhere } = namesFrom(path, run);
  const slots = findings.map((entry): Slot => ({ entry, left: entry.count }));
  const inPlace = Map.groupBy(slots, ({ entry }) => `${entry.file}\n${entry.fingerprint}`);
  const moved = Map.groupBy(slots, ({ entry }) => entry.fingerprint);
  const take = (from: readonly Slot[] = []): boolean => {
    const slot = from.find(({ left }) => left > 0);
    if (slot !== undefined) slot.left -= 1;
    return slot !== undefined;
  };
  const isNew = problems.map((problem) => {
    return !isFinding(problem) || !take(inPlace.get(`${nameOf(problem.file)}\n${statementPrint(problem)}`));
  });
  const gone = new Set(slots.filter(({ entry, left }) => left > 0 && !isElsewhere(entry.file)));
  const told = problems.filter((problem, at) => {
    if (!isNew[at] || !isFinding(problem)) return isNew[at];
    return !take(moved.get(statementPrint(problem))?.filter((slot) => gone.has(slot)));
  });
  const stale = [...gone].flatMap(({ entry: { code, file }, left }) => (left > 0 ? [{ code, file, count: left }] : []));
  return { problems: told, known: problems.length - told.length, stale };
}

/** Files as a baseline names them, through whatever links they were come by. */
function namesFrom(path: string, { files, absoluteOf }: Pick<BaselineRun, "files" | "absoluteOf">) {
  const folder = realOf(dirname(path));
  const names = new Map<string, string>();
  const nameOf = (file: string) => {
    const name = names.get(file) ?? relative(folder, realOf(absoluteOf(file))).replaceAll(sep, "/");
    names.set(file, name);
    return name;
  };
  const lookedAt = new Set(files.map(nameOf));
  /** It is there, and was not looked at: nothing is known of it. */
  const isElsewhere = (name: string) => !lookedAt.has(name) && existsSync(resolve(folder, name));
  return { nameOf, isElsewhere };
}

function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * Writes what is found now, sorted, so that its changes can be read; of files that were not looked at, what the baseline had. Gives the
 * number of findings.
 */
export async function writeBaseline(path: string, run: BaselineRun): Promise<number> {
  const { nameOf, isElsewhere } = namesFrom(path, run);
  const entries = new Map<string, BaselineEntry>();
  for (const problem of run.problems.filter(isFinding)) {
    const entry = { code: problem.code, file: nameOf(problem.file), fingerprint: run.statementPrint(problem) };
    const key = orderOf(entry);
    entries.set(key, { ...entry, count: (entries.get(key)?.count ?? 0) + 1 });
  }
  // Whoever reads a pipe waits for somebody to write.
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  const before = isFile ? parsed(await readFile(path, "utf8")) : null;
  const kept = isBaseline(before) ? before.findings.filter(({ file }) => isElsewhere(file)) : [];
  const findings = [...entries.values(), ...kept].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  await writeAtomically(path, `${JSON.stringify({ version: 1, findings }, null, 2)}\n`);
  return findings.reduce((sum, { count }) => sum + count, 0);
}

function orderOf({ file, code, fingerprint }: Omit<BaselineEntry, "count">): string {
  return `${file}\n${code}\n${fingerprint}`;
}
