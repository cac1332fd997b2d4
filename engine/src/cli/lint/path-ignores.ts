/** The configuration's ignores by path, as the rules' runner takes them. */

import { dirname, relative, sep } from "node:path";
import type { LintCategory, LintCode, PathIgnore } from "@macro-engine/dsl";
import type { LintIgnoreConfig } from "../../config/config.ts";

/** `absoluteOf`: of a file as problems name it. Patterns start at the folder of the configuration; one of a folder covers it. */
export async function pathIgnores(
  ignores: readonly LintIgnoreConfig[],
  configPath: string | null,
  absoluteOf: (file: string) => string,
): Promise<readonly PathIgnore[]> {
  if (configPath === null || ignores.length === 0) return [];
  // Loaded where it is needed: most runs ignore nothing by path.
  const { default: picomatch } = await import("picomatch");
  const folder = dirname(configPath);
  return ignores.map(({ path, codes }) => {
    const pattern = path.replace(/^\.\//, "").replace(/\/$/, "");
    const isMatch = picomatch([pattern, `${pattern}/**`], { dot: true });
    return {
      matches: (file) => isMatch(relative(folder, absoluteOf(file)).replaceAll(sep, "/")),
      codes: codes as readonly (LintCode | LintCategory)[],
    };
  });
}
