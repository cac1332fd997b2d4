/** What `lint` tells of, whatever it comes from: errors of the language, the configuration's problems, findings. */

import { createHash } from "node:crypto";
import {
  type Diagnostic,
  type LintCategory,
  type LintFinding,
  type ParsedFile,
  positionAt,
  type Source,
} from "@macro-engine/dsl";
import type { ConfigProblem } from "../../config/problem.ts";
import { statementOf } from "../../findings/statement.ts";

export interface Problem extends Omit<Diagnostic, "code"> {
  readonly code: string;
  readonly category: "language" | "configuration" | LintCategory;
}

export function languageProblem(diagnostic: Diagnostic): Problem {
  return { ...diagnostic, category: "language" };
}

export function configurationProblem({ code, severity, message, file, span }: ConfigProblem): Problem {
  return { code, severity, message, file, span, related: [], fixes: [], category: "configuration" };
}

export function isFinding(problem: Problem): problem is LintFinding {
  return problem.category !== "language" && problem.category !== "configuration";
}

/** By the bytes of their file's path, then as they stand in it. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const byFile = Map.groupBy(problems, ({ file }) => file);
  const files = [...byFile.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return files.flatMap((file) =>
    byFile.get(file)!.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
  );
}

/** 1-based; columns count UTF-16 units; of a file that cannot be read, its beginning. */
export interface ProblemPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export function placeOf({ file, span }: Pick<Problem, "file" | "span">, sourceOf: SourceOf): ProblemPlace {
  const source = sourceOf(file) ?? { path: file, text: "" };
  const start = positionAt(source, span.start);
  const end = positionAt(source, Math.max(span.start, span.end));
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

export type SourceOf = (file: string) => Source | undefined;

/**
 * Names a problem for as long as its statement stays as it is, wherever that moves: code, file, and the text around, blanks
 * collapsed. Several alike have one name.
 */
export function fingerprintOf(problem: Problem, sourceOf: SourceOf, parsed: ReadonlyMap<string, ParsedFile>): string {
  return hashOf(problem.code, problem.file, statementOf(problem, sourceOf, parsed));
}

/** The same without the file: it outlives that a statement moves to another. */
export function statementPrintOf(
  problem: Problem,
  sourceOf: SourceOf,
  parsed: ReadonlyMap<string, ParsedFile>,
): string {
  return hashOf(problem.code, statementOf(problem, sourceOf, parsed));
}

function hashOf(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 32);
}
