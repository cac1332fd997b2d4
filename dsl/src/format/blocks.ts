/** Puts what stands one below the other into lines: with blank lines as the author has them, and columns aligned. */

import { displayWidth } from "../diagnostics/text-width.ts";
import { flatText, print } from "./doc.ts";
import type { LaidOut } from "./layout-items.ts";

/** A member, a step, a declaration, a comment on its own, or lines that are left alone. */
export interface Block {
  readonly kind: "item" | "comment" | "untouched";
  readonly start: number;
  /** With its comment at the end of the line. */
  readonly end: number;
  readonly content: LaidOut | string;
  /** The comment behind it on its last line, or "". */
  readonly trailing: string;
}

export interface Surroundings {
  /** The file's text, in which blocks have their places. */
  readonly text: string;
  readonly width: number;
  readonly lineEnd: string;
  readonly depth: number;
  /** Whether items of several lines are kept apart by a blank line. */
  readonly separated: boolean;
}

/** Blocks as text, without a line end after the last. */
export function printBlocks(blocks: readonly Block[], surroundings: Surroundings): string {
  const { text, lineEnd, depth } = surroundings;
  const blank = blocks.map((block, at) => at > 0 && hasBlankLine(text.slice(blocks[at - 1]!.end, block.start)));
  const printed = alignedTexts(blocks, blank, surroundings);
  if (surroundings.separated) separate(blocks, printed, blank);
  const indentation = "  ".repeat(depth);
  return blocks
    .map((block, at) => {
      const start = block.kind === "untouched" ? "" : indentation;
      const end = block.trailing === "" ? "" : ` ${block.trailing}`;
      return (blank[at] ? lineEnd : "") + start + printed[at] + end;
    })
    .join(lineEnd);
}

function hasBlankLine(between: string): boolean {
  return between.split("\n").length > 2;
}

/** Before an item of several lines or behind one, and above the comments that belong to the next, there is a blank line. */
function separate(blocks: readonly Block[], printed: readonly string[], blank: boolean[]): void {
  let last = -1;
  for (const [at, block] of blocks.entries()) {
    if (block.kind === "comment") continue;
    const areItems = block.kind === "item" && blocks[last]?.kind === "item";
    const areLong = areItems && (printed[at]!.includes("\n") || printed[last]!.includes("\n"));
    if (areLong && !blank.slice(last + 1, at + 1).includes(true)) blank[last + 1] = true;
    last = at;
  }
}

function alignedTexts(blocks: readonly Block[], blank: readonly boolean[], surroundings: Surroundings): string[] {
  const { width, depth, lineEnd } = surroundings;
  const texts = blocks.map(({ content }) =>
    typeof content === "string" ? content : print(content.doc, width, depth).replaceAll("\n", lineEnd),
  );
  let run: number[] = [];
  const finish = () => {
    const rows = run.map((at) => (blocks[at]!.content as LaidOut).cells.map((cell) => flatText(cell)!));
    const aligned = rows.length < 2 ? rows.map(() => "") : alignedRows(rows);
    const fit = aligned.every((row) => depth * 2 + displayWidth(row) <= width);
    if (rows.length > 1 && fit) for (const [row, at] of run.entries()) texts[at] = aligned[row]!;
    run = [];
  };
  for (const [at, block] of blocks.entries()) {
    if (blank[at]) finish();
    if (block.kind === "comment") continue;
    const kind = rowKind(block, surroundings);
    if (kind === null || kind !== (run.length > 0 ? rowKind(blocks[run[0]!]!, surroundings) : kind)) finish();
    if (kind !== null) run.push(at);
  }
  finish();
  return texts;
}

/** What a block is aligned with; null when it takes more than a line or has no columns. */
function rowKind({ content }: Block, { width, depth }: Surroundings): string | null {
  if (typeof content === "string" || content.kind === null) return null;
  const flat = flatText(content.doc);
  return flat !== null && depth * 2 + displayWidth(flat) <= width ? content.kind : null;
}

function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0]!.length;
  const widths = Array.from({ length: columns }, (_, column) =>
    rows.reduce((widest, row) => Math.max(widest, row[column]!.length), 0),
  );
  return rows.map((row) => row.map((cell, at) => (at === columns - 1 ? cell : cell.padEnd(widths[at]!))).join(" "));
}
