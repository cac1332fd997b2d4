/** What folders hold: each is listed once, until something says that it has changed. */

import { isPassedOver, overrideFile, policyFile } from "../../../engine/src/folder-search.ts";
import type { FileSystem, FolderEntry } from "../host.ts";
import { canonicalUri, childOf, isUnder, parentOf } from "./uris.ts";

export interface Folders {
  /** Files below a folder that policies, override files or configurations may be, as the command line would find them. */
  filesUnder(folder: string): Promise<readonly string[]>;
  /** The same of the folder alone. */
  filesIn(folder: string): Promise<readonly string[]>;
  /** What a URI is on the disk; null: nothing. */
  kindOf(uri: string): Promise<"file" | "folder" | null>;
  /** It was made, removed or renamed; whatever was below it too. */
  forget(uri: string): void;
  forgetAll(): void;
}

export function createFolders(files: FileSystem): Folders {
  const lists = new Map<string, Promise<readonly FolderEntry[]>>();
  const trees = new Map<string, Promise<readonly string[]>>();

  function list(folder: string): Promise<readonly FolderEntry[]> {
    let found = lists.get(folder);
    if (found === undefined) {
      found = files.list(folder);
      lists.set(folder, found);
    }
    return found;
  }

  /** `seen`: real folders, so that links back up end the search. */
  async function search(folder: string, real: string, seen: Set<string>, found: string[]): Promise<void> {
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await list(folder);
    // Real ones go before links to them.
    for (const entry of [...entries].sort((a, b) => Number(a.target !== undefined) - Number(b.target !== undefined))) {
      const uri = childOf(folder, entry.name);
      const target = entry.target === undefined ? childOf(real, entry.name) : canonicalUri(entry.target);
      if (entry.isFolder) {
        if (!isPassedOver(entry.name)) await search(uri, target, seen, found);
      } else if (isRead(entry.name) && !seen.has(target)) {
        seen.add(target);
        found.push(uri);
      }
    }
  }

  return {
    filesUnder(folder) {
      let tree = trees.get(folder);
      if (tree === undefined) {
        const found: string[] = [];
        tree = search(folder, folder, new Set(), found).then(() => found);
        trees.set(folder, tree);
      }
      return tree;
    },
    async filesIn(folder) {
      return (await list(folder)).flatMap(({ name, isFolder }) =>
        isFolder || !isRead(name) ? [] : [childOf(folder, name)],
      );
    },
    async kindOf(uri) {
      const parent = parentOf(uri);
      if (parent === uri) return "folder";
      const entry = (await list(parent)).find(({ name }) => childOf(parent, name) === uri);
      if (entry === undefined) return null;
      return entry.isFolder ? "folder" : "file";
    },
    forget(uri) {
      trees.clear();
      lists.delete(parentOf(uri));
      for (const folder of [...lists.keys()]) if (folder === uri || isUnder(uri, folder)) lists.delete(folder);
    },
    forgetAll() {
      trees.clear();
      lists.clear();
    },
  };
}

function isRead(name: string): boolean {
  return policyFile.test(name) || overrideFile.test(name);
}
