/** Writes a file so that whoever reads it meanwhile has the old text or the new one, whole. */

import { chmod, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/**
 * A link stays a link; the file keeps its permissions, and one that may not be written is not. What is no file, such as a pipe or
 * `/dev/stdout`, is written to.
 */
export async function writeAtomically(path: string, text: string | Iterable<string>): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => null);
  if (before !== null && !before.isFile()) {
    await writeFile(target, text);
    return;
  }
  const beside = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { flag: "wx" });
    if (before !== null) {
      // Moving another file into its place would not ask.
      await (await open(target, "r+")).close();
      await chmod(beside, before.mode);
    }
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
