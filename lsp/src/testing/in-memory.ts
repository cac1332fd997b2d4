/** A disk in memory: texts by URI, which may change while it is looked at. */

import type { FileSystem } from "../host.ts";

/** `null` for a text: the file is there and cannot be read. Tells by `reads` and `lists` how often it was asked. */
export function inMemory(disk: ReadonlyMap<string, string | null>): FileSystem & { reads: number; lists: number } {
  return {
    reads: 0,
    lists: 0,
    async read(uri) {
      this.reads += 1;
      const text = disk.get(uri);
      if (text === null) return { reason: "reading it is not permitted" };
      return text === undefined ? { reason: "there is no such file or folder" } : { text };
    },
    async list(folder) {
      this.lists += 1;
      const start = folder.endsWith("/") ? folder : `${folder}/`;
      const below = [...disk.keys()].filter((uri) => uri.startsWith(start));
      const names = new Map(
        below.map((uri) => uri.slice(start.length).split("/")).map((parts) => [parts[0]!, parts.length > 1]),
      );
      return [...names].map(([name, isFolder]) => ({ name: decodeURIComponent(name), isFolder }));
    },
  };
}
