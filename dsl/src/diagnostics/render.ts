/** Shows a diagnostic the way a person reads it: the sentence, the place in the text, and what would help. */

import { lineStarts, positionAt, type Source, type Span } from "../syntax/source.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { displayWidth, expandTabs } from "./text-width.ts";

export interface RenderOptions {
  /** ANSI colours; off by default. */
  readonly color?: boolean;
  /** Further lines below the frame, such as `why: …`. */
  readonly notes?: readonly string[];
}

/** A diagnostic of the language, or of another text that is checked in the same way. */
export type Renderable = Omit<Diagnostic, "code"> & { readonly code: string };

type Paint = (text: string) => string;

const severityColors: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36 };
const blue = 34;

/**
 * A code frame in several lines, without a final line break:
 *
 *     error[unknown-unit]: `sec` is not a unit; did you mean `s`?
 *      --> heal.macropolicy:4:10
 *       |
 *     4 |   grace 5sec
 *       |          ^^^
 *       = help: write `s`
 *
 * A file that `sourceOf` does not know is named without its text. Columns are 1-based, in UTF-16 units.
 */
export function renderDiagnostic(
  diagnostic: Renderable,
  sourceOf: (path: string) => Source | undefined,
  options: RenderOptions = {},
): string {
  const painter =
    (code: number): Paint =>
    (text) =>
      options.color ? `\u001b[1;${code}m${text}\u001b[0m` : text;
  const accent = painter(severityColors[diagnostic.severity]);
  const quiet = painter(blue);
  const places = [
    { file: diagnostic.file, span: diagnostic.span, message: "", paint: accent },
    ...diagnostic.related.map((place) => ({ ...place, paint: quiet })),
  ];
  const gutter = Math.max(...places.map(({ file, span }) => gutterWidth(sourceOf(file), span)));
  const margin = " ".repeat(gutter);
  const lines = [`${accent(`${diagnostic.severity}[${diagnostic.code}]`)}: ${diagnostic.message}`];
  places.forEach((place, index) => {
    lines.push(...frame(place, sourceOf(place.file), index === 0 ? "-->" : ":::", margin, quiet));
  });
  const notes = [...diagnostic.fixes.map(({ title }) => `help: ${title}`), ...(options.notes ?? [])];
  for (const note of notes) lines.push(`${margin} ${quiet("=")} ${note}`);
  return lines.join("\n");
}

/** The code frame alone of a place in a file, for texts that point at what is not wrong; without a final line break. */
export function renderFrame(
  { file, span }: { readonly file: string; readonly span: Span },
  source: Source,
  options: RenderOptions = {},
): string {
  const paint =
    (code: number): Paint =>
    (text) =>
      options.color ? `\u001b[1;${code}m${text}\u001b[0m` : text;
  const margin = " ".repeat(gutterWidth(source, span));
  const place = { file, span, message: "", paint: paint(severityColors.info) };
  return frame(place, source, "-->", margin, paint(blue)).join("\n");
}

interface FramedPlace {
  readonly file: string;
  readonly span: Span;
  readonly message: string;
  readonly paint: Paint;
}

function gutterWidth(source: Source | undefined, span: Span): number {
  return source === undefined ? 1 : String(positionAt(source, lastOffset(span)).line).length;
}

/** The last offset that is inside a span; its start when it is empty. */
function lastOffset({ start, end }: Span): number {
  return Math.max(start, end - 1);
}

function frame(place: FramedPlace, source: Source | undefined, arrow: string, margin: string, quiet: Paint): string[] {
  if (source === undefined) {
    const note = place.message === "" ? "" : `: ${place.message}`;
    return [`${margin}${quiet(arrow)} ${place.file}${note}`];
  }
  const { line, column } = positionAt(source, place.span.start);
  const lines = [`${margin}${quiet(arrow)} ${place.file}:${line}:${column}`, `${margin} ${quiet("|")}`];
  const last = positionAt(source, lastOffset(place.span)).line;
  for (const shown of shownLines(line, last)) {
    if (shown === null) {
      lines.push(quiet("..."));
      continue;
    }
    const text = lineText(source, shown);
    lines.push(`${quiet(`${String(shown).padStart(margin.length)} |`)} ${expandTabs(text)}`.trimEnd());
    const note = shown === last ? place.message : "";
    lines.push(`${margin} ${quiet("|")} ${place.paint(underline(source, shown, place.span, note))}`.trimEnd());
  }
  return lines;
}

/** Line numbers to show of a span; null stands for those left out in the middle of a long one. */
function shownLines(first: number, last: number): (number | null)[] {
  const count = last - first + 1;
  if (count <= 4) return Array.from({ length: count }, (_, index) => first + index);
  return [first, first + 1, null, last];
}

function lineText(source: Source, line: number): string {
  const starts = lineStarts(source);
  const end = starts[line] ?? source.text.length + 1;
  return source.text.slice(starts[line - 1], end - 1).replace(/\r$/, "");
}

/** Carets under the part of a line that the span covers; one caret for an empty part. */
function underline(source: Source, line: number, span: Span, note: string): string {
  const lineStart = lineStarts(source)[line - 1]!;
  const text = lineText(source, line);
  const indent = text.length - text.trimStart().length;
  const continued = lineStart > span.start;
  const from = continued ? indent : Math.min(span.start - lineStart, text.length);
  const to = Math.max(from, Math.min(span.end - lineStart, text.length));
  const before = displayWidth(text.slice(0, from));
  const width = Math.max(1, displayWidth(text.slice(0, to)) - before);
  return `${" ".repeat(before)}${"^".repeat(width)}${note === "" ? "" : ` ${note}`}`;
}
