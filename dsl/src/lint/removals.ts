/** Edits that take whole statements or comments out of a text without leaving holes. */

import type { Fix } from "../diagnostics/diagnostic.ts";
import type { File } from "../syntax/ast.ts";
import type { Source, Span } from "../syntax/source.ts";

type Edit = Fix["edits"][number];

/** Takes a statement out, with its documentation, and its line where it has one to itself. */
export function withoutStatement(file: File, statement: Span): Edit {
  const { text } = file.source;
  let { start } = statement;
  const documentation = file.comments.filter((comment) => comment.documentation);
  for (let at = documentation.length - 1; at >= 0; at--) {
    const { span } = documentation[at]!;
    if (span.end > start) continue;
    const between = text.slice(span.end, start);
    if (between.trim() !== "" || between.split("\n").length !== 2 || !beginsLine(text, span.start)) break;
    start = span.start;
  }
  return removal(file.source, { start, end: commentedEnd(file, statement.end) });
}

/** The end of a statement, or of the comment behind it on its line, which goes with it. */
function commentedEnd({ source: { text }, comments }: File, end: number): number {
  const behind = comments.find(({ span }) => span.start === endOfBlanks(text, end));
  return behind?.span.end ?? end;
}

/** Takes a comment out, and its line where nothing else stands there. */
export function withoutComment(source: Source, comment: Span): Edit {
  return removal(source, comment);
}

function removal(source: Source, { start, end }: Span): Edit {
  const { text, path } = source;
  const from = startOfBlanks(text, start);
  const to = endOfBlanks(text, end);
  const opens = from === 0 || text[from - 1] === "\n";
  const closes = to === text.length || text[to] === "\n" || text.startsWith("\r\n", to);
  // Behind something on its line: the blanks before it go too. Before something: those behind it.
  if (!opens) return { file: path, span: { start: closes ? from : start, end: closes ? end : to }, text: "" };
  if (!closes) return { file: path, span: { start, end: to }, text: "" };
  return { file: path, span: withBlankLine(text, from, nextLine(text, to)), text: "" };
}

/** Of empty lines on both sides, or at an end of a block, one goes as well. */
function withBlankLine(text: string, start: number, end: number): Span {
  // No more than the line before, and the end of the one before that: to look for an end in all of a text takes its length.
  const before = text.slice(Math.max(0, text.lastIndexOf("\n", start - 2)), start);
  const isFirst = start === 0 || /\{[ \t]*\r?\n$/.test(before) || /\n[ \t]*\r?\n$/.test(before);
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (isFirst && blank !== null) return { start, end: end + blank[0].length };
  const isLast = end === text.length || /^[ \t]*\}/.test(text.slice(end));
  const hole = isLast ? /\n([ \t]*\r?\n)$/.exec(before) : null;
  return { start: start - (hole?.[1]?.length ?? 0), end };
}

function beginsLine(text: string, offset: number): boolean {
  const from = startOfBlanks(text, offset);
  return from === 0 || text[from - 1] === "\n";
}

function startOfBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === " " || text[at - 1] === "\t") at--;
  return at;
}

function endOfBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}
