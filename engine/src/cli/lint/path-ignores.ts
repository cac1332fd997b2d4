/** The configuration's ignores by path, of files on the disk. */

import { dirname, relative, sep } from "node:path";
import type { PathIgnore } from "@macro-engine/dsl";
import type { LintIgnoreConfig } from "../../config/config.ts";
import { pathIgnores } from "../../findings/path-ignores.ts";

/** `absoluteOf`: of a file as problems name it. Patterns start at the folder of the configuration. */
export async function pathIgnoresOnDisk(
  ignores: readonly LintIgnoreConfig[],
  configPath: string | null,
  absoluteOf: (file: string) => string,
): Promise<readonly PathIgnore[]> {
  if (configPath === null || ignores.length === 0) return [];
  // Loaded where it is needed: most runs ignore nothing by path.
  const { default: matcher } = await import("picomatch");
  const folder = dirname(configPath);
  return pathIgnores(ignores, (file) => relative(folder, absoluteOf(file)).replaceAll(sep, "/"), matcher);
}
