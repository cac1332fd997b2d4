/** From the bytes of a file to its text, and why there is none. */

import { TextDecoder } from "node:util";

/** What a reader of files says of what it was thrown. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "reading it is not permitted";
  if (code === "ELOOP") return "it is a link that leads to itself";
  return error instanceof Error ? error.message : String(error);
}

const strictly = new TextDecoder("utf-8", { fatal: true });

/** Null where the bytes are no UTF-8. A byte order mark is taken off. */
export function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return strictly.decode(bytes);
  } catch {
    return null;
  }
}

/** What is wrong with bytes that are no UTF-8, and what to do. */
export function describeEncoding(bytes: Uint8Array): string {
  return `${encodingOf(bytes)}; save it as UTF-8`;
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "it is UTF-16, not UTF-8";
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    if (decodeStrictly(bytes.subarray(start, stop)) === null) return `it is not UTF-8 (line ${line})`;
    start = stop + 1;
  }
  return "it is not UTF-8";
}
