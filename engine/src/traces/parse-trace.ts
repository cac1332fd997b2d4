/** Recognises a recording by its first lines and hands the rest to the reader of its format. */

import type { SampleRow } from "../runtime/simulate.ts";
import { createCsvReader, timeColumn } from "./csv-trace.ts";
import { createJsonLinesReader } from "./json-lines-trace.ts";
import { createMangoHudReader, isMangoHudStart } from "./mangohud.ts";
import { createPresentMonReader, isPresentMonHeader } from "./presentmon.ts";
import { cellsOf, createRecordCutter } from "./records.ts";
import { type DimensionOf, type RecordReader, type TextRecord, TraceError, type TraceParser } from "./trace.ts";

interface Format {
  readonly name: string;
  recognises(cells: readonly string[]): boolean;
  open(first: TextRecord, dimensionOf: DimensionOf): RecordReader;
}

/** In the order in which they are tried. */
const csvFormats: readonly Format[] = [
  { name: "PresentMon log", recognises: isPresentMonHeader, open: createPresentMonReader },
  { name: "CSV trace", recognises: (cells) => timeColumn(cells) >= 0, open: createCsvReader },
  { name: "MangoHud log", recognises: isMangoHudStart, open: createMangoHudReader },
];

function refuseHeader(record: TextRecord, cells: readonly string[]): never {
  const shown = record.text.length > 60 ? `${record.text.slice(0, 60)}…` : record.text;
  if (cells.length === 1 && /[;\t]/.test(record.text)) {
    throw new TraceError(
      `the cells are separated by ${record.text.includes(";") ? "semicolons" : "tabs"}: use commas`,
      record.line,
    );
  }
  throw new TraceError(
    `the first line is no header of a trace: "${shown}"; it needs a column time and metric names (time,cpu.usage,fps), ` +
      "or the columns of a MangoHud or PresentMon log",
    record.line,
  );
}

function openCsv(record: TextRecord, dimensionOf: DimensionOf): RecordReader {
  const cells = cellsOf(record);
  const format = csvFormats.find(({ recognises }) => recognises(cells)) ?? refuseHeader(record, cells);
  return format.open(record, dimensionOf);
}

/** Parses a recording in pieces: the memory it needs does not grow with the recording. */
export function createTraceParser(dimensionOf: DimensionOf): TraceParser {
  let reader: RecordReader | null = null;
  let json: boolean | null = null;
  let taken = 0;
  let failure: unknown = null;
  const cutter = createRecordCutter(() => json === false);

  const takeInto = (rows: SampleRow[]) => (record: TextRecord) => {
    if (reader === null && record.text.trim() === "") return;
    if (reader === null && json === true) reader = createJsonLinesReader(dimensionOf);
    if (reader === null) reader = openCsv(record, dimensionOf);
    else {
      reader.take(record, rows);
      return;
    }
    if (json === true) reader.take(record, rows);
  };

  return {
    push(text) {
      const first = json === null ? /[^\s\ufeff]/.exec(text)?.[0] : undefined;
      if (first !== undefined) json = first === "{";
      if (failure !== null) throw failure;
      const rows: SampleRow[] = [];
      try {
        cutter.push(text, takeInto(rows));
      } catch (error) {
        // The rows before a bad one stand, however the text was cut into pieces.
        if (rows.length === 0) throw error;
        failure = error;
      }
      taken += rows.length;
      return rows;
    },
    end() {
      if (failure !== null) throw failure;
      const rows: SampleRow[] = [];
      cutter.end(takeInto(rows));
      if (reader === null) throw new TraceError("the file is empty: a trace needs a header and at least one row");
      reader.end(rows);
      taken += rows.length;
      if (taken === 0) throw new TraceError("the file has a header and no rows: there is nothing to replay");
      return rows;
    },
    startWallMs: () => reader?.startWallMs() ?? null,
    intervalMs: () => reader?.intervalMs ?? null,
    notes: () => reader?.notes ?? [],
  };
}
