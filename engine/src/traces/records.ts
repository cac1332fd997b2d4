/** Cuts text into records and records into cells (RFC 4180: quoted cells, doubled quotes, line breaks within quotes). */

import { type TextRecord, TraceError } from "./trace.ts";

/** Longer records are refused: the memory stays bounded whatever the file holds. */
const mostCharacters = 1 << 20;

/** Collects records from pieces of text. `quotes`: a quoted cell may hold line breaks (CSV). */
export function createRecordCutter(quotes: () => boolean) {
  let rest = "";
  let line = 1;
  let atStart = true;

  function checkLength(text: string): void {
    if (text.length > mostCharacters) {
      throw new TraceError(
        "a line is longer than a million characters: traces are CSV or JSON lines, one row a line",
        line,
      );
    }
  }

  return {
    /** Hands over each record that the text completes. */
    push(text: string, take: (record: TextRecord) => void): void {
      let all = rest + text;
      if (atStart && all.length > 0) {
        if (all.charCodeAt(0) === 0xfeff) all = all.slice(1);
        atStart = false;
      }
      const quoted = quotes();
      let quote = quoted ? all.indexOf('"') : -1;
      let start = 0;
      for (;;) {
        let end = all.indexOf("\n", start);
        let lines = 1;
        if (quote >= 0 && quote < start) quote = all.indexOf('"', start);
        // An odd number of quotes before it: the line break belongs to a cell.
        while (end >= 0 && quote >= 0 && quote < end && isOpen(all, quote, end)) {
          end = all.indexOf("\n", end + 1);
          lines += 1;
        }
        if (end < 0) break;
        const stop = end > start && all.charCodeAt(end - 1) === 13 ? end - 1 : end;
        take({ text: all.slice(start, stop), line, complete: true });
        line += lines;
        start = end + 1;
      }
      rest = all.slice(start);
      checkLength(rest);
    },
    end(take: (record: TextRecord) => void): void {
      if (rest === "") return;
      if (quotes() && isOpen(rest, 0, rest.length)) throw new TraceError("a quoted cell is never closed", line);
      take({ text: rest.endsWith("\r") ? rest.slice(0, -1) : rest, line, complete: false });
      rest = "";
    },
  };
}

function isOpen(text: string, start: number, end: number): boolean {
  let open = false;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 34) open = !open;
  return open;
}

/** The cells of a CSV record; quotes are taken off, unquoted cells are trimmed. */
export function cellsOf(record: TextRecord): string[] {
  const { text, line } = record;
  if (text.indexOf('"') < 0) return text.split(",");
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (text[at] === " " || text[at] === "\t") at += 1;
    if (text[at] === '"') {
      let cell = "";
      for (;;) {
        const quote = text.indexOf('"', at + 1);
        if (quote < 0) throw new TraceError("a quoted cell is never closed", line);
        cell += text.slice(at + 1, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      while (text[at] === " " || text[at] === "\t") at += 1;
      if (at < text.length && text[at] !== ",") {
        throw new TraceError(`unexpected text after a quoted cell; write a quote within quotes twice ("")`, line);
      }
      cells.push(cell);
    } else {
      const comma = text.indexOf(",", at);
      const end = comma < 0 ? text.length : comma;
      cells.push(text.slice(at, end));
      at = end;
    }
    if (at >= text.length) return cells;
    at += 1;
    if (at === text.length) {
      cells.push("");
      return cells;
    }
  }
}
