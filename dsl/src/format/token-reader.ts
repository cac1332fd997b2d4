/** Goes through the tokens of a file in order, and gives each and the gap before it as parts of a layout. */

import type { IToken } from "chevrotain";
import type { Comment } from "../syntax/ast.ts";
import { endOf } from "../syntax/build-ast.ts";
import type { Span } from "../syntax/source.ts";
import { type Doc, hardLine, indent } from "./doc.ts";

/** What a file is made of, besides blanks. */
export interface Pieces {
  readonly text: string;
  readonly tokens: readonly IToken[];
  /** In the order of the text, as the tokens. */
  readonly comments: readonly Comment[];
}

/** A comment as it is printed: blanks at its end go. */
export function commentText({ text }: Comment): string {
  let end = text.length;
  // Of a comment with many blanks in its middle, a pattern would try each.
  while (" \t\r".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Index of the first of `items` that does not start before an offset. */
export function firstFrom<Item>(items: readonly Item[], startOf: (item: Item) => number, offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(items[middle]!) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class TokenReader {
  private readonly pieces: Pieces;
  private at = 0;

  constructor(pieces: Pieces) {
    this.pieces = pieces;
  }

  /** Goes to the token that starts at an offset. */
  moveTo(offset: number): void {
    this.at = firstFrom(this.pieces.tokens, (token) => token.startOffset, offset);
  }

  /** The next token as written. */
  token(): string {
    const token = this.pieces.tokens[this.at++]!;
    return this.pieces.text.slice(token.startOffset, endOf(token));
  }

  /** The tokens up to an offset. */
  run(end: number, between: Doc): Doc {
    const docs: Doc[] = [this.token()];
    while ((this.pieces.tokens[this.at]?.startOffset ?? end) < end) docs.push(this.gap(between), this.token());
    return docs;
  }

  /** Everything up to an offset as written: a message, whose blanks and braces are text. */
  verbatim({ start, end }: Span): string {
    while ((this.pieces.tokens[this.at]?.startOffset ?? end) < end) this.at++;
    return this.pieces.text.slice(start, end);
  }

  /** What stands between the last token and the next: `between`, or the comments there, each ending its line. */
  gap(between: Doc): Doc {
    const comments = this.commentsBefore();
    return comments.length === 0 ? between : [...comments, hardLine];
  }

  /** As `gap`, before what closes an indented part: comments there still belong to it. */
  closingGap(between: Doc): Doc {
    const comments = this.commentsBefore();
    return comments.length === 0 ? between : [indent(comments), hardLine];
  }

  /** True when a comment stands between two offsets. */
  hasComments(start: number, end: number): boolean {
    const { comments } = this.pieces;
    const next = comments[firstFrom(comments, ({ span }) => span.start, start)];
    return next !== undefined && next.span.start < end;
  }

  private commentsBefore(): Doc[] {
    const { tokens, comments, text } = this.pieces;
    const start = this.at === 0 ? 0 : endOf(tokens[this.at - 1]!);
    const end = tokens[this.at]?.startOffset ?? text.length;
    const docs: Doc[] = [];
    for (let at = firstFrom(comments, ({ span }) => span.start, start); at < comments.length; at++) {
      const comment = comments[at]!;
      if (comment.span.start >= end) break;
      const isTrailing = docs.length === 0 && !text.slice(start, comment.span.start).includes("\n");
      docs.push(isTrailing ? " " : hardLine, { kind: "comment", text: commentText(comment) });
    }
    return docs;
  }
}
