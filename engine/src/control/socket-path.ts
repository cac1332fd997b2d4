/** Where the engine of a policy set listens: a socket in a folder of its owner's alone, a named pipe on Windows. */

import { lstatSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { policyKey, stateFolder } from "../config/folders.ts";
import { makeFolder } from "../make-folder.ts";
import { ControlError } from "./protocol.ts";

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestPath = 100;

/** The path for a policy set, named by a hash of its folders; the same however they are written. */
export function socketPathFor(policies: string | readonly string[]): string {
  const [path] = socketPathsFor(policies);
  if (path === undefined)
    throw new ControlError("every folder for the control socket has too long a path; set XDG_RUNTIME_DIR");
  return path;
}

/** Every place where an engine may have put it, the preferred first: a login session has a runtime folder, a service may not. */
export function socketPathsFor(policies: string | readonly string[], env = process.env): readonly string[] {
  const name = policyKey(policies);
  if (process.platform === "win32") return [`\\\\.\\pipe\\macro-engine-${userInfo().username}-${name}`];
  const runtime = env.XDG_RUNTIME_DIR;
  const folders = [
    ...(runtime?.startsWith("/") ? [join(runtime, "macro-engine")] : []),
    stateFolder(),
    join(tmpdir(), `macro-engine-${process.getuid?.()}`),
  ];
  return folders.map((folder) => join(folder, `${name}.sock`)).filter((path) => Buffer.byteLength(path) <= longestPath);
}

/** Makes the socket's folder with no access for others; refuses one that others can enter or own. */
export function makePrivateFolder(socketPath: string): void {
  const folder = dirname(socketPath);
  makeFolder(folder, 0o700);
  if (!isOwnFolder(folder))
    throw new ControlError(`${folder} belongs to another user; the control socket needs a folder of your own`);
  if ((lstatSync(folder).mode & 0o077) !== 0)
    throw new ControlError(`${folder} can be entered by other users; run \`chmod 700 ${folder}\``);
}

/** Whether a socket lies in a folder of this user's, so that no other can have put it there. */
export function isTrustedPath(socketPath: string): boolean {
  return process.platform === "win32" || isOwnFolder(dirname(socketPath));
}

function isOwnFolder(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === process.getuid?.();
  } catch {
    // There is none, or it cannot be got at.
    return false;
  }
}
