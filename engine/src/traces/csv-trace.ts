/** Traces as CSV: a header of `time` and metric names, then a row a snapshot, values in base units. */

import type { Dimension, SampleValue } from "@macro-engine/dsl";
import type { SampleRow } from "../runtime/simulate.ts";
import { cellValue, createClock, parseDecimal } from "./cells.ts";
import { cellsOf } from "./records.ts";
import { type DimensionOf, type RecordReader, relativeTimes, type TextRecord, TraceError } from "./trace.ts";

interface Column {
  readonly at: number;
  readonly metric: string;
  readonly dimension: Dimension;
}

/** Where `time` stands in a header; -1: this is no header of a trace. */
export function timeColumn(cells: readonly string[]): number {
  return cells.findIndex((cell) => cell.trim().toLowerCase() === "time");
}

function readHeader(cells: readonly string[], line: number, dimensionOf: DimensionOf, notes: string[]): Column[] {
  const columns: Column[] = [];
  const seen = new Set<string>();
  const unknown: string[] = [];
  const timeAt = timeColumn(cells);
  cells.forEach((cell, at) => {
    const metric = cell.trim();
    if (at === timeAt) return;
    if (seen.has(metric)) throw new TraceError(`the column ${metric} is there twice: keep one of them`, line);
    seen.add(metric);
    const dimension = dimensionOf(metric);
    if (dimension === undefined) unknown.push(metric === "" ? `column ${at + 1} (without a name)` : metric);
    else columns.push({ at, metric, dimension });
  });
  if (columns.length === 0) {
    throw new TraceError(
      `no column is a metric: the header needs time and metric names (time,cpu.usage,fps), it has ${cells.join(",")}`,
      line,
    );
  }
  if (unknown.length > 0) notes.push(`ignored, being no metrics: ${unknown.join(", ")}`);
  return columns;
}

export function createCsvReader(header: TextRecord, dimensionOf: DimensionOf): RecordReader {
  const notes: string[] = [];
  const headerCells = cellsOf(header);
  const width = headerCells.length;
  const timeAt = timeColumn(headerCells);
  const columns = readHeader(headerCells, header.line, dimensionOf, notes);
  const metrics = columns.map(({ metric }) => metric);
  const clock = createClock();
  const times = relativeTimes();

  const read = (cell: string, column: Column, line: number): SampleValue | null => {
    const text = cell.trim();
    return text === "" ? null : cellValue(text, column.metric, column.dimension, line);
  };

  return {
    notes,
    intervalMs: null,
    take(record, rows) {
      const { line } = record;
      const cells = cellsOf(record);
      if (cells.length !== width) {
        if (record.text.trim() === "") return;
        const count = cells.length === 1 ? "1 cell" : `${cells.length} cells`;
        throw new TraceError(
          `this row has ${count}, the header ${width}: leave a cell empty where there is no sample`,
          line,
        );
      }
      const timeMs = times.since(clock.read(cells[timeAt]!, line), line);
      const values: (SampleValue | null)[] = new Array(columns.length);
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index]!;
        const cell = cells[column.at]!;
        const number = column.dimension === "bool" || column.dimension === "text" ? undefined : parseDecimal(cell);
        values[index] = number ?? read(cell, column, line);
      }
      rows.push({ timeMs, metrics, values } satisfies SampleRow);
    },
    end() {},
    startWallMs: clock.startWallMs,
  };
}
