/** Where a recording is written: a file of its own, or standard output. Every row is there as soon as it is written. */

import { closeSync, ftruncateSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandIo } from "../io.ts";
import { whyUnwritable } from "../why-unwritable.ts";

export interface Output {
  /** As its user named it. */
  readonly name: string;
  /** Throws where the file takes no more. */
  write(text: string): void;
  /** Takes back a file that it has made and that nothing was written to. */
  close(): void;
}

/** The output, or why it cannot be had, in words. */
export function openOutput(path: string, force: boolean, io: CommandIo): Output | string {
  if (path === "-") return { name: "standard output", write: io.stdout, close: () => {} };
  const absolute = resolve(io.cwd, path);
  try {
    const before = statSync(absolute, { throwIfNoEntry: false });
    if (before?.isFile() === true && !force) return `${path}: it is there already; --force writes over it`;
    return outputTo(path, absolute, before === undefined ? "new" : before.isFile() ? "file" : "stream");
  } catch (error) {
    return `${path}: ${reasonOf(error as NodeJS.ErrnoException)}`;
  }
}

/** What was in a file stays until there is something to take its place; a pipe or a device is never taken away. */
function outputTo(name: string, absolute: string, before: "new" | "file" | "stream"): Output {
  const file = openSync(absolute, { new: "wx", file: "r+", stream: "w" }[before]);
  let written = false;
  return {
    name,
    write: (text) => {
      if (text === "") return;
      if (!written && before === "file") ftruncateSync(file);
      written = true;
      writeSync(file, text);
    },
    close: () => {
      closeSync(file);
      if (!written && before === "new") rmSync(absolute, { force: true });
    },
  };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === "EEXIST" ? "it is there already; --force writes over it" : whyUnwritable(error);
}
