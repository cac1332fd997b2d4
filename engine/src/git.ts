/** Asks git, as a process of its own. */

import { execFile, spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";

/** Git is not there, or does not know what was asked for; in a sentence. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** What a command prints; null where it ends with another code than 0. Throws a GitError where git cannot be run. */
export function askGit(args: readonly string[], cwd: string): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    execFile("git", args, { cwd, encoding: "buffer", maxBuffer: 1 << 28 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (error.code === "ENOENT") reject(notThere());
      else resolve(null);
    });
  });
}

function notThere(): GitError {
  return new GitError("there is no `git` to be found on the PATH: revisions are read with it");
}

/** The contents of objects, in their order. */
export async function readBlobs(ids: readonly string[], cwd: string): Promise<readonly Buffer[]> {
  if (ids.length === 0) return [];
  const child = spawn("git", ["cat-file", "--batch"], { cwd, stdio: ["pipe", "pipe", "ignore"] });
  const failed = new Promise<never>((_, reject) => child.once("error", () => reject(notThere())));
  child.stdin.on("error", () => {});
  child.stdin.end(ids.map((id) => `${id}\n`).join(""));
  return splitBatch(await Promise.race([buffer(child.stdout), failed]), ids);
}

/** Each object has a line of its own, "<id> <type> <size>", before its contents and a line break after them. */
function splitBatch(output: Buffer, ids: readonly string[]): readonly Buffer[] {
  const blobs: Buffer[] = [];
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf(10, at);
    const size = Number(/ blob (\d+)$/.exec(output.toString("latin1", at, Math.max(at, end)))?.[1] ?? Number.NaN);
    if (Number.isNaN(size)) throw new GitError(`git does not give object ${id}: is the repository whole?`);
    blobs.push(output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return blobs;
}
