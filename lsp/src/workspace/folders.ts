/** What folders hold: each is listed once, until something says that it has changed. */

import { isPassedOver, overrideFile, policyFile } from "../../../engine/src/folder-search.ts";
import type { FileSystem, FolderEntry } from "../host.ts";
import { turn } from "../turn.ts";
import { canonicalUri, childOf, isUnder, parentOf } from "./uris.ts";

export interface Folders {
  /** Files below a folder that policies, override files or configurations may be, as the command line would find them. */
  filesUnder(folder: string): Promise<FoundFiles>;
  /** The same of the folder alone. */
  filesIn(folder: string): Promise<readonly string[]>;
  /** What a URI is on the disk; null: nothing. */
  kindOf(uri: string): Promise<"file" | "folder" | null>;
  /** It was made, removed or renamed; whatever was below it too. */
  forget(uri: string): void;
  forgetAll(): void;
}

export interface FoundFiles {
  readonly files: readonly string[];
  /** The search has been given up: there are more than `mostFolders`. */
  readonly isCut: boolean;
}

/** Folders below one that are looked at: whoever types `../shared` names the parent of everything for a moment, and `/` the disk. */
export const mostFolders = 10_000;

/** How long to search before others have a turn, ms. */
const sliceMs = 20;

interface Search {
  /** Real folders, so that links back up end the search; and real files. */
  readonly seen: Set<string>;
  readonly found: string[];
  folders: number;
  since: number;
}

export function createFolders(files: FileSystem): Folders {
  const lists = new Map<string, Promise<readonly FolderEntry[]>>();
  const trees = new Map<string, Promise<FoundFiles>>();

  function list(folder: string): Promise<readonly FolderEntry[]> {
    let found = lists.get(folder);
    if (found === undefined) {
      found = files.list(folder);
      lists.set(folder, found);
    }
    return found;
  }

  async function search(folder: string, real: string, state: Search): Promise<void> {
    const { seen, found } = state;
    if (seen.has(real) || state.folders > mostFolders) return;
    seen.add(real);
    state.folders += 1;
    if (performance.now() - state.since > sliceMs) {
      await turn();
      state.since = performance.now();
    }
    const entries = (await list(folder)).filter(({ name, isFolder }) =>
      isFolder ? !isPassedOver(name) : isRead(name),
    );
    // Real ones go before links to them.
    for (const entry of entries.sort((a, b) => Number(a.target !== undefined) - Number(b.target !== undefined))) {
      const uri = childOf(folder, entry.name);
      const target = entry.target === undefined ? childOf(real, entry.name) : canonicalUri(entry.target);
      if (entry.isFolder) await search(uri, target, state);
      else if (!seen.has(target)) {
        seen.add(target);
        found.push(uri);
      }
    }
  }

  async function searched(folder: string): Promise<FoundFiles> {
    const state: Search = { seen: new Set(), found: [], folders: 0, since: performance.now() };
    await search(folder, folder, state);
    return { files: state.found, isCut: state.folders > mostFolders };
  }

  return {
    filesUnder(folder) {
      let tree = trees.get(folder);
      if (tree === undefined) {
        tree = searched(folder);
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
      for (const folder of [...lists.keys()]) {
        // Of folders that were made for it, or went with it, nobody may tell.
        if (folder === uri || isUnder(uri, folder) || isUnder(folder, uri)) lists.delete(folder);
      }
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
