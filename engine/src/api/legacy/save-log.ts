/** Writes the cancellation log into a file of its own, named by the time, as the original did. */

import { type FileHandle, open, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { logFileName } from "../../reports/cancellation-log.ts";
import { ApiError } from "../problems.ts";

export interface LogPlace {
  readonly folder: string;
  /** Paths inside it are told relative to it. */
  readonly cwd: string;
}

/** Returns its path. Throws an `ApiError` 503 where it cannot be written. */
export async function saveLog(log: AsyncIterable<string>, nowWall: number, { folder, cwd }: LogPlace): Promise<string> {
  const name = logFileName(nowWall).replace(/\.json$/, "");
  try {
    makeFolder(folder);
    const { path, file } = await openAnew(join(folder, name));
    await writeFile(file, log).finally(() => file.close());
    const shown = relative(cwd, path).replaceAll("\\", "/");
    return shown.startsWith("../") ? path : shown;
  } catch (error) {
    throw new ApiError(503, `the log cannot be written: ${(error as Error).message}`);
  }
}

/** Logs of one second stand side by side: none is written over. */
async function openAnew(base: string): Promise<{ readonly path: string; readonly file: FileHandle }> {
  for (let number = 1; ; number += 1) {
    const path = `${base}${number === 1 ? "" : `_${number}`}.json`;
    try {
      return { path, file: await open(path, "wx") };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
