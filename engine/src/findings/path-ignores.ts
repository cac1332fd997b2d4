/** The configuration's ignores by path, as the rules' runner takes them: no disk, so that an editor can ask. */

import type { LintCategory, LintCode, PathIgnore } from "@macro-engine/dsl";
import type { LintIgnoreConfig } from "../config/config.ts";

/** What picomatch makes of globs. */
export type GlobMatcher = (
  globs: string | string[],
  options: { readonly dot: boolean; readonly nonegate: boolean },
) => (path: string) => boolean;

/** `pathOf`: of a file as problems name it, from the configuration's folder, `/` as separator. A pattern of a folder covers it. */
export function pathIgnores(
  ignores: readonly LintIgnoreConfig[],
  pathOf: (file: string) => string,
  matcher: GlobMatcher,
): readonly PathIgnore[] {
  return ignores.map(({ path, codes }) => {
    const isMatch = matcherOf(path, matcher);
    return { matches: (file) => isMatch(pathOf(file)), codes: codes as readonly (LintCode | LintCategory)[] };
  });
}

/** `!policies/new` is all but that; `!(a|b)` is a glob's own. */
function matcherOf(written: string, matcher: GlobMatcher): (path: string) => boolean {
  const isNegated = /^!(?!\()/.test(written);
  const pattern = normalized(isNegated ? written.slice(1) : written);
  const covers = matcher(pattern === "" ? "**" : [pattern, `${pattern}/**`], { dot: true, nonegate: true });
  return isNegated ? (path) => !covers(path) : covers;
}

/** Without `.` and `..` that lead nowhere, and slashes around. */
function normalized(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
