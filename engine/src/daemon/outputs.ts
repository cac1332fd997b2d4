/** What macros print that the engine starts by their configured commands: a bounded file a run, beside the record. */

import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { earlierOutput, outputFile, outputFolder } from "../config/folders.ts";

export interface Outputs {
  /** A file to print to, and where it is; to be closed once the macro has it. Throws where there can be none. */
  open(run: string): { readonly descriptor: number; readonly path: string };
  /** To be called now and then: what has grown too large loses its beginning. */
  trim(running: (run: string) => boolean): void;
}

/** Of a run, as much again is kept of what came before, bytes. */
export const mostOutputBytes = 256 * 1024;
/** The outputs of so many runs are kept. */
const mostRuns = 40;

export function createOutputs(storePath: string): Outputs {
  const open = new Map<string, string>();
  return {
    open: (run) => {
      const folder = outputFolder(storePath);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      removeOldest(folder);
      const path = outputFile(storePath, run);
      // Appending, so that whoever prints goes on at the new end where the file was cut.
      const descriptor = openSync(path, "a", 0o600);
      open.set(run, path);
      return { descriptor, path };
    },
    trim: (running) => {
      for (const [run, path] of open) {
        try {
          if (statSync(path).size > mostOutputBytes) cut(path);
        } catch {
          // Somebody took it away: there is nothing to cut.
        }
        if (!running(run)) open.delete(run);
      }
    },
  };
}

/** The last part goes to the file beside it; what is printed in this moment may be lost. */
function cut(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(Math.min(size, mostOutputBytes));
    const read = readSync(descriptor, last, 0, last.length, size - last.length);
    writeFileSync(earlierOutput(path), last.subarray(0, read), { mode: 0o600 });
  } finally {
    closeSync(descriptor);
  }
  truncateSync(path, 0);
}

function removeOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const age = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const runs = files.filter((path) => path.endsWith(".log")).sort((a, b) => age(b) - age(a));
  for (const path of runs.slice(mostRuns - 1)) {
    rmSync(path, { force: true });
    rmSync(earlierOutput(path), { force: true });
  }
}
