/** A baseline: findings that were there when it was written, and are not told again while their statements stay as they are. */

import { existsSync, realpathSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, relative, resolve, sep } from "node:path";
import {
  applyBaseline,
  type Baselined,
  type BaselineEntry,
  type BaselineFile,
  baselineIn,
} from "../../findings/baseline.ts";
import { writeAtomically } from "../write-file.ts";
import { isFinding, type Problem } from "./problem.ts";

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
  const read = baselineIn(text);
  if (read !== null) return read;
  throw new BaselineError(`${shown}: this is no baseline; \`--write-baseline\` writes one`);
}

/** Leaves out findings that a baseline has. */
export function applyBaselineOnDisk(baseline: BaselineFile, path: string, run: BaselineRun): Baselined<Problem> {
  return applyBaseline(baseline, { ...run, ...namesFrom(path, run), isFinding });
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
  const before = isFile ? baselineIn(await readFile(path, "utf8")) : null;
  const kept = before === null ? [] : before.findings.filter(({ file }) => isElsewhere(file));
  const findings = [...entries.values(), ...kept].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  await writeAtomically(path, `${JSON.stringify({ version: 1, findings }, null, 2)}\n`);
  return findings.reduce((sum, { count }) => sum + count, 0);
}

function orderOf({ file, code, fingerprint }: Omit<BaselineEntry, "count">): string {
  return `${file}\n${code}\n${fingerprint}`;
}
