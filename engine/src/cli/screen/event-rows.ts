/** The rows of the recent events: each in as many as it takes to be read to its end. */

import { clockTime } from "./clock.ts";
import type { EventLine } from "./event-line.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, lineColumns, type Piece, piece, type Style } from "./line.ts";
import type { ScreenView } from "./view.ts";
import { breakText, columnsUsed, fit, harmless, pad } from "./visible-text.ts";

/** One event may take this many rows, and this part of all; what it says beyond them is cut. */
const mostRows = 4;
const mostPart = 1 / 3;
/** Further rows of an event begin below its first word, behind the time. */
const indent = 9;

interface Place {
  readonly columns: number;
  /** Width of the macros' names. */
  readonly name: number;
  readonly zone: string | undefined;
  readonly glyphs: Glyphs;
}

/** At most `room` rows, the latest event last. */
export function eventRows(view: ScreenView, columns: number, room: number, glyphs: Glyphs): Line[] {
  if (room <= 0) return [];
  if (view.events.length === 0) return [[piece("Nothing has happened yet.", "dim")]];
  const latest = view.events.slice(-room);
  const names = latest.map(({ macro }) => columnsUsed(harmless(macro)));
  const name = Math.min(Math.max(0, ...names), Math.max(8, Math.floor(columns * 0.2)));
  const share = Math.max(1, Math.min(mostRows, Math.floor(room * mostPart)));
  const rows: Line[] = [];
  for (const event of latest.toReversed()) {
    if (rows.length >= room) break;
    const most = Math.min(share, room - rows.length);
    rows.unshift(...rowsOf(event, { columns, name, zone: view.zone, glyphs }, most));
  }
  return rows;
}

function rowsOf(event: EventLine, { columns, name, zone, glyphs }: Place, most: number): Line[] {
  let outcome = event.outcome === null ? "" : ` ${glyphs.dash} ${harmless(event.outcome)}`;
  const rows: Line[] = [];
  let start: Line = [
    piece(clockTime(event.wall, zone), "dim"),
    piece(" "),
    piece(pad(event.word, Math.max(columns < 60 ? 6 : 8, columnsUsed(event.word))), event.style),
    piece(" "),
    ...(event.macro === ""
      ? []
      : [piece(pad(harmless(event.macro), name, "left", glyphs.cut), "strong"), piece(columns < 60 ? " " : "  ")]),
  ];
  let text = harmless(event.text);
  let style: Style = "plain";
  for (;;) {
    const room = columns - lineColumns(start);
    const isLast = rows.length === most - 1 || columns <= 2 * indent;
    if (isLast || columnsUsed(text + outcome) <= room) {
      return [...rows, lastRow(start, piece(text, style), outcome, room, glyphs)];
    }
    const [head, rest] = breakText(text, room);
    rows.push([...start, piece(head, style)]);
    start = [piece(" ".repeat(indent))];
    text = rest;
    if (rest === "") [text, outcome, style] = [outcome.trimStart(), "", "strong"];
  }
}

/** What came of an action stays readable: the reason is cut before it, unless nothing of the reason would be left. */
function lastRow(start: Line, reason: Piece, outcome: string, room: number, glyphs: Glyphs): Line {
  const left = room - columnsUsed(outcome);
  if (left < 12 && left < columnsUsed(reason.text)) return [...start, reason];
  return [...start, piece(fit(reason.text, left, glyphs.cut), reason.style), piece(outcome, "strong")];
}
