/** Finds recordings: files as named, all of a folder, or those that a pattern names. */

import { readdirSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { matchesGlob } from "@macro-engine/dsl";
import { TraceError } from "./trace.ts";

export interface FoundTrace {
  readonly absolute: string;
  /** As its user would name it. */
  readonly shown: string;
}

/** Names under which recordings are looked for in folders; a file that is named may have any. */
const traceFile = /\.(csv|jsonl|ndjson)$/i;

/**
 * In order of the paths, what a path leads to by the bytes of its name, each file once. Shells that leave patterns alone have
 * them read here: `*` and `**` cross folders. Throws a TraceError where a path leads to nothing.
 */
export function findTraces(
  paths: readonly string[],
  cwd: string,
  show: (absolute: string, cwd: string) => string,
): FoundTrace[] {
  const found = new Map<string, FoundTrace>();
  for (const path of paths) {
    const files = filesOf(path, cwd);
    if (files.length === 0) throw new TraceError(`${path}: ${whyNothing(path, cwd)}`);
    for (const absolute of files) {
      if (!found.has(absolute)) found.set(absolute, { absolute, shown: show(absolute, cwd) });
    }
  }
  return [...found.values()];
}

function filesOf(path: string, cwd: string): string[] {
  const absolute = resolve(cwd, path);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return below(absolute).filter((file) => traceFile.test(file));
  if (stat !== undefined) return [absolute];
  if (!isPattern(path)) return [];
  const root = rootOf(absolute);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  // A pattern's `*` crosses folders already, so `**/` may stand for none.
  const wanted = slashed(absolute).replaceAll("**/", "{,*/}");
  return below(root).filter((file) => matchesGlob(wanted, slashed(file)));
}

function whyNothing(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) {
    return "no recording in this folder: they are *.csv, *.jsonl and *.ndjson; name other files one by one";
  }
  return isPattern(path) ? "no file has such a name" : "there is no such file or folder";
}

function isPattern(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

/** The folder before the first part that is a pattern. */
function rootOf(absolute: string): string {
  const parts = absolute.split(sep);
  const first = parts.findIndex(isPattern);
  return parts.slice(0, first).join(sep) || sep;
}

/** Every file below a folder, by the bytes of its name; dot-folders and `node_modules` are passed over. */
function below(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith(".") || entry.name === "node_modules" ? [] : below(path);
    return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
  });
}

function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
