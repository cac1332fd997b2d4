/** Policy text as written, on one line. */

import type { File } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

/** A stretch of a file without its comments, blanks outside strings collapsed; `replace` puts other text for inner spans. */
export function writtenText(file: File, span: Span, replace: readonly { span: Span; text: string }[] = []): string {
  const inside = replace.filter((cut) => cut.span.start >= span.start && cut.span.end <= span.end);
  const cuts = [...commentsIn(file, span), ...inside].sort((a, b) => a.span.start - b.span.start);
  let text = "";
  let at = span.start;
  for (const cut of cuts) {
    text += file.source.text.slice(at, cut.span.start) + cut.text;
    at = cut.span.end;
  }
  return collapseBlanks(text + file.source.text.slice(at, span.end));
}

/** Comments stand in the order of the text. */
function commentsIn({ comments }: File, span: Span): { span: Span; text: string }[] {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.span.start < span.start) low = middle + 1;
    else high = middle;
  }
  const found: { span: Span; text: string }[] = [];
  for (let at = low; at < comments.length && comments[at]!.span.end <= span.end; at++) {
    found.push({ span: comments[at]!.span, text: " " });
  }
  return found;
}

function collapseBlanks(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, (match) => (match.startsWith('"') ? match : " ")).trim();
}

/** An expression as messages quote it; long ones are cut. */
export function quoted(file: File, span: Span): string {
  const text = writtenText(file, span);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
