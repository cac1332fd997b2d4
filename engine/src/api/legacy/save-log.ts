/** Writes the cancellation log into a file of its own, named by the time, as the original did. */

import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { type CancellationLog, logFileName } from "../../reports/cancellation-log.ts";
import { ApiError } from "../problems.ts";

export interface LogPlace {
  readonly folder: string;
  /** Paths inside it are told relative to it. */
  readonly cwd: string;
}

/** Returns its path. Throws an `ApiError` 503 where it cannot be written. */
export function saveLog(log: CancellationLog, { folder, cwd }: LogPlace): string {
  const name = logFileName(Date.parse(log.timestamp)).replace(/\.json$/, "");
  const text = `${JSON.stringify(log, null, 2)}\n`;
  try {
    makeFolder(folder);
    const path = writeAnew(join(folder, name), text);
    const shown = relative(cwd, path).replaceAll("\\", "/");
    return shown.startsWith("../") ? path : shown;
  } catch (error) {
    throw new ApiError(503, `the log cannot be written: ${(error as Error).message}`);
  }
}

/** Logs of one second stand side by side: none is written over. */
function writeAnew(base: string, text: string): string {
  for (let number = 1; ; number += 1) {
    const path = `${base}${number === 1 ? "" : `_${number}`}.json`;
    try {
      writeFileSync(path, text, { flag: "wx" });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
