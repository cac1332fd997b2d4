/** A whole file as text: its declarations, with the comments between them and the lines that are left alone. */

import { assertNever } from "../check/assert-never.ts";
import type { AssertDeclaration, BodyDeclaration, Declaration, File, TestDeclaration } from "../syntax/ast.ts";
import type { Span } from "../syntax/source.ts";
import { type Block, printBlocks } from "./blocks.ts";
import { print } from "./doc.ts";
import { layOutHeader, layOutLet, layOutMetric, layOutSchedule } from "./layout-declarations.ts";
import { type LaidOut, layOutClaim, layOutMember, layOutStep } from "./layout-items.ts";
import { commentText, firstFrom, type Pieces, TokenReader } from "./token-reader.ts";
import { bracesOf } from "./untouched.ts";

interface Item {
  readonly span: Span;
  readonly layOut: () => LaidOut | string;
}

/** A file in which `untouched` lines are left alone; every declaration outside of them can be read. */
export function layOutFile(file: File, pieces: Pieces, untouched: readonly Span[], width: number): string {
  return new FileLayout(pieces, untouched, width).print(file);
}

class FileLayout {
  private readonly pieces: Pieces;
  private readonly untouched: readonly Span[];
  private readonly width: number;
  private readonly lineEnd: string;
  private readonly reader: TokenReader;

  constructor(pieces: Pieces, untouched: readonly Span[], width: number) {
    this.pieces = pieces;
    this.untouched = untouched;
    this.width = width;
    this.lineEnd = /\r?\n/.exec(pieces.text)?.[0] ?? "\n";
    this.reader = new TokenReader(pieces);
  }

  print({ declarations }: File): string {
    const { text } = this.pieces;
    const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
    const items = declarations.map((declaration) => ({
      span: declaration.span,
      layOut: () => this.layOutDeclaration(declaration),
    }));
    const { blocks } = this.blocksIn({ start: mark.length, end: text.length }, items, false);
    const printed = printBlocks(blocks, { ...this.surroundings(0), separated: true });
    return mark + printed + (printed === "" ? "" : this.lineEnd);
  }

  private surroundings(depth: number) {
    return { text: this.pieces.text, width: this.width, lineEnd: this.lineEnd, depth };
  }

  /** What stands in a range, in order; `leading` is a comment behind the brace that opens a body. */
  private blocksIn(
    range: Span,
    items: readonly Item[],
    isBody: boolean,
  ): { blocks: readonly Block[]; leading: string } {
    const { text } = this.pieces;
    const isInside = (inner: Span, outer: Span) => outer.start <= inner.start && inner.end <= outer.end;
    const regions = this.untouched.filter(
      (region) =>
        isInside(region, range) && !items.some(({ span }) => isInside(region, span) && !isInside(span, region)),
    );
    const isTouched = ({ span }: Item) => !regions.some((region) => isInside(span, region));
    const solids: Block[] = [
      ...items.filter(isTouched).map(({ span, layOut }): Block => this.block("item", span, this.at(span, layOut))),
      ...regions.map((region): Block => this.block("untouched", region, text.slice(region.start, region.end))),
    ].sort((a, b) => a.start - b.start);
    const blocks: Block[] = [];
    let leading = "";
    let next = 0;
    for (const comment of this.commentsIn(range)) {
      while (next < solids.length && solids[next]!.start <= comment.span.start) blocks.push(solids[next++]!);
      const last = blocks.at(-1);
      if (last !== undefined && comment.span.end <= last.end) continue;
      const isTrailing = !text.slice(last?.end ?? range.start, comment.span.start).includes("\n");
      if (!isTrailing || (last === undefined && !isBody)) {
        blocks.push(this.block("comment", comment.span, commentText(comment)));
      } else if (last === undefined) leading = commentText(comment);
      else blocks[blocks.length - 1] = { ...last, end: comment.span.end, trailing: commentText(comment) };
    }
    return { blocks: [...blocks, ...solids.slice(next)], leading };
  }

  private block(kind: Block["kind"], { start, end }: Span, content: Block["content"]): Block {
    return { kind, start, end, content, trailing: "" };
  }

  private at(span: Span, layOut: Item["layOut"]): LaidOut | string {
    this.reader.moveTo(span.start);
    return layOut();
  }

  private commentsIn({ start, end }: Span) {
    const { comments } = this.pieces;
    const from = firstFrom(comments, ({ span }) => span.start, start);
    return comments.slice(
      from,
      firstFrom(comments, ({ span }) => span.start, end),
    );
  }

  // --- Declarations -----------------------------------------------------------------------------------------------

  private layOutDeclaration(declaration: Declaration): LaidOut | string {
    switch (declaration.kind) {
      case "schedule":
        return layOutSchedule(this.reader, declaration);
      case "metric":
        return layOutMetric(this.reader, declaration);
      case "let":
        return layOutLet(this.reader, declaration);
      case "template":
      case "profile":
      case "test":
      case "assert":
        return this.layOutBody(declaration);
      default:
        return assertNever(declaration);
    }
  }

  private layOutBody(declaration: BodyDeclaration | TestDeclaration | AssertDeclaration): string {
    const { open, close } = bracesOf(declaration, this.pieces)!;
    const header = print(layOutHeader(this.reader, declaration), this.width, 0).replaceAll("\n", this.lineEnd);
    const { blocks, leading } = this.blocksIn({ start: open, end: close }, this.itemsOf(declaration), true);
    const start = header + (leading === "" ? "" : ` ${leading}`);
    if (blocks.length === 0) return start + (leading === "" ? "}" : `${this.lineEnd}}`);
    const body = printBlocks(blocks, { ...this.surroundings(1), separated: false });
    return [start, body, "}"].join(this.lineEnd);
  }

  private itemsOf(declaration: BodyDeclaration | TestDeclaration | AssertDeclaration): Item[] {
    const { reader } = this;
    // What is broken is among the lines that are left alone.
    switch (declaration.kind) {
      case "test":
        return declaration.steps
          .filter((step) => step.kind !== "broken")
          .map((step) => ({ span: step.span, layOut: () => layOutStep(reader, step) }));
      case "assert":
        return declaration.steps
          .filter((step) => step.kind !== "broken")
          .map((step) => ({ span: step.span, layOut: () => layOutClaim(reader, step) }));
      default:
        return declaration.members
          .filter((member) => member.kind !== "broken")
          .map((member) => ({ span: member.span, layOut: () => layOutMember(reader, member) }));
    }
  }
}
