/** Reads a file again after an edit: the declarations that the edit touches, and nothing else. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { remembered } from "../remembered.ts";
import type { Declaration, File } from "./ast.ts";
import { isReadFreely, type ParsedFile, type ParsedText, parse, parseText } from "./parse.ts";
import { lineEndOf, type Source, type Span } from "./source.ts";

/**
 * As `parse`, of a text that an edit has made of another. The tree of `before` is taken over: its file has the new text from now
 * on, and the declarations that the edit does not touch are the very same, moved to where they stand now. `before` itself is not
 * to be asked for anything any more.
 */
export function parseAgain(before: ParsedFile, source: Source): ParsedFile {
  const { source: old } = before.file;
  if (source.path !== old.path || lineEndOf(source) !== lineEndOf(old)) return parse(source);
  const edit = editBetween(old.text, source.text);
  for (const bounds of boundsAround(before, edit)) {
    if (bounds.first === null && bounds.last === null) continue;
    const start = bounds.first?.span.start ?? 0;
    const end = bounds.last === null ? source.text.length : bounds.last.span.end + edit.shift;
    const part = parseText(source, { start, end });
    if (isBounded(part, bounds, edit.shift)) return withPart(before, source, part, bounds, edit.shift);
  }
  return parse(source);
}

/** What was replaced in the old text, and by how much the text behind it has moved. */
interface Edit extends Span {
  readonly shift: number;
}

function editBetween(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  const isSame = (back: number) => before.charCodeAt(before.length - back) === after.charCodeAt(after.length - back);
  while (same < most - start && isSame(same + 1)) same++;
  return { start, end: before.length - same, shift: after.length - before.length };
}

/**
 * The declarations around what is read again, null at an end of the file. Nothing is wrong in them, so that every mistake
 * belongs to one side of them. They are read again too, to see that they come out the same.
 */
interface Bounds {
  readonly first: Declaration | null;
  readonly last: Declaration | null;
}

/** Those to be tried, the narrowest first. */
function boundsAround({ file, diagnostics }: ParsedFile, edit: Edit): readonly Bounds[] {
  const { declarations } = file;
  const isSound = (declaration: Declaration) =>
    isReadFreely(declaration) && !diagnostics.some(({ span }) => isWithin(span.start, declaration.span));
  // What stands behind it in its line can have to do with how it is read.
  const line = file.source.text.lastIndexOf("\n", edit.start - 1);
  const first = declarations.findLast((each) => each.span.end <= line && isSound(each)) ?? null;
  const below = declarations.slice(declarations.findLastIndex(({ span }) => span.start < edit.end) + 1);
  const next = below.findIndex(isSound);
  if (next < 0) return [{ first, last: null }];
  const afterNext = below.slice(next + 1).find(isSound) ?? null;
  // The next one has another comment above it now, or the edit leaves open what reaches beyond it.
  return [below[next]!, afterNext, null].map((last) => ({ first, last }));
}

function isWithin(offset: number, { start, end }: Span): boolean {
  return start <= offset && offset <= end;
}

function isBounded({ declarations, diagnostics }: ParsedText, { first, last }: Bounds, shift: number): boolean {
  const isSame = (read: Declaration | undefined, bound: Declaration, by: number) =>
    read !== undefined && read.span.start === bound.span.start + by && read.span.end === bound.span.end + by;
  if (first !== null) {
    if (!isSame(declarations[0], first, 0)) return false;
    if (diagnostics.some(({ span }) => span.start < first.span.end)) return false;
  }
  if (last === null) return true;
  const read = declarations.at(-1);
  // The comment above it may be what was edited.
  if (!isSame(read, last, shift) || !isReadFreely(read!) || read!.documentation !== last.documentation) return false;
  return !diagnostics.some(({ span }) => span.start >= read!.span.start);
}

function withPart(
  before: ParsedFile,
  source: Source,
  part: ParsedText,
  { first, last }: Bounds,
  shift: number,
): ParsedFile {
  const { declarations, comments } = before.file;
  const start = first?.span.start ?? 0;
  const end = last?.span.end ?? Number.POSITIVE_INFINITY;
  const above = first === null ? [] : declarations.slice(0, declarations.indexOf(first) + 1);
  const below = last === null ? [] : declarations.slice(declarations.indexOf(last));
  const between = part.declarations.slice(first === null ? 0 : 1, last === null ? undefined : -1);
  const commentsBelow = comments.filter(({ span }) => span.start >= end);
  const diagnosticsBelow = before.diagnostics.filter(({ span }) => span.start >= end);
  if (shift !== 0) {
    for (const declaration of below) for (const span of spansIn(declaration)) move(span, shift);
    for (const { span } of commentsBelow) move(span, shift);
  }
  const changed: Pick<File, "source" | "span" | "declarations" | "comments"> = {
    source,
    span: { start: 0, end: source.text.length },
    declarations: [...above, ...between, ...below],
    comments: [...comments.filter(({ span }) => span.start < start), ...part.comments, ...commentsBelow],
  };
  return {
    file: Object.assign(before.file, changed),
    diagnostics: [
      ...before.diagnostics.filter(({ span }) => span.start < start),
      ...part.diagnostics,
      ...diagnosticsBelow.map((diagnostic) => moved(diagnostic, shift)),
    ],
  };
}

/** The one place that writes to a tree. */
function move(span: Span, shift: number): void {
  const writable = span as { start: number; end: number };
  writable.start += shift;
  writable.end += shift;
}

function moved(diagnostic: Diagnostic, shift: number): Diagnostic {
  const { related, fixes } = diagnostic;
  const shifted = <Placed extends { readonly span: Span }>(placed: Placed): Placed => {
    return { ...placed, span: { start: placed.span.start + shift, end: placed.span.end + shift } };
  };
  return {
    ...shifted(diagnostic),
    related: related.map(shifted),
    fixes: fixes.map((fix) => ({ ...fix, edits: fix.edits.map(shifted) })),
  };
}

const spanKeys: ReadonlySet<string> = new Set(["span", "header", "operatorSpan"]);

/** Every span in a declaration, each once. */
const spansIn = remembered((declaration: Declaration): readonly Span[] => {
  const found = new Set<Span>();
  const collect = (holder: object): void => {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value !== "object" || value === null) continue;
      if (spanKeys.has(key)) found.add(value as Span);
      else collect(value);
    }
  };
  collect(declaration);
  return [...found];
});
