/** What hovers say of the code of a finding; the whole page is the host's. */

import { ignoreCommentOf, isLintCode, type LintCode, lintRules, type ParsedFile, type Span } from "@macro-engine/dsl";
import { code, paragraphs } from "../markdown.ts";

export function lintCodeHover(name: LintCode): string {
  const rule = lintRules[name];
  return paragraphs(
    `**${code(name)}** (${rule.category}, ${rule.level} unless the configuration says otherwise)`,
    rule.summary,
  );
}

/** The code under a cursor in a `# lint-ignore` comment. */
export function lintCodeAt(
  { file }: ParsedFile,
  offset: number,
): { readonly code: LintCode; readonly span: Span } | null {
  const comment = file.comments.find(({ span }) => span.start <= offset && offset <= span.end);
  const codes = (comment && ignoreCommentOf(comment)?.codes) ?? [];
  for (const { code, span } of codes) {
    if (isLintCode(code) && span.start <= offset && offset <= span.end) return { code, span };
  }
  return null;
}
