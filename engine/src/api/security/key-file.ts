/** The key by which cookies and links are signed: a file beside the store that nobody else may read, made at the first use. */

import { randomBytes } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../make-folder.ts";

const keyBytes = 32;
const forOthers = 0o077;

/** Without it, every cookie and link that it has signed is void. Throws an `Error` in words for the user. */
export function readKey(storePath: string): Buffer {
  const path = `${storePath}.key`;
  makeFolder(dirname(path), 0o700);
  try {
    // Fails where it is there already, so that of two who come first one makes it.
    writeFileSync(path, randomBytes(keyBytes), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return keyIn(path);
}

function keyIn(path: string): Buffer {
  const file = opened(path);
  try {
    const { mode, uid } = fstatSync(file);
    if (process.platform !== "win32") {
      // Who made it knows it, and could sign in as anybody.
      if (uid !== process.getuid?.())
        throw new Error(`${path} belongs to another user: run this as that user, or remove it, and a new key is made`);
      if ((mode & forOthers) !== 0) throw new Error(`${path} can be read by other users: ${remedy}`);
    }
    const key = readFileSync(file);
    if (key.length !== keyBytes) throw new Error(`${path} is no key: ${remedy}`);
    return key;
  } finally {
    closeSync(file);
  }
}

const remedy = "remove it, and a new one is made; everybody signs in again";

/** Not where it leads elsewhere: in a folder that others can write to, they choose where. */
function opened(path: string): number {
  try {
    // Windows has no such flag, and nothing to say of it.
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ELOOP") throw error;
    throw new Error(`${path} is a symbolic link, and must be a file: ${remedy}`);
  }
}
