/** The files of an audit log: the one that is written, and those that were full, by the number of their last entry. */

import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Beside the engine's record. */
export function auditPathOf(storePath: string): string {
  return `${storePath}-audit.jsonl`;
}

export function fullFile(path: string, lastSeq: number): string {
  return `${path}.${lastSeq}`;
}

/** Oldest first; without the one that is written. */
export function fullFiles(path: string): string[] {
  const name = `${basename(path)}.`;
  return namesIn(dirname(path))
    .filter((file) => file.startsWith(name) && /^\d+$/.test(file.slice(name.length)))
    .sort((a, b) => Number(a.slice(name.length)) - Number(b.slice(name.length)))
    .map((file) => join(dirname(path), file));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
