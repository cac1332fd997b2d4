/** Writes files anew that were read before, unless somebody else has written them since. */

import { readFile } from "node:fs/promises";
import type { Source } from "@macro-engine/dsl";
import { writeAtomically } from "./write-file.ts";

export interface Rewrite {
  readonly before: Source;
  readonly after: Source;
}

/** Somebody else has written a file since it was read, or it cannot be written; told as it is. */
export class RewriteError extends Error {
  override readonly name = "RewriteError";
}

/** One after the other. A byte order mark stays. */
export async function rewriteFiles(changed: readonly Rewrite[], absoluteOf: (file: string) => string): Promise<void> {
  for (const { before, after } of changed) {
    const path = absoluteOf(before.path);
    const now = await readFile(path, "utf8").catch(() => null);
    const mark = now?.startsWith("\ufeff") ? "\ufeff" : "";
    if (now === null || now.slice(mark.length) !== before.text) {
      throw new RewriteError(`${before.path}: it has changed meanwhile and was left alone; run the command again`);
    }
    await writeAtomically(path, mark + after.text).catch((error: Error) => {
      throw new RewriteError(`${before.path}: ${error.message}`);
    });
  }
}
