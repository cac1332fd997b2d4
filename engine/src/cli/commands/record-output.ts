/** Where a recording is written: a file of its own, or standard output. Every row is there as soon as it is written. */

import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { CommandIo } from "../io.ts";
import { whyUnwritable } from "../why-unwritable.ts";

export interface Output {
  /** As its user named it. */
  readonly name: string;
  /** Throws where the file takes no more. */
  write(text: string): void;
  /** Takes back a file that nothing was written to. */
  close(): void;
}

/** The output, or why it cannot be had, in words. */
export function openOutput(path: string, force: boolean, io: CommandIo): Output | string {
  if (path === "-") return { name: "standard output", write: io.stdout, close: () => {} };
  const absolute = resolve(io.cwd, path);
  let file: number;
  try {
    file = openSync(absolute, force ? "w" : "wx");
  } catch (error) {
    return `${path}: ${reasonOf(error as NodeJS.ErrnoException)}`;
  }
  let written = false;
  return {
    name: path,
    write: (text) => {
      written = written || text !== "";
      writeSync(file, text);
    },
    close: () => {
      closeSync(file);
      if (!written) rmSync(absolute, { force: true });
    },
  };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code === "EEXIST" ? "it is there already; --force writes over it" : whyUnwritable(error);
}
