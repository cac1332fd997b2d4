/** Waits for changes of files and folders. */

import { existsSync, type FSWatcher, type Stats, statSync, watch } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { isPassedOver } from "./folder-search.ts";

/** Editors write in several steps; what comes within this time is one change. */
const settleMs = 100;

export interface Watched {
  readonly path: string;
  /** Names of the files that matter where `path` is a folder. What else is written there, a log say, is no change. */
  readonly names: RegExp;
}

/**
 * Resolves with the name of a file that changed, once things are quiet again; with null when `signal` says so. Folders
 * are watched with all below them; of a file its folder is watched, because editors replace files; of what is not there
 * the nearest folder that is.
 */
export async function changesOf(watched: readonly Watched[], signal?: AbortSignal): Promise<string | null> {
  const watchers: FSWatcher[] = [];
  const done = new AbortController();
  try {
    return await new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const heard = (name: string) => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve(name), settleMs);
      };
      for (const { path, names } of watched) {
        const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
        const folder = isFolder ? path : nearestFolder(path);
        const watcher = watch(folder, { recursive: isFolder }, (_, name) => {
          const matters = (name: string) =>
            isFolder ? isSearched(path, name, names) : isOnTheWay(join(folder, name), path);
          if (name === null || matters(name)) heard(name ?? path);
        });
        // A folder that goes away is a change too.
        watcher.on("error", () => heard(path));
        watchers.push(watcher);
        // One that is moved away says nothing itself.
        if (isFolder) {
          const above = watch(dirname(path), (_, name) => {
            if (name === basename(path)) heard(path);
          });
          above.on("error", () => heard(path));
          watchers.push(above);
        }
      }
      const abort = () => {
        clearTimeout(timer);
        resolve(null);
      };
      if (signal?.aborted === true) abort();
      signal?.addEventListener("abort", abort, { once: true, signal: done.signal });
    });
  } finally {
    done.abort();
    for (const watcher of watchers) watcher.close();
  }
}

function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? folder : nearestFolder(folder);
}

/**
 * Whether the search of a folder looks at what has changed below it: a file of such a name, or a folder. What has gone was
 * perhaps a folder unless its name has an ending.
 */
function isSearched(folder: string, below: string, names: RegExp): boolean {
  const parts = below.split(sep);
  if (parts.some(isPassedOver)) return false;
  if (names.test(below)) return true;
  const found = statOf(join(folder, below));
  return found === undefined ? !parts.at(-1)!.includes(".") : found.isDirectory();
}

/** Undefined for what is not there, and for what may not be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether a path is that of the file, or of a folder that leads to it. */
function isOnTheWay(path: string, file: string): boolean {
  return file === path || file.startsWith(path + sep);
}
