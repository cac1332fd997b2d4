/** A baseline: findings that were there when it was written, and are not told again while their statements stay as they are. */

import { readFile } from "node:fs/promises";
import { writeAtomically } from "../write-file.ts";
import { isFinding, type Problem } from "./problem.ts";

/** Entries by fingerprint: `code` and `file` are there for people. */
interface BaselineEntry {
  readonly code: string;
  readonly file: string;
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
  /** Entries of files that were looked at which are too many by now. */
  readonly stale: readonly Pick<BaselineEntry, "code" | "file" | "count">[];
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
  return findings.every(({ code, file, fingerprint, count }: Partial<BaselineEntry>) => {
    return [code, file, fingerprint].every((each) => typeof each === "string") && Number.isInteger(count) && count! > 0;
  });
}

/** Leaves out findings that a baseline has, each as often as it has it. Errors of the language are never left out. */
export function applyBaseline(
  { findings }: BaselineFile,
  problems: readonly Problem[],
  fingerprint: (problem: Problem) => string,
  files: ReadonlySet<string>,
): Baselined {
  const left = new Map(findings.map((entry) => [entry.fingerprint, entry.count]));
  const told = problems.filter((problem) => {
    if (!isFinding(problem)) return true;
    const name = fingerprint(problem);
    const count = left.get(name) ?? 0;
    if (count > 0) left.set(name, count - 1);
    return count === 0;
  });
  const stale = findings.flatMap(({ code, file, fingerprint: name }) => {
    const count = left.get(name) ?? 0;
    return count > 0 && files.has(file) ? [{ code, file, count }] : [];
  });
  return { problems: told, known: problems.length - told.length, stale };
}

/** Writes what is found now, sorted, so that its changes can be read. Gives the number of findings. */
export async function writeBaseline(
  path: string,
  problems: readonly Problem[],
  fingerprint: (problem: Problem) => string,
): Promise<number> {
  const entries = new Map<string, BaselineEntry>();
  const found = problems.filter(isFinding);
  for (const problem of found) {
    const name = fingerprint(problem);
    const { code, file } = problem;
    entries.set(name, { code, file, fingerprint: name, count: (entries.get(name)?.count ?? 0) + 1 });
  }
  const order = ({ file, code, fingerprint: name }: BaselineEntry) => `${file}\n${code}\n${name}`;
  const findings = [...entries.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  await writeAtomically(path, `${JSON.stringify({ version: 1, findings }, null, 2)}\n`);
  return found.length;
}
