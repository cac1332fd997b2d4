/** The cancellation log as the text of its file, page by page. */

import type { CancellationLog, LogPage } from "../cancellation-log.ts";

/** Returns what writes one page after the other; the text is that of `JSON.stringify` with two blanks. */
export function logWriter(nowWall: number): (page: LogPage) => string {
  let isFirst = true;
  return ({ total, entries, next }) => {
    const parts = [total === null ? "" : headText(nowWall, total)];
    for (const entry of entries) {
      // A line end within a text is written as `\n`: each line is one of the layout.
      parts.push(isFirst ? "\n" : ",\n", JSON.stringify(entry, null, 2).replace(/^/gm, "    "));
      isFirst = false;
    }
    if (next === null) parts.push(isFirst ? "]\n}\n" : "\n  ]\n}\n");
    return parts.join("");
  };
}

function headText(nowWall: number, total: number): string {
  const empty: CancellationLog = {
    timestamp: new Date(nowWall).toISOString(),
    total_cancellations: total,
    cancellations: [],
  };
  return JSON.stringify(empty, null, 2).slice(0, -"]\n}".length);
}
