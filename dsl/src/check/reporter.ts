/** Collects what checking finds. */

import type { ParametersOf, ReportableCode, SentenceOf } from "../diagnostics/catalogue.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { errorAt, type ReportExtras } from "../diagnostics/report.ts";
import type { File } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

export interface Reporter {
  readonly diagnostics: Diagnostic[];
  error<Code extends ReportableCode, Sentence extends SentenceOf<Code>>(
    file: File | string,
    span: Span,
    code: Code,
    sentence: Sentence,
    parameters: ParametersOf<Code, Sentence>,
    extras?: ReportExtras,
  ): void;
}

export function createReporter(): Reporter {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    error(file, span, code, sentence, parameters, extras) {
      const path = typeof file === "string" ? file : file.source.path;
      diagnostics.push(errorAt(path, span, code, sentence, parameters, extras));
    },
  };
}
