/** What is offered in a comment: the marker of an ignore, and the codes that one may ignore. */

import { allLintCodes, type CommentCursor, isIgnorable, lintRules, type Span } from "@macro-engine/dsl";
import type { PolicyView } from "../../workspace/policy-view.ts";
import { type Completion, field, item } from "./item.ts";

const marker = /^#\s*lint-ignore(?:\s*:)?\s+/;

/** Null where the comment is nothing but text. */
export function commentCompletion(
  view: PolicyView,
  path: string,
  { comment }: CommentCursor,
  offset: number,
): Completion | null {
  const { start } = comment.span;
  const before = comment.text.slice(0, offset - start);
  const marked = marker.exec(before);
  const word = /[\w-]*$/.exec(before)![0];
  const span = {
    start: offset - word.length,
    end: offset + /^[\w-]*/.exec(comment.text.slice(offset - start))![0].length,
  };
  if (marked === null) {
    if (!/^#\s*l[\w-]*$/.test(before)) return null;
    const snippet = `lint-ignore ${field(1, "code")} ${field(2, "the reason")}`;
    return {
      span,
      cursor: offset,
      items: [item("keyword", "lint-ignore", 0, { snippet, detail: "leave findings out here" })],
    };
  }
  // Behind the codes comes the reason.
  if (!/^(?:[\w-]+\s*,\s*)*[\w-]*$/.test(before.slice(marked[0].length))) return null;
  return { span, cursor: offset, items: codeItems(view, path, span) };
}

/** Those that are found in the file come first, the nearest below the comment before all. */
function codeItems(view: PolicyView, path: string, span: Span) {
  const found = view.remarks().filter(({ file }) => file === path);
  return allLintCodes.filter(isIgnorable).map((code) => {
    const below = found.filter((remark) => remark.code === code && remark.span.start >= span.start);
    const distance = Math.min(...below.map((remark) => remark.span.start - span.start));
    const order = below.length > 0 ? distance / (distance + 1) : 1 + (found.some((each) => each.code === code) ? 0 : 1);
    return item("lint-code", code, order, {
      detail: lintRules[code].summary,
      about: { kind: "lint-code", name: code },
    });
  });
}
