/** Policy text as written, on one line. */

import type { File } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

/** A stretch of a file without its comments, blanks outside strings collapsed; `replace` puts other text for inner spans. */
export function writtenText(file: File, span: Span, replace: readonly { span: Span; text: string }[] = []): string {
  const cuts = [...file.comments.map((comment) => ({ span: comment.span, text: " " })), ...replace]
    .filter((cut) => cut.span.start >= span.start && cut.span.end <= span.end)
    .sort((a, b) => a.span.start - b.span.start);
  let text = "";
  let at = span.start;
  for (const cut of cuts) {
    text += file.source.text.slice(at, cut.span.start) + cut.text;
    at = cut.span.end;
  }
  return collapseBlanks(text + file.source.text.slice(at, span.end));
}

function collapseBlanks(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (match) => (match.startsWith('"') ? match : " ")).trim();
}

/** An expression as messages quote it; long ones are cut. */
export function quoted(file: File, span: Span): string {
  const text = writtenText(file, span);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
