/** What hovers say of the code of a finding; the whole page is the host's. */

import { isLintCode, type LintCode, lintRules, type ParsedFile, type Span } from "@macro-engine/dsl";
import { code, paragraphs } from "../markdown.ts";

export function lintCodeHover(name: LintCode): string {
  const rule = lintRules[name];
  return paragraphs(
    `**${code(name)}** (${rule.category}, ${rule.level} unless the configuration says otherwise)`,
    rule.summary,
  );
}

const wordsOf = /[\w-]+/g;

/** The code under a cursor in a `# lint-ignore` comment. */
export function lintCodeAt(
  { file }: ParsedFile,
  offset: number,
): { readonly code: LintCode; readonly span: Span } | null {
  const comment = file.comments.find(({ span }) => span.start <= offset && offset <= span.end);
  if (comment === undefined || !/^#+\s*lint-ignore/.test(comment.text)) return null;
  for (const { 0: word, index } of comment.text.matchAll(wordsOf)) {
    const start = comment.span.start + index;
    const span = { start, end: start + word.length };
    if (isLintCode(word) && span.start <= offset && offset <= span.end) return { code: word, span };
  }
  return null;
}
