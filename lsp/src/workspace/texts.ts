/** What every file says: its open buffer, else the disk, which is read once until something says that it has changed. */

import type { FileSystem } from "../host.ts";
import { isUnder } from "./uris.ts";

/** The same object for as long as the file says the same. */
export type Content = { readonly text: string } | { readonly reason: string };

export interface Texts {
  open(uri: string, buffer: Buffer): void;
  close(uri: string): void;
  buffers(): ReadonlyMap<string, Buffer>;
  /** Null before the file has been read. */
  known(uri: string): Content | null;
  /** Reads what is not known. */
  read(uri: string): Promise<void>;
  /** The disk may have another text now. */
  forget(uri: string): void;
  /** The same of a folder. */
  forgetBelow(uri: string): void;
  forgetAll(): void;
}

export interface Buffer {
  /** By the client's word: a policy by any name, or of no name yet. */
  readonly isPolicy: boolean;
  readonly content: Content;
  /** As the client spells it. */
  readonly uri: string;
}

export function createTexts(files: FileSystem): Texts {
  const buffers = new Map<string, Buffer>();
  const disk = new Map<string, Content>();
  /** Read before, and perhaps changed since. */
  const doubtful = new Map<string, Content>();
  const reading = new Map<string, Promise<void>>();

  function readDisk(uri: string): Promise<void> {
    const asked: Promise<void> = files.read(uri).then((content) => {
      // Told meanwhile that it has changed: what was read is in doubt already, whoever has asked again since.
      if (reading.get(uri) !== asked) return;
      reading.delete(uri);
      const before = doubtful.get(uri);
      doubtful.delete(uri);
      disk.set(uri, before !== undefined && isSame(before, content) ? before : content);
    });
    reading.set(uri, asked);
    return asked;
  }

  function forget(uri: string): void {
    reading.delete(uri);
    const content = disk.get(uri);
    if (content !== undefined) doubtful.set(uri, content);
    disk.delete(uri);
  }

  return {
    open(uri, buffer) {
      const before = buffers.get(uri)?.content ?? disk.get(uri);
      const isUnchanged = before !== undefined && isSame(before, buffer.content);
      buffers.set(uri, isUnchanged ? { ...buffer, content: before } : buffer);
    },
    close(uri) {
      const content = buffers.get(uri)?.content;
      buffers.delete(uri);
      forget(uri);
      // It was saved, most likely.
      if (content !== undefined) doubtful.set(uri, content);
    },
    buffers: () => buffers,
    known: (uri) => buffers.get(uri)?.content ?? disk.get(uri) ?? null,
    async read(uri) {
      if (buffers.has(uri) || disk.has(uri)) return;
      await (reading.get(uri) ?? readDisk(uri));
    },
    forget,
    forgetBelow(uri) {
      forget(uri);
      for (const other of [...disk.keys(), ...reading.keys()]) if (isUnder(uri, other)) forget(other);
    },
    forgetAll() {
      for (const uri of [...disk.keys(), ...reading.keys()]) forget(uri);
    },
  };
}

function isSame(a: Content, b: Content): boolean {
  return "text" in a ? "text" in b && a.text === b.text : "reason" in b && a.reason === b.reason;
}
