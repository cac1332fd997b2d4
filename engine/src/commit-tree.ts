/** The files of a commit, found as they are on disk: links lead where they lead, and folders that are passed over there are here. */

import { posix } from "node:path";
import { isPassedOver } from "./folder-search.ts";
import { askGit, readBlobs } from "./git.ts";

export interface TreeFile {
  /** Of the blob; null where a link leads nowhere within the commit. */
  readonly id: string | null;
  /** From the root of the repository, by the way on which it was come by. */
  readonly name: string;
  /** From the folder that was searched. */
  readonly below: string;
}

/** As many as a file system follows before it calls them a loop. */
const mostLinks = 40;

/** Reads what a commit holds, and where its links lead. */
export async function readCommitTree(commit: string, cwd: string): Promise<CommitTree> {
  const listed = (await askGit(["ls-tree", "--full-tree", "-r", "-z", commit], cwd))?.toString() ?? "";
  const leaves = new Map<string, string>();
  const links: string[] = [];
  for (const line of listed.split("\0")) {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || id === undefined || path === undefined) continue;
    leaves.set(path, id);
    if (mode === "120000") links.push(path);
  }
  const targets = await readBlobs(
    links.map((path) => leaves.get(path)!),
    cwd,
  );
  return new CommitTree(leaves, new Map(links.map((path, at) => [path, targets[at]!.toString()])));
}

export class CommitTree {
  /** Ids of the blobs. */
  readonly #leaves: ReadonlyMap<string, string>;
  /** Where those of them lead that are links. */
  readonly #links: ReadonlyMap<string, string>;
  /** Names in each folder, by its path; the root's is empty. */
  readonly #folders = new Map<string, Set<string>>([["", new Set()]]);

  constructor(leaves: ReadonlyMap<string, string>, links: ReadonlyMap<string, string>) {
    this.#leaves = leaves;
    this.#links = links;
    for (const path of leaves.keys()) {
      for (let at = path; at !== ""; at = folderOf(at)) {
        const folder = this.#folders.get(folderOf(at));
        this.#folders.set(folderOf(at), (folder ?? new Set()).add(posix.basename(at)));
        if (folder !== undefined) break;
      }
    }
  }

  /** Files of these names under a folder, in no order; of a file, itself, whatever its name. Null where there is nothing. */
  filesUnder(path: string, names: RegExp, seen: Set<string> = new Set()): readonly TreeFile[] | null {
    const real = this.#realOf(path);
    if (real === null) return null;
    const found: TreeFile[] = [];
    const id = this.#leaves.get(real);
    if (id !== undefined) add({ id, name: path, below: posix.basename(path) }, real, seen, found);
    else this.#search(real, { name: path, below: "" }, names, seen, found);
    return found;
  }

  /** What is there by itself goes before links to it; each is found once. */
  #search(real: string, way: Omit<TreeFile, "id">, names: RegExp, seen: Set<string>, found: TreeFile[]): void {
    if (seen.has(`${real}/`)) return;
    seen.add(`${real}/`);
    const isLink = (child: string) => Number(this.#links.has(posix.join(real, child)));
    for (const child of [...this.#folders.get(real)!].sort((a, b) => isLink(a) - isLink(b))) {
      const target = this.#realOf(posix.join(real, child));
      const next = { name: posix.join(way.name, child), below: posix.join(way.below, child) };
      if (target !== null && this.#folders.has(target)) {
        if (!isPassedOver(child)) this.#search(target, next, names, seen, found);
      } else if (names.test(child)) {
        const id = target === null ? null : this.#leaves.get(target)!;
        add({ id, ...next }, target ?? next.name, seen, found);
      }
    }
  }

  /** Where a path leads, part by part; null out of the repository, in a loop, and through what is no folder. */
  #realOf(path: string): string | null {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    let real = "";
    for (let followed = 0; parts.length > 0; ) {
      const part = parts.shift()!;
      if (part === ".." && real === "") return null;
      const next = part === ".." ? folderOf(real) : posix.join(real, part);
      const link = this.#links.get(next);
      if (link === undefined) {
        if (!this.#folders.has(next) && (parts.length > 0 || !this.#leaves.has(next))) return null;
        real = next;
        continue;
      }
      followed += 1;
      if (followed > mostLinks || link.startsWith("/")) return null;
      parts.unshift(...link.split("/").filter((each) => each !== "" && each !== "."));
    }
    return real;
  }
}

function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === "." ? "" : folder;
}

function add(file: TreeFile, real: string, seen: Set<string>, found: TreeFile[]): void {
  if (seen.has(real)) return;
  seen.add(real);
  found.push(file);
}
