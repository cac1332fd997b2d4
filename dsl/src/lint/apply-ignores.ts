/** Leaves out what comments ask to be ignored, and tells of comments that are of no use any more. */

import type { File } from "../syntax/ast.ts";
import type { LintCode } from "./codes.ts";
import { type Ignore, readIgnores } from "./ignores.ts";
import type { LintFinding } from "./lint.ts";
import { withoutComment } from "./removals.ts";
import type { Finding } from "./rule.ts";

export interface IgnoreContext {
  readonly files: readonly File[];
  readonly today: string;
  /** Whether the rule of a code has looked at a file. */
  hasRun(code: LintCode, file: string): boolean;
}

export interface AppliedIgnores {
  readonly findings: readonly LintFinding[];
  /** What is wrong with the comments themselves. */
  readonly about: readonly { readonly code: LintCode; readonly finding: Finding }[];
}

export function applyIgnores(findings: readonly LintFinding[], context: IgnoreContext): AppliedIgnores {
  const about: { code: LintCode; finding: Finding }[] = [];
  const inForce = new Map<string, Ignore[]>();
  for (const file of context.files) {
    const { ignores, problems } = readIgnores(file);
    for (const finding of problems) about.push({ code: "invalid-ignore", finding });
    for (const ignore of ignores) {
      if (ignore.until !== null && ignore.until < context.today) about.push(expired(ignore, ignore.until));
    }
    const current = ignores.filter(({ until }) => until === null || until >= context.today);
    if (current.length > 0) inForce.set(file.source.path, current);
  }
  const used = new Set<object>();
  const kept = findings.filter((finding) => {
    const ignoring = (inForce.get(finding.file) ?? []).flatMap(({ codes, statement: { span } }) => {
      const covers = span.start <= finding.span.start && finding.span.start < span.end;
      return covers ? codes.filter(({ code }) => code === finding.code) : [];
    });
    for (const code of ignoring) used.add(code);
    return ignoring.length === 0;
  });
  for (const ignore of [...inForce.values()].flat()) about.push(...unused(ignore, used, context));
  return { findings: kept, about };
}

function expired({ file, comment, codes }: Ignore, until: string): AppliedIgnores["about"][number] {
  const names = codes.map(({ code }) => `\`${code}\``).join(", ");
  const message = `this held until ${until}, and ${names} is told again; mend what it was for, or give a later day`;
  return { code: "expired-ignore", finding: { file: file.source.path, span: comment.span, message } };
}

function unused(ignore: Ignore, used: ReadonlySet<object>, context: IgnoreContext): AppliedIgnores["about"] {
  const { file, comment, codes } = ignore;
  const path = file.source.path;
  const idle = codes.filter((each) => !used.has(each) && context.hasRun(each.code, path));
  if (idle.length === 0) return [];
  const isWhole = idle.length === codes.length;
  return idle.map(({ code, span }) => {
    const message = `there is no \`${code}\` in this statement; remove ${isWhole ? "the comment" : "its code"}`;
    // Of several codes only some may be idle: which words to leave is the author's to say.
    const fixes = isWhole ? [{ title: "remove the comment", edits: [withoutComment(file.source, comment.span)] }] : [];
    return { code: "unused-ignore", finding: { file: path, span: isWhole ? comment.span : span, message, fixes } };
  });
}
