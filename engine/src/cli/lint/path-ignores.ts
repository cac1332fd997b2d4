/** The configuration's ignores by path, as the rules' runner takes them. */

import { dirname, posix, relative, sep } from "node:path";
import type { LintCategory, LintCode, PathIgnore } from "@macro-engine/dsl";
import type picomatch from "picomatch";
import type { LintIgnoreConfig } from "../../config/config.ts";

/** `absoluteOf`: of a file as problems name it. Patterns start at the folder of the configuration; one of a folder covers it. */
export async function pathIgnores(
  ignores: readonly LintIgnoreConfig[],
  configPath: string | null,
  absoluteOf: (file: string) => string,
): Promise<readonly PathIgnore[]> {
  if (configPath === null || ignores.length === 0) return [];
  // Loaded where it is needed: most runs ignore nothing by path.
  const { default: matcher } = await import("picomatch");
  const folder = dirname(configPath);
  return ignores.map(({ path, codes }) => {
    const isMatch = matcherOf(path, matcher);
    return {
      matches: (file) => isMatch(relative(folder, absoluteOf(file)).replaceAll(sep, "/")),
      codes: codes as readonly (LintCode | LintCategory)[],
    };
  });
}

/** `!policies/new` is all but that; `!(a|b)` is a glob's own. */
function matcherOf(written: string, matcher: typeof picomatch): (path: string) => boolean {
  const isNegated = /^!(?!\()/.test(written);
  const pattern = posix.normalize(isNegated ? written.slice(1) : written).replace(/^\/|\/$/g, "");
  const isWhole = pattern === "" || pattern === ".";
  const covers = matcher(isWhole ? "**" : [pattern, `${pattern}/**`], { dot: true, nonegate: true });
  return isNegated ? (path) => !covers(path) : covers;
}
