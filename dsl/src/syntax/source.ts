/** Source text and places in it. */

import { remembered } from "../remembered.ts";

/** A half-open range of UTF-16 offsets, `start <= end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A file's text under the name that diagnostics show (relative to the set's root, `/` as separator). */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** 1-based line and column; columns count UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets at which the lines of a source begin. LF and CRLF both end a line. */
export const lineStarts = remembered(({ text }: Source): readonly number[] => {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
});

/** What ends a line that is to be written: what ends the first one, for which a text without any is read to its end. */
export const lineEndOf = remembered(({ text }: Source): string => /\r?\n/.exec(text)?.[0] ?? "\n");

/** The position of an offset; offsets outside the text are clamped to its ends. */
export function positionAt(source: Source, offset: number): Position {
  return positionIn(lineStarts(source), Math.max(0, Math.min(offset, source.text.length)));
}

/** The same by the offsets at which lines begin. */
export function positionIn(starts: readonly number[], at: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - starts[low]! + 1 };
}
