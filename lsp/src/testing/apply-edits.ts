/** What becomes of a text by edits, as a client makes them. */

import type { Span } from "@macro-engine/dsl";

interface SpanEdit {
  readonly span: Span;
  readonly text: string;
}

/** Throws where two of them overlap, or where one is outside of the text. */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: fresh } of [...edits].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  )) {
    if (span.start < at || span.end < span.start || span.end > text.length) {
      throw new Error(`an edit at ${span.start}–${span.end} overlaps another one or the end at ${text.length}`);
    }
    result += text.slice(at, span.start) + fresh;
    at = span.end;
  }
  return result + text.slice(at);
}
