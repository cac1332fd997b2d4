/** A line as pieces of styled text, and the one place where pieces become characters of exactly the right number. */

import { styleText } from "node:util";
import { columnsUsed, fit } from "./visible-text.ts";

export type Style =
  | "plain"
  | "dim"
  | "strong"
  | "fine"
  | "warning"
  | "critical"
  | "accent"
  | "hold"
  | "badge"
  | "alarm";

export interface Piece {
  /** Already harmless. */
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Piece[];

type Format = Parameters<typeof styleText>[0];

const formats: Readonly<Record<Style, Format | null>> = {
  plain: null,
  dim: "dim",
  strong: "bold",
  fine: "green",
  warning: "yellow",
  critical: ["bold", "red"],
  accent: "cyan",
  hold: "magenta",
  badge: ["bold", "inverse"],
  alarm: ["bold", "inverse", "red"],
};

export function piece(text: string, style: Style = "plain"): Piece {
  return { text, style };
}

export function lineColumns(line: Line): number {
  return line.reduce((columns, { text }) => columns + columnsUsed(text), 0);
}

/** `left` and, as far to the right as `columns` allow, `right`; where both do not fit, `right` goes. */
export function spread(left: Line, right: Line, columns: number): Line {
  const gap = columns - lineColumns(left) - lineColumns(right);
  return gap < 2 ? left : [...left, piece(" ".repeat(gap)), ...right];
}

/** The line's characters, never more than `columns` wide; blanks at its end are cut. */
export function printLine(line: Line, columns: number, color: boolean, mark = "…"): string {
  const fitted = fitLine(line, columns, mark);
  return fitted.map(({ text, style }) => paint(text, style, color)).join("");
}

function paint(text: string, style: Style, color: boolean): string {
  const format = formats[style];
  if (!color || format === null || text === "") return text;
  return styleText(format, text, { validateStream: false });
}

function fitLine(line: Line, columns: number, mark: string): Piece[] {
  const whole = trimmed([...line]);
  if (lineColumns(whole) <= columns) return whole;
  const fitted: Piece[] = [];
  let left = columns;
  for (const { text, style } of whole) {
    const used = columnsUsed(text);
    // Something follows what would fill the line: the mark has to stand in this piece.
    if (used >= left) return trimmed([...fitted, { text: fit(`${text}${mark}`, left, mark), style }]);
    fitted.push({ text, style });
    left -= used;
  }
  return trimmed(fitted);
}

function trimmed(line: Piece[]): Piece[] {
  while (line.length > 0) {
    const last = line[line.length - 1]!;
    if (last.style === "badge" || last.style === "alarm") return line;
    const text = last.text.trimEnd();
    line.pop();
    if (text !== "") return [...line, { text, style: last.style }];
  }
  return line;
}
