/** What can be wrong with the configuration, as data with a place, and as the user sees it. */

import { positionAt, type Source, type Span } from "@macro-engine/dsl";
import type { ConfigCode } from "./problem-codes.ts";

export type ConfigProblemCode = ConfigCode | "syntax-error" | "unknown-metric" | "unreadable-file";

export interface ConfigProblem {
  readonly code: ConfigProblemCode;
  /** With an error the configuration is not to be used; a warning changes nothing. */
  readonly severity: "error" | "warning";
  /** What is wrong, then what would be right; one line, no final full stop. */
  readonly message: string;
  /** What may stand there instead, where there is a guess. */
  readonly meant: readonly string[];
  /** As the user named it, or absolute. */
  readonly file: string;
  readonly span: Span;
  /** 1-based; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Null when it cannot be read. */
  readonly source: Source | null;
}

export type ProblemDetails = Partial<Pick<ConfigProblem, "severity" | "meant">>;

export function problemAt(
  source: Source,
  span: Span,
  code: ConfigProblemCode,
  message: string,
  { severity = "error", meant = [] }: ProblemDetails = {},
): ConfigProblem {
  const start = positionAt(source, span.start);
  const end = positionAt(source, Math.max(span.start, span.end));
  return {
    code,
    severity,
    message,
    meant,
    file: source.path,
    span,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    source: code === "unreadable-file" ? null : source,
  };
}

/** A near name as what is meant. */
export function meantBy(near: string | null): readonly string[] {
  return near === null ? [] : [near];
}
