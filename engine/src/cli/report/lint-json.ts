/** Findings as JSON, for programs: one object, in one line. */

import type { Fix, RelatedPlace } from "@macro-engine/dsl";
import type { LintOutcome } from "../lint/outcome.ts";
import { type Problem, placeOf, type SourceOf } from "../lint/problem.ts";

export function lintJson({ problems, sourceOf, files, ignored, known, stale, fixed }: LintOutcome): string {
  const count = (severity: string) => problems.filter((problem) => problem.severity === severity).length;
  const summary = {
    files: files.length,
    errors: count("error"),
    warnings: count("warning"),
    infos: count("info"),
    ignored,
    known,
    fixed,
  };
  const diagnostics = problems.map((problem) => problemJson(problem, sourceOf));
  return `${JSON.stringify({ diagnostics, summary, stale })}\n`;
}

function problemJson(problem: Problem, sourceOf: SourceOf): object {
  const { code, category, severity, message, file, related, fixes } = problem;
  return {
    code,
    category,
    severity,
    message,
    file,
    ...placeOf(problem, sourceOf),
    related: related.map((place) => relatedJson(place, sourceOf)),
    fixes: fixes.map((fix) => fixJson(fix, sourceOf)),
  };
}

function relatedJson(place: RelatedPlace, sourceOf: SourceOf): object {
  return { message: place.message, file: place.file, ...placeOf(place, sourceOf) };
}

function fixJson({ title, edits }: Fix, sourceOf: SourceOf): object {
  return { title, edits: edits.map((edit) => ({ file: edit.file, ...placeOf(edit, sourceOf), text: edit.text })) };
}
