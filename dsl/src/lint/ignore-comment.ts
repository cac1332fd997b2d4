/** Which codes a `# lint-ignore CODE, CODE reason` comment names, and where: read alike by lint and by editors. */

import type { Comment } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";

export interface IgnoreComment {
  /** With `##` it is documentation, which ignores nothing. */
  readonly isDocumentation: boolean;
  /** As written: they need not be codes of findings. */
  readonly codes: readonly { readonly code: string; readonly span: Span }[];
  /** Where the reason begins, as an offset in the comment's text. */
  readonly end: number;
}

const marker = /^(#+)\s*lint-ignore(?![\w-])(?:\s*:)?/;
const word = /\s*([A-Za-z0-9_-]+)\s*/y;

/** Null for other comments. */
export function ignoreCommentOf({ text, span }: Comment): IgnoreComment | null {
  const marked = marker.exec(text);
  if (marked === null) return null;
  const codes: IgnoreComment["codes"][number][] = [];
  let end = marked[0].length;
  for (;;) {
    word.lastIndex = end;
    const found = word.exec(text);
    if (found === null) break;
    const code = found[1]!;
    const start = span.start + end + found[0].indexOf(code);
    codes.push({ code, span: { start, end: start + code.length } });
    end += found[0].length;
    if (text[end] !== ",") break;
    end += 1;
  }
  return { isDocumentation: marked[1] !== "#", codes, end };
}
