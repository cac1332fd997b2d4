/** Writes a file so that whoever reads it meanwhile has the old text or the new one, whole. */

import { chmod, realpath, rename, rm, stat, writeFile } from "node:fs/promises";

/** A link stays a link; the file keeps its permissions. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const beside = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text, { flag: "wx" });
    const before = await stat(target).catch(() => null);
    if (before !== null) await chmod(beside, before.mode);
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
