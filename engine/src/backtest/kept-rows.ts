/** Keeps the rows of recordings in memory where they fit, for those that read them many times over. */

import type { SampleValue } from "@macro-engine/dsl";
import type { SampleRow } from "../runtime/simulate.ts";
import type { Recording } from "./judge.ts";

/** Values that are kept at most, over all recordings: 128 MiB of numbers. What is beyond is read again each time. */
const mostValues = 1 << 24;

/** Rows with the same columns, by column. */
interface Block {
  readonly metrics: readonly string[];
  readonly timesMs: Float64Array;
  /** Numbers (NaN: no sample), or whatever else a metric's values are. */
  readonly columns: readonly (Float64Array | readonly (SampleValue | null)[])[];
}

/** The same recordings; each is kept while it is read for the first time. */
export function keepRows<R extends Pick<Recording, "rows">>(recordings: readonly R[], most = mostValues): R[] {
  return recordings.map(rowKeeper(most));
}

/** For recordings that come one by one: what is kept of all of them together is bounded. */
export function rowKeeper(most = mostValues): <R extends Pick<Recording, "rows">>(recording: R) => R {
  const budget = { left: most };
  return (recording) => {
    let blocks: Block[] | null = null;
    return {
      ...recording,
      async *rows() {
        if (blocks !== null) {
          for (const block of blocks) yield* rowsOf(block);
          return;
        }
        const kept: Block[] = [];
        let fits = true;
        for await (const chunk of recording.rows()) {
          if (fits) fits = keep(chunk, kept, budget);
          yield chunk;
        }
        // One that was not read to its end is not known.
        if (fits) blocks = kept;
      },
    };
  };
}

/** False where the budget does not hold them. */
function keep(chunk: readonly SampleRow[], blocks: Block[], budget: { left: number }): boolean {
  for (let at = 0; at < chunk.length; ) {
    const { metrics } = chunk[at]!;
    let end = at;
    while (end < chunk.length && chunk[end]!.metrics === metrics) end += 1;
    const rows = chunk.slice(at, end);
    budget.left -= rows.length * (metrics.length + 1);
    if (budget.left < 0) return false;
    blocks.push(blockOf(metrics, rows));
    at = end;
  }
  return true;
}

function blockOf(metrics: readonly string[], rows: readonly SampleRow[]): Block {
  return {
    metrics,
    timesMs: Float64Array.from(rows, ({ timeMs }) => timeMs),
    columns: metrics.map((_, column) => {
      const values = rows.map((row) => row.values[column] ?? null);
      const areNumbers = values.every((value) => value === null || typeof value === "number");
      return areNumbers ? Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) : values;
    }),
  };
}

const chunkRows = 512;

function* rowsOf({ metrics, timesMs, columns }: Block): Generator<readonly SampleRow[]> {
  for (let from = 0; from < timesMs.length; from += chunkRows) {
    const chunk: SampleRow[] = [];
    for (let row = from; row < Math.min(from + chunkRows, timesMs.length); row += 1) {
      const values = columns.map((column) => {
        const value = column[row]!;
        return typeof value === "number" && Number.isNaN(value) ? null : value;
      });
      chunk.push({ timeMs: timesMs[row]!, metrics, values });
    }
    yield chunk;
  }
}
