/** What would change in a text, as a unified diff that `patch` and `git apply` take. */

import { createTwoFilesPatch } from "diff";
import type { Rewrite } from "../rewrite-files.ts";
import { type Paint, painter } from "./paint.ts";

/** Empty where nothing changes. Paths are as the user names them; in `marked` are those of files with a byte order mark. */
export function textDiff({ before, after }: Rewrite, marked: ReadonlySet<string>, color: boolean): string {
  if (before.text === after.text) return "";
  const { path } = before;
  const named = path.startsWith("/") ? path.slice(1) : path;
  // A patch is held against the bytes of the file.
  const [was, is] = [before, after].map(({ text }) => (marked.has(path) ? `\ufeff${text}` : text));
  const patch = createTwoFilesPatch(`a/${named}`, `b/${named}`, was!, is!, undefined, undefined, { context: 3 });
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
