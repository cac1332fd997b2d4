/** Waits for changes of files and folders. */

import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** Editors write in several steps; what comes within this time is one change. */
const settleMs = 100;

/**
 * Resolves with the name of a file that changed, once things are quiet again; with null when `signal` says so. Folders
 * are watched with all below them; of a file its folder is watched, because editors replace files.
 */
export async function changesOf(paths: readonly string[], signal?: AbortSignal): Promise<string | null> {
  const watchers: FSWatcher[] = [];
  try {
    return await new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const heard = (name: string) => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve(name), settleMs);
      };
      for (const path of new Set(paths)) {
        const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
        const watcher = watch(isFolder ? path : dirname(path), { recursive: isFolder }, (_, name) => {
          if (isFolder || name === basename(path)) heard(String(name ?? path));
        });
        // A folder that goes away is a change too.
        watcher.on("error", () => heard(path));
        watchers.push(watcher);
      }
      const abort = () => {
        clearTimeout(timer);
        resolve(null);
      };
      if (signal?.aborted === true) abort();
      signal?.addEventListener("abort", abort, { once: true });
    });
  } finally {
    for (const watcher of watchers) watcher.close();
  }
}
