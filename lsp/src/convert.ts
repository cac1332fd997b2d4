/** Between the features' paths and offsets and the protocol's URIs, lines and characters (UTF-16, zero-based). */

import { lineStarts, positionAt, type Source, type Span } from "@macro-engine/dsl";
import type { Location, Position, Range, TextEdit } from "vscode-languageserver";
import type { Edit, Place } from "./features/place.ts";
import type { PolicyView } from "./workspace/policy-view.ts";

export function toPosition(source: Source, offset: number): Position {
  const { line, column } = positionAt(source, offset);
  return { line: line - 1, character: column - 1 };
}

export function toRange(source: Source, span: Span): Range {
  return { start: toPosition(source, span.start), end: toPosition(source, span.end) };
}

/** Positions past the end of a line are its end, as the protocol has it; past the last line, the end of the text. */
export function toOffset(source: Source, { line, character }: Position): number {
  const starts = lineStarts(source);
  if (line < 0) return 0;
  if (line >= starts.length) return source.text.length;
  const start = starts[line]!;
  let end = starts[line + 1] ?? source.text.length;
  if (line + 1 < starts.length) end -= source.text[end - 2] === "\r" ? 2 : 1;
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
