/** The disk by URI. */

import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodeStrictly, describeEncoding, reasonOf } from "../../../engine/src/file-text.ts";
import type { FileSystem, FolderEntry } from "../host.ts";

export const disk: FileSystem = {
  async read(uri) {
    try {
      const path = fileURLToPath(uri);
      // Whoever reads a pipe waits for somebody to write.
      if (!statSync(path).isFile()) return { reason: "it is no file" };
      const bytes = readFileSync(path);
      const text = decodeStrictly(bytes);
      return text === null ? { reason: describeEncoding(bytes) } : { text };
    } catch (error) {
      return { reason: reasonOf(error) };
    }
  },
  async list(uri) {
    try {
      const folder = fileURLToPath(uri);
      return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => entryOf(folder, entry));
    } catch {
      return [];
    }
  },
};

/** Neither pipes nor sockets. A link that leads nowhere is kept: reading it says so. */
function entryOf(folder: string, entry: Dirent): FolderEntry[] {
  const { name } = entry;
  const isFolder = entry.isDirectory();
  if (!entry.isSymbolicLink()) return isFolder || entry.isFile() ? [{ name, isFolder }] : [];
  const path = join(folder, name);
  try {
    const kind = statSync(path);
    if (!kind.isDirectory() && !kind.isFile()) return [];
    return [{ name, isFolder: kind.isDirectory(), target: pathToFileURL(realpathSync(path)).href }];
  } catch {
    return [{ name, isFolder: false }];
  }
}
