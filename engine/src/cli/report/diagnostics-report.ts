/** What is wrong with a policy set, for people (code frames) and for programs (JSON). */

import { type Diagnostic, positionAt, renderDiagnostic, type Source } from "@macro-engine/dsl";
import { counted, type Paint } from "./paint.ts";

export type SourceOf = (file: string) => Source | undefined;

/** Places are 1-based; columns count UTF-16 units. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function diagnosticJson(diagnostic: Diagnostic, sourceOf: SourceOf): DiagnosticJson {
  const { code, severity, message, file, span } = diagnostic;
  const source = sourceOf(file) ?? { path: file, text: "" };
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  const place = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  return { code, severity, message, file, ...place };
}

/** Every diagnostic with its code frame, a blank line after each. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], sourceOf: SourceOf, color: boolean): string {
  const rendered = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, sourceOf, { color }));
  return rendered.map((text) => `${text.trimEnd()}\n\n`).join("");
}

/** "2 errors, 1 warning in 1 of 8 files". */
export function summarizeDiagnostics(
  diagnostics: readonly Pick<Diagnostic, "severity" | "file">[],
  files: number,
  paint: Paint,
): string {
  if (diagnostics.length === 0) return `${paint("green", "✓")} ${counted(files, "file")}, no problems\n`;
  const bySeverity = (["error", "warning", "info"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  const touched = new Set(diagnostics.map(({ file }) => file)).size;
  const isFine = diagnostics.every(({ severity }) => severity === "info");
  return `${isFine ? paint("green", "✓") : paint("red", "✗")} ${bySeverity.join(", ")} in ${touched} of ${counted(files, "file")}\n`;
}
