/** Between the features' paths and offsets and the protocol's URIs, lines and characters (UTF-16, zero-based). */

import { lineStarts, positionIn, remembered, type Source, type Span } from "@macro-engine/dsl";
import type { Location, Position, Range, TextEdit } from "vscode-languageserver";
import type { Edit, Place } from "./features/place.ts";
import type { PolicyView } from "./workspace/policy-view.ts";

/** Where lines begin for the protocol: one that ends with CR alone is a line too, which it is not for the language. */
const protocolLines = remembered((source: Source): readonly number[] => {
  const { text } = source;
  if (!/\r(?!\n)/.test(text)) return lineStarts(source);
  return [0, ...[...text.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)];
});

export function toPosition(source: Source, offset: number): Position {
  const { line, column } = positionIn(protocolLines(source), Math.max(0, Math.min(offset, source.text.length)));
  return { line: line - 1, character: column - 1 };
}

export function toRange(source: Source, span: Span): Range {
  return { start: toPosition(source, span.start), end: toPosition(source, span.end) };
}

/** Positions past the end of a line are its end, as the protocol has it; past the last line, the end of the text. */
export function toOffset(source: Source, { line, character }: Position): number {
  const starts = protocolLines(source);
  if (line < 0) return 0;
  if (line >= starts.length) return source.text.length;
  const start = starts[line]!;
  let end = starts[line + 1] ?? source.text.length;
  if (line + 1 < starts.length) end -= source.text.startsWith("\r\n", end - 2) ? 2 : 1;
  return Math.min(start + Math.max(0, character), Math.max(start, end));
}

export function toSpan(source: Source, range: Range): Span {
  const start = toOffset(source, range.start);
  return { start, end: Math.max(start, toOffset(source, range.end)) };
}

/** Null for a place in a file that the view does not have. */
export function toLocation(view: PolicyView, place: Place): Location | null {
  const source = view.sources.get(place.file);
  return source === undefined ? null : { uri: view.uriOf(place.file), range: toRange(source, place.span) };
}

export function toTextEdit(source: Source, edit: Pick<Edit, "span" | "text">): TextEdit {
  return { range: toRange(source, edit.span), newText: edit.text };
}
