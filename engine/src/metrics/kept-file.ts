/** A small kernel file that is opened once and read again and again into one buffer. */

import { closeSync, openSync, readSync } from "node:fs";
import { ByteCursor } from "./byte-cursor.ts";

/** How much to read: `head`, one read of at most `capacity` bytes; `whole`, until the end, growing the buffer. */
export type Extent = "head" | "whole";

export class KeptFile {
  readonly path: string;
  readonly #extent: Extent;
  readonly #cursor = new ByteCursor();
  #buffer: Uint8Array;
  #descriptor: number | null = null;

  constructor(path: string, extent: Extent, capacity = 4096) {
    this.path = path;
    this.#extent = extent;
    this.#buffer = new Uint8Array(capacity);
  }

  /**
   * Reads from the start and points a cursor at it, valid until the next read. Throws what the file system says; the file
   * is then opened anew at the next read, so that a device that comes back is read again.
   */
  read(): ByteCursor {
    try {
      this.#descriptor ??= openSync(this.path, "r");
      const length = this.#fill(this.#descriptor);
      this.#cursor.reset(this.#buffer, length);
      return this.#cursor;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  /**
   * A kernel sequence file hands out whole lines, at most a page a read: the end is where a read is empty, or where so much
   * room was left that a further line would have found some.
   */
  #fill(descriptor: number): number {
    let length = readSync(descriptor, this.#buffer, 0, this.#buffer.length, 0);
    if (this.#extent === "head" || length < this.#buffer.length / 2) return length;
    for (let got = length; got > 0; length += got) {
      if (length === this.#buffer.length) this.#grow();
      got = readSync(descriptor, this.#buffer, length, this.#buffer.length - length, length);
    }
    return length;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#buffer.length * 2);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
