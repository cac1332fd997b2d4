/** What a growing selection takes in next: a word, what it is part of, the member, the body, the declaration, the file. */

import { lexicalTokenAt, nodesAt, type ParsedFile, type Span } from "@macro-engine/dsl";

/** From the innermost outwards, each larger than the one before and around it; the last is the whole file. */
export function selectionSpans(parsed: ParsedFile, offset: number): readonly Span[] {
  const { file } = parsed;
  const spans: Span[] = [];
  const token = lexicalTokenAt(file.source, offset);
  if (token !== null) {
    if (token.kind === "string" && token.span.end - token.span.start > 2) spans.push(inside(token.span));
    spans.push(token.span);
  }
  const comment = file.comments.find(({ span }) => span.start <= offset && offset <= span.end);
  if (comment !== undefined) spans.push(comment.span);
  for (const node of [...nodesAt(file, offset)].reverse()) {
    if (node.kind === "message") spans.push(inside(node.span));
    if ("members" in node || "steps" in node) spans.push(...bodySpans(file.source.text, node.span, offset));
    spans.push(node.span);
    if ("documentation" in node && node.documentation !== "") spans.push(withDocumentation(parsed, node.span));
  }
  spans.push({ start: 0, end: file.source.text.length });
  return growing(spans, offset);
}

function inside({ start, end }: Span): Span {
  return { start: start + 1, end: Math.max(start + 1, end - 1) };
}

/** What stands between the braces, with and without the blanks around it. */
function bodySpans(text: string, { start, end }: Span, offset: number): Span[] {
  const open = text.indexOf("{", start);
  if (open < 0 || open >= offset || text[end - 1] !== "}") return [];
  const between = text.slice(open + 1, end - 1);
  const from = open + 1 + (between.length - between.trimStart().length);
  const to = end - 1 - (between.length - between.trimEnd().length);
  const trimmed = from < to ? [{ start: from, end: to }] : [];
  return [...trimmed, { start: open + 1, end: end - 1 }];
}

/** From the first of the `##` comments directly above. */
function withDocumentation({ file }: ParsedFile, span: Span): Span {
  let { start } = span;
  for (const comment of file.comments.toReversed()) {
    if (comment.span.end > start) continue;
    if (!comment.documentation || file.source.text.slice(comment.span.end, start).trim() !== "") break;
    start = comment.span.start;
  }
  return { start, end: span.end };
}

function growing(spans: readonly Span[], offset: number): readonly Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    const last = found.at(-1) ?? { start: offset, end: offset };
    const holds = span.start <= last.start && last.end <= span.end;
    const isLarger = span.end - span.start > last.end - last.start;
    if (holds && (isLarger || found.length === 0)) found.push(span);
  }
  return found;
}
