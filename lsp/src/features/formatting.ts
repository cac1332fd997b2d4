/** A policy file in the one style, as edits of blanks and line ends; what cannot be read is left alone. */

import { formatEdits, type ParsedFile, type Span, type TextEdit } from "@macro-engine/dsl";
import type { PolicyView } from "../workspace/policy-view.ts";

/** Of a whole file, or of what a range touches. Nothing for files that are no policies. */
export function formatting(view: PolicyView, path: string, range?: Span): readonly TextEdit[] {
  const parsed = view.file(path);
  if (parsed === null) return [];
  const { width } = view.config.fmt;
  return formatEdits(parsed, range === undefined ? { width } : { width, range });
}

/** Of several ranges; where they meet, an edit comes once. */
export function formattingOfRanges(view: PolicyView, path: string, ranges: readonly Span[]): readonly TextEdit[] {
  const edits = new Map<number, TextEdit>();
  for (const range of ranges) for (const edit of formatting(view, path, range)) edits.set(edit.span.start, edit);
  return [...edits.values()].sort((a, b) => a.span.start - b.span.start);
}

/**
 * After a character was typed before `offset`: a `}` formats what it closes, a line end the statement before it, and indents
 * the line that it begins. Nothing behind the cursor is touched.
 */
export function formattingOnType(
  view: PolicyView,
  path: string,
  offset: number,
  character: string,
): readonly TextEdit[] {
  const parsed = view.file(path);
  if (parsed === null) return [];
  const { text } = parsed.file.source;
  if (character === "}") {
    const closed = parsed.file.declarations.find(({ span }) => span.start < offset && offset === span.end);
    return closed === undefined ? [] : upTo(offset, formattingNear(view, parsed, closed.span));
  }
  if (character !== "\n") return [];
  const inside = itemAround(parsed, offset);
  if (inside !== null) return indentation(parsed, offset, inside);
  const end = text.slice(0, offset).trimEnd().length;
  const lineStart = text.lastIndexOf("\n", end - 1) + 1;
  const before = end === 0 ? [] : upTo(end, formattingNear(view, parsed, { start: lineStart, end }));
  return [...before, ...indentation(parsed, offset, isInBody(parsed, offset) ? 2 : 0)];
}

/** The same as of the range, looking at no more than the declaration around it where that will do: it is asked while one types. */
function formattingNear(view: PolicyView, parsed: ParsedFile, range: Span): readonly TextEdit[] {
  const { source, declarations } = parsed.file;
  const { width } = view.config.fmt;
  const around = declarations.find(({ span }) => span.start <= range.start && range.end <= span.end);
  const isWrong = ({ span }: { readonly span: Span }) =>
    around !== undefined && around.span.start <= span.end && span.start <= around.span.end;
  const text = around === undefined ? "" : source.text.slice(around.span.start, around.span.end);
  // Of a single line it is not known how the file ends its lines.
  if (around === undefined || !text.includes("\n") || parsed.diagnostics.some(isWrong)) {
    return formatEdits(parsed, { width, range });
  }
  const { start: at } = around.span;
  const inner = { start: range.start - at, end: range.end - at };
  const edits = formatEdits({ path: source.path, text }, { width, range: inner });
  return edits
    .filter(({ span }) => span.start < text.length)
    .map((edit) => ({ span: { start: edit.span.start + at, end: edit.span.end + at }, text: edit.text }));
}

function upTo(end: number, edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.filter(({ span }) => span.end <= end);
}

/** The columns in which a statement goes on that an offset lies within; null between statements. */
function itemAround({ file }: ParsedFile, offset: number): number | null {
  const isAround = ({ span }: { readonly span: Span }) => span.start < offset && offset < span.end;
  const declaration = file.declarations.find(isAround);
  if (declaration === undefined) return null;
  if ("members" in declaration) return declaration.members.some(isAround) ? 4 : null;
  if ("steps" in declaration) return declaration.steps.some(isAround) ? 4 : null;
  return 2;
}

/** Of the line of an offset, where nothing stands on it yet. */
function indentation({ file }: ParsedFile, offset: number, columns: number): readonly TextEdit[] {
  const { text } = file.source;
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const line = /[^\r\n]*/y;
  line.lastIndex = start;
  const written = line.exec(text)![0];
  const wanted = " ".repeat(columns);
  if (written.trim() !== "" || written === wanted) return [];
  return [{ span: { start, end: start + written.length }, text: wanted }];
}

/** Bodies do not nest: one is open where its brace is the last. */
function isInBody({ file }: ParsedFile, offset: number): boolean {
  const declaration = file.declarations.findLast(({ span }) => span.start < offset);
  if (declaration === undefined) return false;
  const written = file.source.text.slice(declaration.span.start, offset);
  const bare = written.replace(/"(?:[^"\\\n]|\\.)*"?|#[^\n]*/g, "");
  return bare.lastIndexOf("{") > bare.lastIndexOf("}");
}
