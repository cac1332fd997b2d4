/** Reads a policy set, and the override files beside it, as they were at a git revision: `HEAD~1:policies`. */

import { posix, relative, resolve } from "node:path";
import { type Diagnostic, type Source, unreadableFile } from "@macro-engine/dsl";
import { type CommitTree, readCommitTree, type TreeFile } from "./commit-tree.ts";
import { decodeStrictly, describeEncoding } from "./file-text.ts";
import { byPathBytes, overrideFile, policyFile } from "./folder-search.ts";
import { askGit, GitError, readBlobs } from "./git.ts";
import { type PolicySet, PolicySetError } from "./policy-set.ts";

export interface RevisionPath {
  readonly revision: string;
  /** Within the repository, as git has it; empty: all of it. */
  readonly path: string;
}

/** The two parts of `REV:PATH`; null where the text is no such thing. */
export function parseRevisionPath(text: string): RevisionPath | null {
  // A colon in braces is part of the revision: `HEAD^{/fix: this}`, `main@{2026-01-05 12:00}`.
  const [, revision, path] = /^((?:\{[^}]*\}|[^:{]|\{(?![^}]*\}))+):(.*)$/s.exec(text) ?? [];
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

/** Throws a PolicySetError where there is no such revision or path; unreadable files are diagnostics. */
export async function readPolicySetAt(at: RevisionPath, options: AtRevisionOptions): Promise<PolicySet> {
  const { revision, path } = at;
  return readAt(revision, `${revision}:${path}`, options, (tree, prefix) => policiesIn(at, tree, prefix));
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
  return readAt(revision, revision, options, (tree, prefix) => {
    const seen = new Set<string>();
    return policies.flatMap((policy) => {
      const path = pathInRepository(policy, prefix, options.cwd);
      if (path === null) throw new GitError(`${policy} is not in this repository`);
      return tree.filesUnder(path, policyFile, seen) ?? [];
    });
  });
}

/** `named`: what messages call it. */
async function readAt(
  revision: string,
  named: string,
  { cwd, overridesFolder }: AtRevisionOptions,
  policiesOf: (tree: CommitTree, prefix: string) => readonly TreeFile[],
): Promise<PolicySet> {
  try {
    const commit = await commitOf(revision, cwd);
    const prefix = await prefixIn(cwd);
    const tree = await readCommitTree(commit, cwd);
    const policies = policiesOf(tree, prefix);
    const folder = overridesFolder === null ? null : pathInRepository(overridesFolder, prefix, cwd);
    const overrides = folder === null ? [] : (tree.filesUnder(folder, overrideFile) ?? []);
    const diagnostics: Diagnostic[] = [];
    const read = (some: readonly TreeFile[]) => readFiles([...some].sort(byPathBytes), revision, cwd, diagnostics);
    const absolutePaths: PolicySet["absolutePaths"] = new Map();
    return {
      files: await read(policies),
      overrides: await read(overrides),
      diagnostics,
      absolutePaths,
      marked: new Set(),
      roots: [],
    };
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
  return (await askGit(["rev-parse", "--show-prefix"], cwd))?.toString().replace(/\n$/, "") ?? "";
}

function policiesIn(at: RevisionPath, tree: CommitTree, prefix: string): readonly TreeFile[] {
  // As git reads it: from the root of the repository, unless it begins with a dot.
  const path = posix.normalize(/^\.\.?(\/|$)/.test(at.path) ? posix.join(prefix, at.path) : at.path);
  const found = tree.filesUnder(path, policyFile);
  if (found === null) throw new GitError(`there is no \`${at.path}\` at that revision`);
  if (found.length === 0) throw new GitError("there is no *.macropolicy file at that revision");
  return found;
}

/** Null for a folder outside of the repository. */
function pathInRepository(folder: string, prefix: string, cwd: string): string | null {
  const path = posix.join(prefix, relative(cwd, resolve(cwd, folder)).replaceAll("\\", "/"));
  return /^\.\.(\/|$)/.test(path) ? null : path;
}

async function readFiles(
  files: readonly TreeFile[],
  revision: string,
  cwd: string,
  diagnostics: Diagnostic[],
): Promise<readonly Source[]> {
  const ids = files.flatMap(({ id }) => id ?? []);
  const contents = await readBlobs(ids, cwd);
  const blobs = new Map(ids.map((id, at) => [id, contents[at]!]));
  return files.flatMap(({ id, name }): Source[] => {
    const path = `${revision}:${name}`;
    const blob = id === null ? null : blobs.get(id)!;
    const text = blob === null ? null : decodeStrictly(blob);
    if (text !== null) return [{ path, text }];
    const reason = blob === null ? "it is a link that leads to nothing at that revision" : describeEncoding(blob);
    diagnostics.push(unreadableFile(path, reason));
    return [];
  });
}
