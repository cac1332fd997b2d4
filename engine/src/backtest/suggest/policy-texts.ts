/** A policy set as text that can be edited and looked at anew. */

import {
  type Analysis,
  type AnalysisInput,
  analyze,
  type ParsedFile,
  type Program,
  type Span,
} from "@macro-engine/dsl";

/** What is analysed, besides the files themselves. */
export type Around = Omit<AnalysisInput, "files">;

export interface Edit {
  readonly file: string;
  readonly span: Span;
  readonly text: string;
}

/** A set without errors. */
export interface PolicyTexts {
  readonly around: Around;
  readonly analysis: Analysis;
  readonly program: Program;
}

/** Null where the set has errors. */
export function readTexts(files: AnalysisInput["files"], around: Around): PolicyTexts | null {
  const analysis = analyze({ ...around, files });
  return analysis.program === null ? null : { around, analysis, program: analysis.program };
}

/** The set after some edits of one file or several; null where it has errors then. Only changed files are parsed again. */
export function edited({ analysis, around }: PolicyTexts, edits: readonly Edit[]): PolicyTexts | null {
  const files = analysis.files.map((parsed): ParsedFile | { path: string; text: string } => {
    const { path, text } = parsed.file.source;
    const own = edits.filter(({ file }) => file === path);
    return own.length === 0 ? parsed : { path, text: applied(text, own) };
  });
  return readTexts(files, around);
}

function applied(text: string, edits: readonly Edit[]): string {
  // From the end, so that earlier places stay where they are.
  const ordered = [...edits].sort((a, b) => b.span.start - a.span.start);
  return ordered.reduce((all, { span, text: fresh }) => all.slice(0, span.start) + fresh + all.slice(span.end), text);
}
