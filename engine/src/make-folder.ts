/** Makes a folder and those above it that are not there yet. */

import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * As `mkdir -p`; throws what the file system says. Not Node's own `recursive`: that never returns where the system says
 * ENOENT although the folder above is there, as it does below /proc.
 */
export function makeFolder(path: string, mode?: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && statSync(dirname(path), { throwIfNoEntry: false }) === undefined) {
      makeFolder(dirname(path), mode);
      makeFolder(path, mode);
    } else if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
