/** Writes files anew that were read before, unless somebody else has written them since. */

import { readFile } from "node:fs/promises";
import type { Source } from "@macro-engine/dsl";
import { whyUnwritable } from "./why-unwritable.ts";
import { writeAtomically } from "./write-file.ts";

export interface Rewrite {
  readonly before: Source;
  readonly after: Source;
}

/** Somebody else has written a file since it was read, or it cannot be written; told as it is. */
export class RewriteError extends Error {
  override readonly name = "RewriteError";
}

interface Pending extends Rewrite {
  readonly path: string;
  /** A byte order mark, which stays. */
  readonly mark: string;
}

/** All of them, or none where one cannot be written: what changes in one may need what changes in another. */
export async function rewriteFiles(changed: readonly Rewrite[], absoluteOf: (file: string) => string): Promise<void> {
  const pending: Pending[] = [];
  for (const one of changed) pending.push(await stillAsRead(one, absoluteOf(one.before.path)));
  const written: Pending[] = [];
  for (const one of pending) {
    try {
      await writeAtomically(one.path, one.mark + one.after.text);
      written.push(one);
    } catch (error) {
      const others = written.length === 0 ? "" : await takeBack(written);
      throw new RewriteError(`${one.before.path}: ${whyUnwritable(error)}${others}`);
    }
  }
}

async function stillAsRead(one: Rewrite, path: string): Promise<Pending> {
  const now = await readFile(path, "utf8").catch(() => null);
  const mark = now?.startsWith("\ufeff") ? "\ufeff" : "";
  if (now !== null && now.slice(mark.length) === one.before.text) return { ...one, path, mark };
  throw new RewriteError(`${one.before.path}: it has changed meanwhile and was left alone; run the command again`);
}

/** What became of the files that were written before one could not be. */
async function takeBack(written: readonly Pending[]): Promise<string> {
  const stuck: string[] = [];
  for (const { path, mark, before } of written) {
    await writeAtomically(path, mark + before.text).catch(() => stuck.push(before.path));
  }
  if (stuck.length === 0) return "; the other files are as they were";
  return `; changed and not to be restored: ${stuck.join(", ")}`;
}
