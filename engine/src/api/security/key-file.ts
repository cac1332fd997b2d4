/** The key by which cookies and links are signed: a file beside the store that nobody else may read, made at the first use. */

import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../make-folder.ts";

const keyBytes = 32;
const forOthers = 0o077;

/** Without it, every cookie and link that it has signed is void. Throws an `Error` in words for the user. */
export function readKey(storePath: string): Buffer {
  const path = `${storePath}.key`;
  makeFolder(dirname(path));
  try {
    // Fails where it is there already, so that of two who come first one makes it.
    writeFileSync(path, randomBytes(keyBytes), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return keyIn(path);
}

function keyIn(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const { mode } = fstatSync(file);
    if (process.platform !== "win32" && (mode & forOthers) !== 0)
      throw new Error(`${path} can be read by other users: remove it, and a new key is made; everybody signs in again`);
    const key = readFileSync(file);
    if (key.length !== keyBytes)
      throw new Error(`${path} is no key: remove it, and a new one is made; everybody signs in again`);
    return key;
  } finally {
    closeSync(file);
  }
}
