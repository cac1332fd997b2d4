/** What would change in a text, as a unified diff that `patch` and `git apply` take. */

import { createTwoFilesPatch } from "diff";
import { type Paint, painter } from "./paint.ts";

/** Empty where nothing changes. `path` as the user names it. */
export function textDiff(path: string, before: string, after: string, color: boolean): string {
  if (before === after) return "";
  const named = path.startsWith("/") ? path.slice(1) : path;
  const patch = createTwoFilesPatch(`a/${named}`, `b/${named}`, before, after, undefined, undefined, { context: 3 });
  // Its first line is a ruler that no other tool writes.
  const lines = patch.slice(patch.indexOf("\n") + 1).split("\n");
  return lines.map((line) => painted(line, painter(color))).join("\n");
}

function painted(line: string, paint: Paint): string {
  if (/^(---|\+\+\+) /.test(line)) return paint("bold", line);
  if (line.startsWith("@@")) return paint("cyan", line);
  if (line.startsWith("+")) return paint("green", line);
  return line.startsWith("-") ? paint("red", line) : line;
}
