/** Reads `# lint-ignore CODE reason until DATE` comments, and tells what is wrong with them. */

import { diagnosticCodes } from "../diagnostics/catalogue.ts";
import { nearest } from "../diagnostics/nearest.ts";
import { replaceWith } from "../diagnostics/report.ts";
import type { Comment, File } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { allLintCodes, isLintCode, type LintCode, lintCodes } from "./codes.ts";
import { type IgnoreComment, ignoreCommentOf } from "./ignore-comment.ts";
import { withoutComment } from "./removals.ts";
import type { Finding } from "./rule.ts";
import { type Statement, statementAfter, statementAt } from "./statements.ts";

/** A comment that asks for findings of some codes within one statement to be left out. */
export interface Ignore {
  readonly file: File;
  readonly comment: Comment;
  readonly codes: readonly { readonly code: LintCode; readonly span: Span }[];
  /** The last day on which it holds, `2027-01-31`; null: every day. */
  readonly until: string | null;
  readonly statement: Statement;
}

export interface ReadIgnores {
  readonly ignores: readonly Ignore[];
  /** `invalid-ignore`: such comments, or codes of them, ignore nothing. */
  readonly problems: readonly Finding[];
}

const date = /^\d{4}-\d{2}-\d{2}$/;

export function readIgnores(file: File): ReadIgnores {
  const ignores: Ignore[] = [];
  const problems: Finding[] = [];
  for (const comment of file.comments) {
    const written = ignoreCommentOf(comment);
    if (written === null) {
      problems.push(...misspeltMarker(file, comment));
      continue;
    }
    const reader = new IgnoreReader(file, comment, written);
    const ignore = written.isDocumentation ? reader.notDocumentation() : reader.read();
    if (ignore !== null) ignores.push(ignore);
    problems.push(...reader.problems);
  }
  return { ignores, problems };
}

/** Before the code of a finding, something near to `lint-ignore` can only be that. */
function misspeltMarker(file: File, { text, span }: Comment): readonly Finding[] {
  const [, before = "", written = "", name = ""] = /^(#+\s*)(lint[ _]ignore|[\w-]+)[\s:]+([\w-]+)/i.exec(text) ?? [];
  if (!isLintCode(name) || nearest(written, ["lint-ignore"]) === null) return [];
  const start = span.start + before.length;
  const place = { start, end: start + written.length };
  const message = `\`${written}\` ignores nothing; write \`lint-ignore\``;
  return [
    { file: file.source.path, span: place, message, fixes: [replaceWith(file.source.path, place, "lint-ignore")] },
  ];
}

class IgnoreReader {
  readonly problems: Finding[] = [];
  private readonly file: File;
  private readonly comment: Comment;
  private readonly written: IgnoreComment;

  constructor(file: File, comment: Comment, written: IgnoreComment) {
    this.file = file;
    this.comment = comment;
    this.written = written;
  }

  read(): Ignore | null {
    const { file, comment } = this;
    const { codes } = this.written;
    if (codes.length === 0) {
      const example = "`# lint-ignore untested-rule the game has no test server`";
      this.report(comment.span, `no code of a finding is named; write what to ignore and why: ${example}`);
    }
    const { reason, until } = this.readReason();
    if (codes.length === 0) return null;
    if (reason === "") {
      const names = codes.map((each) => each.code).join(", ");
      this.report(comment.span, `no reason is given; write why: \`# lint-ignore ${names} the reason\``);
      return null;
    }
    if (until === undefined) return null;
    const statement = this.statement();
    if (statement === null) {
      this.report(
        comment.span,
        "no statement follows to which it could apply; put it above the one that it is meant for",
        [{ title: "remove the comment", edits: [withoutComment(file.source, comment.span)] }],
      );
      return null;
    }
    const known = codes.filter((each): each is Ignore["codes"][number] => this.isIgnorable(each));
    return known.length === 0 ? null : { file, comment, codes: known, until, statement };
  }

  notDocumentation(): null {
    const { start } = this.comment.span;
    const marks = /^#+/.exec(this.comment.text)![0].length;
    const span = { start, end: start + marks };
    this.report(this.comment.span, "`##` is documentation; write it with one `#`", [
      replaceWith(this.file.source.path, span, "#"),
    ]);
    return null;
  }

  /** The statement that the comment stands behind, on one line with its end or beginning; else the next one. */
  private statement(): Statement | null {
    const { text } = this.file.source;
    const { start } = this.comment.span;
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const before = text.slice(lineStart, start).trimEnd();
    if (before === "") return statementAfter(this.file, start);
    return statementAt(this.file, lineStart + before.length - 1) ?? statementAfter(this.file, start);
  }

  /** `until` undefined: it is malformed, which is reported. */
  private readReason(): { reason: string; until: string | null | undefined } {
    const rest = this.comment.text.slice(this.written.end).replace(/^\s*(?:--|[-:–—])\s*/, " ");
    const end = /(?:^|\s)until\s+(\S*\d\S*)\s*$/.exec(rest);
    if (end === null) return { reason: rest.trim(), until: null };
    const reason = rest.slice(0, end.index).trim();
    const written = end[1]!;
    if (isDate(written)) return { reason, until: written };
    const { end: stop } = this.comment.span;
    const start = stop - (this.comment.text.length - this.comment.text.lastIndexOf(written));
    this.report({ start, end: start + written.length }, `\`${written}\` is no date; write it as \`2027-01-31\``);
    return { reason, until: undefined };
  }

  private isIgnorable({ code: name, span }: { code: string; span: Span }): boolean {
    const problem = whyNotIgnorable(name);
    if (problem === null) return true;
    const near = isLintCode(name) ? null : nearest(name, allLintCodes);
    this.report(
      span,
      problem,
      near === null || whyNotIgnorable(near) !== null ? [] : [replaceWith(this.file.source.path, span, near)],
    );
    return false;
  }

  private report(span: Span, message: string, fixes: Finding["fixes"] = []): void {
    this.problems.push({ file: this.file.source.path, span, message, fixes });
  }
}

/** Whether a comment in a policy may ignore findings of a code. */
export function isIgnorable(code: string): code is LintCode {
  return whyNotIgnorable(code) === null;
}

/** Null where findings of a code may be ignored inside a policy. */
function whyNotIgnorable(name: string): string | null {
  if ((lintCodes.safety as readonly string[]).includes(name)) {
    return `\`${name}\` is about safety, which no policy can ignore by itself; lower its level in \`macro-engine.yaml\`, under \`lint\``;
  }
  if (aboutIgnores.has(name)) return `\`${name}\` is about comments such as this one; mend the comment instead`;
  if (isLintCode(name)) return null;
  if ((diagnosticCodes as readonly string[]).includes(name)) {
    return `\`${name}\` is an error of the language, which cannot be ignored; mend it`;
  }
  const near = nearest(name, allLintCodes);
  const hint = near === null ? "`macro-engine lint --rules` lists them" : `did you mean \`${near}\`?`;
  return `\`${name}\` is no code of a finding; ${hint}`;
}

const aboutIgnores: ReadonlySet<string> = new Set(["expired-ignore", "invalid-ignore", "unused-ignore"]);

/** Whether a text is a day of the calendar, `2027-01-31`. */
function isDate(text: string): boolean {
  if (!date.test(text)) return false;
  const [year, month, day] = text.split("-").map(Number) as [number, number, number];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}
