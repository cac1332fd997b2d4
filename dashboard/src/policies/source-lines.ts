/** A text cut into lines, and lines into pieces that look the same. */

import type { PolicyFinding, Word, WordKind } from "./policy-question.ts";

export interface Piece {
  readonly text: string;
  readonly kind: WordKind | null;
  /** The gravest that covers it. */
  readonly finding: PolicyFinding | null;
}

const gravity = { error: 2, warning: 1, info: 0 } as const;

/** Words neither overlap nor are out of order; findings may. */
export function linesOf(
  text: string,
  words: readonly Word[],
  findings: readonly PolicyFinding[],
): readonly (readonly Piece[])[] {
  const marks = findings.map((finding) => ({ ...finding, ...visible(text, finding) }));
  const cuts = new Set([0, text.length]);
  for (const { start, end } of [...words, ...marks]) cuts.add(start).add(end);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) cuts.add(at).add(at + 1);
  const places = [...cuts].sort((a, b) => a - b);
  const lines: Piece[][] = [[]];
  let word = 0;
  for (const [index, start] of places.slice(0, -1).entries()) {
    const end = places[index + 1]!;
    const piece = text.slice(start, end);
    if (piece === "\n") {
      lines.push([]);
      continue;
    }
    while (word < words.length && words[word]!.end <= start) word += 1;
    const kind = word < words.length && words[word]!.start <= start ? words[word]!.kind : null;
    const covering = marks.filter((mark) => mark.start <= start && end <= mark.end);
    const [finding = null] = covering.sort((a, b) => gravity[b.severity] - gravity[a.severity]);
    lines.at(-1)!.push({ text: piece.replace("\r", ""), kind, finding });
  }
  return lines;
}

/** What is missing has no length: the character before it is marked, or that behind. */
function visible(text: string, { start, end }: Pick<PolicyFinding, "start" | "end">): { start: number; end: number } {
  if (end > start) return { start, end: Math.min(end, text.length) };
  return start > 0 && text[start - 1] !== "\n"
    ? { start: start - 1, end: start }
    : { start, end: Math.min(start + 1, text.length) };
}
