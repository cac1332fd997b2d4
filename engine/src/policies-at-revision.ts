/** Reads a policy set, and the override files beside it, as they were at a git revision: `HEAD~1:policies`. */

import { isAbsolute, posix, relative, resolve } from "node:path";
import { type Diagnostic, type Source, unreadableFile } from "@macro-engine/dsl";
import { askGit, GitError, readBlobs } from "./git.ts";
import {
  decodeStrictly,
  describeEncoding,
  overrideFile,
  type PolicySet,
  PolicySetError,
  policyFile,
} from "./policy-set.ts";

export interface RevisionPath {
  readonly revision: string;
  /** Within the repository, as git has it; empty: all of it. */
  readonly path: string;
}

/** The two parts of `REV:PATH`; null where the text is no such thing. */
export function parseRevisionPath(text: string): RevisionPath | null {
  const [, revision, path] = /^([^:]+):(.*)$/s.exec(text) ?? [];
  return revision === undefined || path === undefined ? null : { revision, path };
}

/** Whether git knows a revision of this name; false where there is no repository or no git. */
export async function isRevision(name: string, cwd: string): Promise<boolean> {
  const ask = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  return (await askGit(ask, cwd).catch(() => null)) !== null;
}

export interface AtRevisionOptions {
  readonly cwd: string;
  /** Folder of override files, as on disk; null: none. */
  readonly overridesFolder: string | null;
}

interface Entry {
  readonly id: string;
  readonly name: string;
}

/** Throws a PolicySetError where there is no such revision or path; unreadable files are diagnostics. */
export async function readPolicySetAt(at: RevisionPath, options: AtRevisionOptions): Promise<PolicySet> {
  const { revision, path } = at;
  return readAt(revision, `${revision}:${path}`, options, (commit, prefix) =>
    policiesIn(at, commit, prefix, options.cwd),
  );
}

/**
 * The policies of a configuration, which are absolute paths, as they were at a revision; what was not there yet is no error.
 * Throws a PolicySetError where there is no such revision.
 */
export async function readConfiguredAt(
  revision: string,
  policies: readonly string[],
  options: AtRevisionOptions,
): Promise<PolicySet> {
  return readAt(revision, revision, options, async (commit, prefix) => {
    const found = new Map<string, Entry>();
    for (const policy of policies) {
      const path = await pathInRepository(policy, prefix, options.cwd);
      if (path === null) throw new GitError(`${policy} is not in this repository`);
      for (const entry of (await filesUnder(commit, path, policyFile, options.cwd)) ?? []) found.set(entry.name, entry);
    }
    return [...found.values()];
  });
}

/** `named`: what messages call it. */
async function readAt(
  revision: string,
  named: string,
  { cwd, overridesFolder }: AtRevisionOptions,
  entriesIn: (commit: string, prefix: string) => Promise<readonly Entry[]>,
): Promise<PolicySet> {
  try {
    const commit = await commitOf(revision, cwd);
    const prefix = await prefixIn(cwd);
    const entries = await entriesIn(commit, prefix);
    const folder = overridesFolder === null ? null : await pathInRepository(overridesFolder, prefix, cwd);
    const overrides = folder === null ? [] : ((await filesUnder(commit, folder, overrideFile, cwd)) ?? []);
    const diagnostics: Diagnostic[] = [];
    const read = (some: readonly Entry[]) => readEntries(some, revision, cwd, diagnostics);
    const absolutePaths: PolicySet["absolutePaths"] = new Map();
    return { files: await read(entries), overrides: await read(overrides), diagnostics, absolutePaths, marked: new Set(), roots: [] };
  } catch (error) {
    if (error instanceof GitError) throw new PolicySetError(`${named}: ${error.message}`);
    throw error;
  }
}

async function commitOf(revision: string, cwd: string): Promise<string> {
  const ask = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`];
  const commit = await askGit(ask, cwd);
  if (commit !== null) return commit.toString().trim();
  const inside = await askGit(["rev-parse", "--git-dir"], cwd);
  if (inside === null) throw new GitError("this folder is in no git repository");
  throw new GitError(
    `git knows no revision \`${revision}\`: name a commit, branch or tag (in a shallow clone, fetch it first)`,
  );
}

/** The way from the root of the repository to `cwd`, with a slash at its end; empty at the root. */
async function prefixIn(cwd: string): Promise<string> {
  return (await askGit(["rev-parse", "--show-prefix"], cwd))?.toString().trim() ?? "";
}

async function policiesIn(at: RevisionPath, commit: string, prefix: string, cwd: string): Promise<readonly Entry[]> {
  // As git reads it: from the root of the repository, unless it begins with a dot.
  const path = posix.normalize(/^\.\.?(\/|$)/.test(at.path) ? posix.join(prefix, at.path) : at.path);
  const found = await filesUnder(commit, path, policyFile, cwd);
  if (found === null) throw new GitError(`there is no \`${at.path}\` at that revision`);
  if (found.length === 0) throw new GitError("there is no *.macropolicy file at that revision");
  return found;
}

/** Null where there is no such path. Of a file, itself, whatever its name. */
async function filesUnder(commit: string, path: string, names: RegExp, cwd: string): Promise<readonly Entry[] | null> {
  const root = path === "." ? "" : path.replace(/\/+$/, "");
  const object = `${commit}:${root}`;
  const type = (await askGit(["cat-file", "-t", object], cwd))?.toString().trim();
  if (type === undefined) return null;
  if (type === "blob") {
    const id = (await askGit(["rev-parse", "--verify", "--end-of-options", object], cwd))!.toString().trim();
    return [{ id, name: root }];
  }
  const listed = (await askGit(["ls-tree", "--full-tree", "-r", "-z", object], cwd))?.toString() ?? "";
  return listed
    .split("\0")
    .flatMap((line): Entry[] => {
      const [, id, below] = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
      if (id === undefined || below === undefined || !names.test(below) || isPassedOver(below)) return [];
      return [{ id, name: posix.join(root, below) }];
    })
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** As on disk: folders that begin with a dot, and what packages bring. */
function isPassedOver(path: string): boolean {
  return path
    .split("/")
    .slice(0, -1)
    .some((folder) => folder.startsWith(".") || folder === "node_modules");
}

/** Null for a folder outside of the repository. */
async function pathInRepository(folder: string, prefix: string, cwd: string): Promise<string | null> {
  if (!isAbsolute(folder)) return insideOnly(posix.join(prefix, folder.replaceAll("\\", "/")));
  const root = (await askGit(["rev-parse", "--show-toplevel"], cwd))!.toString().trim();
  return insideOnly(relative(root, resolve(folder)).replaceAll("\\", "/"));
}

function insideOnly(path: string): string | null {
  return path.startsWith("..") || isAbsolute(path) ? null : path;
}

async function readEntries(
  entries: readonly Entry[],
  revision: string,
  cwd: string,
  diagnostics: Diagnostic[],
): Promise<readonly Source[]> {
  const ids = entries.map(({ id }) => id);
  const blobs = await readBlobs(ids, cwd);
  return entries.flatMap(({ name }, at): Source[] => {
    const path = `${revision}:${name}`;
    const text = decodeStrictly(blobs[at]!);
    if (text !== null) return [{ path, text }];
    diagnostics.push(unreadableFile(path, `${describeEncoding(blobs[at]!)}; save it as UTF-8`));
    return [];
  });
}
