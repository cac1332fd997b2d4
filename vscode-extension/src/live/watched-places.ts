/** What an engine may have been told to watch, so that its socket bears the name of it. */

import { dirname } from "node:path";

export interface SetOnDisk {
  /** Absolute paths of its policies. */
  readonly policies: readonly string[];
  /** Absolute paths that its configuration names; empty without one. */
  readonly configured: readonly string[];
}

/** Single files are watched where there are few. */
const mostFiles = 8;

/**
 * The configuration's places together and each alone; else the folders that hold policies and those above, up to the
 * workspace folder, then single files. The likeliest first, each once.
 */
export function watchedPlaces(
  { policies, configured }: SetOnDisk,
  workspaceFolders: readonly string[],
): readonly (string | readonly string[])[] {
  const folders = new Set(policies.flatMap((file) => foldersAbove(file, workspaceFolders)));
  const files = policies.length <= mostFiles ? policies : [];
  const single = new Set([...configured, ...[...folders].sort((a, b) => b.length - a.length), ...files]);
  return [...(configured.length > 1 ? [configured] : []), ...single];
}

function foldersAbove(file: string, workspaceFolders: readonly string[]): string[] {
  const found: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    found.push(folder);
    if (workspaceFolders.includes(folder)) return found;
    // Outside of the workspace only the policy's own folder is likely.
    if (dirname(folder) === folder) return found.slice(0, 1);
  }
}
