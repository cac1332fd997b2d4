/** What a zip file holds, by its central directory. */

import { inflateRawSync } from "node:zlib";

export interface ZipEntry {
  readonly name: string;
  readonly text: () => string;
}

/** For archives of less than 4 GB, stored or deflated, as a `.vsix` is. */
export function zipEntries(archive: Buffer): readonly ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let left = count; left > 0; left--) {
    const [method, size, nameLength, extra, comment] = [
      archive.readUInt16LE(at + 10),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
      archive.readUInt16LE(at + 30),
      archive.readUInt16LE(at + 32),
    ];
    const header = archive.readUInt32LE(at + 42);
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
    const packed = archive.subarray(start, start + size);
    entries.push({
      name: archive.toString("utf8", at + 46, at + 46 + nameLength),
      text: () => (method === 0 ? packed : inflateRawSync(packed)).toString("utf8"),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}
