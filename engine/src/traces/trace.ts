/** What a trace parser is: text in, rows of samples out, a chunk at a time. */

import type { Dimension } from "@macro-engine/dsl";
import type { SampleRow } from "../runtime/simulate.ts";

/** Dimension of a metric; undefined: there is no such metric. */
export type DimensionOf = (metric: string) => Dimension | undefined;

/** A recording that cannot be read: where, why, and what would be right. */
export class TraceError extends Error {
  override readonly name = "TraceError";
  /** 1-based; null: it concerns the whole file. */
  readonly line: number | null;
  constructor(message: string, line: number | null = null) {
    super(message);
    this.line = line;
  }
}

/** A record of a file: a line, or several where a quoted cell holds line breaks. */
export interface TextRecord {
  readonly text: string;
  /** 1-based number of its first line. */
  readonly line: number;
  /** It ends with a line break; without, the writer may not have finished it. */
  readonly complete: boolean;
}

/** Reads the records after recognition; one a format. */
export interface RecordReader {
  /** Takes one record and adds the rows that it completes. */
  take(record: TextRecord, rows: SampleRow[]): void;
  /** Adds what is left at the end of the file. */
  end(rows: SampleRow[]): void;
  /** Wall time of t = 0, ms since the epoch; null while unknown or where there are no dates. */
  startWallMs(): number | null;
  /** Spacing of its rows, ms, where the format fixes it; null: the rows tell. */
  readonly intervalMs: number | null;
  /** What the user should know: columns that are no metrics, which process was taken. */
  readonly notes: string[];
}

export interface TraceParser {
  /** Takes the next piece of text; returns the rows that it completes. Throws a TraceError. */
  push(text: string): SampleRow[];
  end(): SampleRow[];
  startWallMs(): number | null;
  intervalMs(): number | null;
  notes(): readonly string[];
}

/** Turns times of the file (ms) into times since the first row, without the dust of floating point. */
export function relativeTimes() {
  let first: number | null = null;
  let last = Number.NEGATIVE_INFINITY;
  return {
    /** Throws a TraceError where time goes back. */
    since(ms: number, line: number): number {
      first ??= ms;
      const timeMs = Math.round((ms - first) * 1000) / 1000;
      if (timeMs < last) {
        throw new TraceError(
          `time goes back by ${(last - timeMs) / 1000}s: rows must be in order of time; sort the file by its time column`,
          line,
        );
      }
      last = timeMs;
      return timeMs;
    },
    first: () => first,
  };
}
