/** Finds and reads the files of a policy set, and the override files beside it (LANGUAGE, sections 2 and 5). */

import { readFileSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { type Diagnostic, type Source, unreadableFile } from "@macro-engine/dsl";
import { displayPath } from "./display-path.ts";
import { decodeStrictly, describeEncoding, reasonOf } from "./file-text.ts";
import { byPathBytes, isPassedOver, overrideFile, policyFile } from "./folder-search.ts";

/** Where override files are looked for unless a configuration or an option says otherwise. */
const defaultOverridesFolder = "config/macro_safety";

export interface PolicySet {
  /** Policy files in order of the bytes of their path below the folder they were found under. */
  readonly files: readonly Source[];
  /** Override files in path order. */
  readonly overrides: readonly Source[];
  /** `unreadable-file`, one a file that is not UTF-8 or cannot be read; such a file is in neither list. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths by display path, of all files above, for those that watch or open them. */
  readonly absolutePaths: ReadonlyMap<string, string>;
  /** Display paths of files that begin with a byte order mark, which is in none of the texts: patches of them need it. */
  readonly marked: ReadonlySet<string>;
  /** Absolute paths of the folders that were searched, and of the files that were named. */
  readonly roots: readonly string[];
}

export interface PolicySetOptions {
  /** Paths are relative to it, and so are display paths inside it. */
  readonly cwd: string;
  /** Folder of override files; null: none. One that is not there holds no files. Default `config/macro_safety`. */
  readonly overridesFolder?: string | null;
  /** That folder was asked for by name: not to be there is an error. */
  readonly overridesNamed?: boolean;
  /** A folder without policies is an error unless this is set. */
  readonly mayBeEmpty?: boolean;
}

/** A path that names nothing, or a folder without policies: wrong use, told in one sentence. */
export class PolicySetError extends Error {
  override readonly name = "PolicySetError";
}

interface Found {
  readonly absolute: string;
  /** Below the folder under which it was found, `/` as separator: what the set is sorted by. */
  readonly below: string;
}

/**
 * Reads a policy set. Folders are searched recursively; a file that several paths lead to is read once. Throws a
 * PolicySetError where a path names nothing; unreadable files are diagnostics.
 */
export async function readPolicySet(paths: readonly string[], options: PolicySetOptions): Promise<PolicySet> {
  const found: Found[] = [];
  const seen = new Set<string>();
  for (const path of paths) found.push(...(await findUnder(resolve(options.cwd, path), path, options.cwd, seen)));
  if (found.length === 0 && options.mayBeEmpty !== true) {
    const named = paths.length === 0 ? "no path was given" : `there is no *.macropolicy file under ${paths.join(", ")}`;
    throw new PolicySetError(`${named}: name a policy file, or a folder that holds some`);
  }
  const overridesFolder = options.overridesFolder === undefined ? defaultOverridesFolder : options.overridesFolder;
  const overrides = overridesFolder === null ? [] : await findOverrides(overridesFolder, options);
  const reader = createReader(options.cwd);
  return {
    files: reader.readAll(found.sort(byPathBytes)),
    overrides: reader.readAll(overrides.sort(byPathBytes)),
    diagnostics: reader.diagnostics,
    absolutePaths: reader.absolutePaths,
    marked: reader.marked,
    roots: paths.map((path) => resolve(options.cwd, path)),
  };
}

async function findUnder(root: string, asGiven: string, cwd: string, seen: Set<string>): Promise<Found[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(root)).isDirectory();
  } catch (error) {
    // The folder that is looked for where none is named: whoever has none yet is told how to come by one.
    const isDefault = root === resolve(cwd, "policies") && (error as NodeJS.ErrnoException).code === "ENOENT";
    const hint = isDefault ? "; `macro-engine init` writes a first policy" : "";
    throw new PolicySetError(`${asGiven}: ${reasonOf(error)}${hint}`);
  }
  const found: Found[] = [];
  if (!isFolder && overrideFile.test(root)) {
    throw new PolicySetError(
      `${asGiven}: this is no policy file; override files and the configuration are looked at with the policies: name those`,
    );
  }
  if (isFolder) await searchFolder(root, "", policyFile, seen, found);
  else add({ absolute: root, below: basename(root) }, await realPathOf(root), seen, found);
  return found;
}

async function findOverrides(asGiven: string, { cwd, overridesNamed }: PolicySetOptions): Promise<Found[]> {
  const folder = resolve(cwd, asGiven);
  const entry = await stat(folder).catch(() => null);
  const isFolder = entry?.isDirectory() === true;
  if (overridesNamed === true && !isFolder) {
    const why = entry === null ? "there is no such folder" : "this is a file; name the folder that it stands in";
    throw new PolicySetError(`${asGiven}: ${why}`);
  }
  const found: Found[] = [];
  if (isFolder) await searchFolder(folder, "", overrideFile, new Set(), found);
  return found;
}

/** Of a link that leads nowhere its own path. */
function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function add(file: Found, real: string, seen: Set<string>, found: Found[]): void {
  if (seen.has(real)) return;
  seen.add(real);
  found.push(file);
}

/** Real folders are remembered, so that links back up end the search, and real ones go before links to them. */
async function searchFolder(folder: string, below: string, names: RegExp, seen: Set<string>, found: Found[]) {
  const real = await realPathOf(folder);
  const key = `${real}${sep}`;
  if (seen.has(key)) return;
  seen.add(key);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    // Removed since the folder above it was read: it holds nothing any more.
    if (below !== "" && error.code === "ENOENT") return [];
    // A folder that is silently left out would leave macros ungoverned.
    throw new PolicySetError(`${folder}: ${reasonOf(error)}`);
  });
  entries.sort((a, b) => Number(a.isSymbolicLink()) - Number(b.isSymbolicLink()));
  for (const entry of entries) {
    const absolute = join(folder, entry.name);
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const kind = entry.isSymbolicLink() ? await stat(absolute).catch(() => null) : entry;
    if (kind?.isDirectory() === true) {
      if (isPassedOver(entry.name)) continue;
      await searchFolder(absolute, path, names, seen, found);
    } else if (names.test(entry.name) && kind?.isFile() !== false) {
      // Neither a pipe, which would be waited for, nor a socket. A link that leads nowhere is kept: reading it says so.
      const target = entry.isSymbolicLink() ? await realPathOf(absolute) : join(real, entry.name);
      add({ absolute, below: path }, target, seen, found);
    }
  }
}

const byteOrderMark = Buffer.from("\ufeff");

function createReader(cwd: string) {
  const diagnostics: Diagnostic[] = [];
  const absolutePaths = new Map<string, string>();
  const marked = new Set<string>();

  // Many small files: each at once takes a fraction of what it does by way of other threads, and nobody else waits here.
  function readOne({ absolute }: Found): Source | null {
    const path = displayPath(absolute, cwd);
    absolutePaths.set(path, absolute);
    let reason: string;
    try {
      const bytes = readFileSync(absolute);
      const text = decodeStrictly(bytes);
      if (bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)) marked.add(path);
      if (text !== null) return { path, text };
      reason = describeEncoding(bytes);
    } catch (error) {
      reason = reasonOf(error);
    }
    diagnostics.push(unreadableFile(path, reason));
    return null;
  }

  return {
    diagnostics,
    absolutePaths,
    marked,
    readAll(files: readonly Found[]): readonly Source[] {
      const sources: Source[] = [];
      for (const file of files) {
        const source = readOne(file);
        if (source !== null) sources.push(source);
      }
      return sources;
    },
  };
}
