/** Where the page of a code is: of a lint rule, an error of the language, or a problem of the configuration. */

import { isDiagnosticCode, isLintCode } from "@macro-engine/dsl";
import { isConfigCode } from "./config/problem-codes.ts";
import { codePages } from "./entry.ts";

/** Null for what is no code. */
export function codePageUrl(code: string): URL | null {
  if (isLintCode(code)) return new URL(`${code}.md`, codePages.lint);
  if (isDiagnosticCode(code)) return new URL(`${code}.md`, codePages.language);
  return isConfigCode(code) ? new URL(`${code}.md`, codePages.configuration) : null;
}
