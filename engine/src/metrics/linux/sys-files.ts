/** Reading single-value files of /sys off the tick: some of them ask a slow chip, so nothing here blocks. */

import { readdir, readFile } from "node:fs/promises";

/** The names in a folder, in order; empty when it does not exist. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

/** The trimmed text of a file; null when it cannot be read (an absent attribute, a device that is asleep). */
export async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch {
    return null;
  }
}

/** The number in a file; NaN when there is none. */
export async function numberOf(path: string): Promise<number> {
  const text = await textOf(path);
  return text === null || text === "" ? Number.NaN : Number(text);
}

/** The greatest of the numbers in the files that can be read; NaN when none can. */
export async function greatestOf(paths: readonly string[]): Promise<number> {
  const numbers = (await Promise.all(paths.map(numberOf))).filter((value) => !Number.isNaN(value));
  return numbers.length === 0 ? Number.NaN : Math.max(...numbers);
}
