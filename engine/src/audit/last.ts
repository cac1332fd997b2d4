/** The end of a file of the log, without reading the rest. */

import { type FileHandle, open } from "node:fs/promises";
import { type AuditEntry, entryOf } from "./entry.ts";

export interface Last {
  /** The last entry that is whole; null: there is none. */
  readonly entry: AuditEntry | null;
  /** Up to the end of the last whole line. */
  readonly wholeBytes: number;
  /** After it: a line that was not written to its end. */
  readonly tornBytes: number;
}

const nothing: Last = { entry: null, wholeBytes: 0, tornBytes: 0 };

/** More than two of the longest entries. */
const chunkBytes = 64 * 1024;

/** Of a file that is not there, nothing. */
export async function lastOf(path: string): Promise<Last> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return nothing;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - chunkBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return lastIn(buffer.subarray(0, bytesRead), from);
  } finally {
    await file.close();
  }
}

function lastIn(bytes: Buffer, from: number): Last {
  const end = bytes.lastIndexOf(0x0a) + 1;
  const tornBytes = bytes.length - end;
  const lines = bytes.subarray(0, end).toString("utf8").trimEnd().split("\n");
  // A line that somebody has spoilt is for `verify` to find; the chain goes on from the last one that can be read.
  const entry = lines.reverse().reduce<AuditEntry | null>((found, line) => found ?? entryOf(line), null);
  return { entry, wholeBytes: from + end, tornBytes };
}
