/** The statement that a finding is about: what names it for as long as that stays as it is, wherever it moves. */

import { type Diagnostic, lineStarts, type ParsedFile, positionAt, type Source, statementAt } from "@macro-engine/dsl";

/** Blanks collapsed; empty for a file that there is no text of. */
export function statementOf(
  { file, span }: Pick<Diagnostic, "file" | "span">,
  sourceOf: (file: string) => Source | undefined,
  parsed: ReadonlyMap<string, ParsedFile>,
): string {
  const source = sourceOf(file);
  const around = source === undefined ? "" : textAround(span.start, source, parsed.get(file));
  return around.replace(/\s+/g, " ").trim();
}

/** The statement at an offset, of one with others inside its first line; elsewhere the line. */
function textAround(offset: number, source: Source, parsed: ParsedFile | undefined): string {
  const statement = parsed === undefined ? null : statementAt(parsed.file, offset);
  if (statement !== null && statement.inner.length === 0) {
    return source.text.slice(statement.span.start, statement.span.end);
  }
  const starts = lineStarts(source);
  const { line } = positionAt(source, offset);
  return source.text.slice(starts[line - 1], starts[line] ?? source.text.length);
}
