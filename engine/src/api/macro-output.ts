/** What macros have printed, from the files beside the record. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { earlierOutput, outputFile } from "../config/folders.ts";
import type { ApiReader } from "../store/api-reader.ts";
import type { MacroOutput } from "./contract.ts";
import { isRunId } from "./run-owners.ts";

/** The newest run on record of a macro that runs no more, by its name or the run's id; null: there is none. */
export function lastRunOf(store: ApiReader, id: string): string | null {
  if (isRunId(id)) return id;
  return store.runs({ macro: id, limit: 1 }).items[0]?.id ?? null;
}

/** Null where nothing is kept of it. */
export function outputOf(storePath: string, run: string, bytes: number): MacroOutput | null {
  if (!isRunId(run)) return null;
  const path = outputFile(storePath, run);
  const last = endOf(path, bytes);
  if (last === null) return null;
  const earlier = last.bytes.length < bytes ? endOf(earlierOutput(path), bytes - last.bytes.length) : null;
  const all = Buffer.concat([...(earlier === null ? [] : [earlier.bytes]), last.bytes]);
  // The beginning of what was cut off, nobody has any more.
  return { run, path, text: textOf(all), whole: last.isWhole && endOf(earlierOutput(path), 1) === null };
}

function endOf(path: string, bytes: number): { readonly bytes: Buffer; readonly isWhole: boolean } | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(descriptor);
    const last = Buffer.alloc(Math.min(size, bytes));
    const read = readSync(descriptor, last, 0, last.length, size - last.length);
    return { bytes: last.subarray(0, read), isWhole: size <= bytes };
  } finally {
    closeSync(descriptor);
  }
}

/** Without the rest of a character whose beginning was cut off. */
function textOf(bytes: Buffer): string {
  const isRest = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;
  let from = 0;
  while (from < 3 && isRest(bytes[from])) from += 1;
  return bytes.subarray(from).toString("utf8");
}
