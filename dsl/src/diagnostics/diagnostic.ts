/** What is said about a policy, as data; `catalogue.ts` owns the sentences, `render.ts` the code frames. */

import type { Span } from "../syntax/source.ts";
import type { DiagnosticCode } from "./catalogue.ts";

export type Severity = "error" | "warning" | "info";

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** What is wrong, then what would be right; one line, no final full stop. */
  readonly message: string;
  readonly file: string;
  readonly span: Span;
  /** Other places that explain it: the earlier declaration, the base rule. */
  readonly related: readonly RelatedPlace[];
  /** Certain repairs, best first. */
  readonly fixes: readonly Fix[];
}

export function hasErrors(diagnostics: readonly Pick<Diagnostic, "severity">[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

export interface RelatedPlace {
  readonly message: string;
  readonly file: string;
  readonly span: Span;
}

export interface Fix {
  /** Imperative: "write 80%". */
  readonly title: string;
  readonly edits: readonly { readonly file: string; readonly span: Span; readonly text: string }[];
}
