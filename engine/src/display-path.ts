/** How a file is named to its user. */

import { isAbsolute, relative, sep } from "node:path";

/** The name that diagnostics show: relative where the file is inside `cwd`, `/` as separator. */
export function displayPath(absolute: string, cwd: string): string {
  const inside = relative(cwd, absolute);
  const shown = inside === "" || inside.startsWith("..") || isAbsolute(inside) ? absolute : inside;
  return sep === "/" ? shown : shown.replaceAll(sep, "/");
}
