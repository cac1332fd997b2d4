/** Where the page of a code is: of a lint rule, or of an error of the language. */

import { isDiagnosticCode, isLintCode } from "@macro-engine/dsl";
import { codePages } from "./entry.ts";

/** Null for what is neither, such as the codes of problems of the configuration. */
export function codePageUrl(code: string): URL | null {
  if (isLintCode(code)) return new URL(`${code}.md`, codePages.lint);
  return isDiagnosticCode(code) ? new URL(`${code}.md`, codePages.language) : null;
}
