/** Writes recordings that `read-trace.ts` reads back: a row a snapshot, values in base units, times as ISO 8601. */

import type { SampleValue } from "@macro-engine/dsl";

export const traceFormats = ["csv", "jsonl"] as const;
export type TraceFormat = (typeof traceFormats)[number];

export interface TraceText {
  /** What the file begins with; "" for formats without a header. */
  readonly header: string;
  /** A row with its line end; values by position, null: no sample. `wall` is ms since the epoch. */
  row(wall: number, values: readonly (SampleValue | null)[]): string;
}

export function traceText(format: TraceFormat, metrics: readonly string[]): TraceText {
  if (format === "csv") {
    return {
      header: `time,${metrics.join(",")}\n`,
      row: (wall, values) => `${[isoTime(wall), ...values.map(cell)].join(",")}\n`,
    };
  }
  return {
    header: "",
    row: (wall, values) => {
      const samples = metrics.flatMap((metric, at) => {
        const value = values[at] ?? null;
        return value === null ? [] : [[metric, value] as const];
      });
      return `${JSON.stringify({ time: isoTime(wall), ...Object.fromEntries(samples) })}\n`;
    },
  };
}

function isoTime(wall: number): string {
  return new Date(Math.round(wall)).toISOString();
}

/** RFC 4180: what would end a cell is quoted. */
function cell(value: SampleValue | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
