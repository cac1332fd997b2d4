/** Makes diagnostics out of a place, a catalogue entry and what goes with it. */

import type { File } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { message, type ParametersOf, type ReportableCode, type SentenceOf } from "./catalogue.ts";
import type { Diagnostic, Fix, RelatedPlace } from "./diagnostic.ts";

export interface ReportExtras {
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
}

/** An error of the language at a place in a file. */
export function errorAt<Code extends ReportableCode, Sentence extends SentenceOf<Code>>(
  file: string,
  span: Span,
  code: Code,
  sentence: Sentence,
  parameters: ParametersOf<Code, Sentence>,
  extras: ReportExtras = {},
): Diagnostic {
  const { related = [], fixes = [] } = extras;
  return { code, severity: "error", message: message(code, sentence, parameters), file, span, related, fixes };
}

/** For who reads files: one that is not UTF-8 or cannot be read. */
export function unreadableFile(file: string, reason: string): Diagnostic {
  return errorAt(file, { start: 0, end: 0 }, "unreadable-file", "unreadable", { reason });
}

/** Extras of a message that asks "did you mean": writing it there is the repair. */
export function meaning(file: File | string, span: Span, suggestion: string | null): Pick<ReportExtras, "fixes"> {
  const path = typeof file === "string" ? file : file.source.path;
  return suggestion === null ? {} : { fixes: [replaceWith(path, span, suggestion)] };
}

/** A repair that replaces one span: `write("80%", …)` is titled "write `80%`". */
export function replaceWith(file: string, span: Span, text: string, title = `write \`${text}\``): Fix {
  return { title, edits: [{ file, span, text }] };
}
