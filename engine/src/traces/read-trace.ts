/** Opens recordings on disk as streams of rows. */

import { createReadStream, statSync } from "node:fs";
import { TextDecoder } from "node:util";
import { builtInMetric, type Program } from "@macro-engine/dsl";
import type { SampleRow, Trace } from "../runtime/simulate.ts";
import { createTraceParser } from "./parse-trace.ts";
import { type DimensionOf, TraceError, type TraceParser } from "./trace.ts";

const chunkBytes = 1 << 18;

/** A recording on disk, with what the user should know about it. */
export interface TraceFile extends Trace {
  /** Filled while rows are read: columns that are no metrics, which process was taken. */
  notes(): readonly string[];
}

/** Dimensions by metric: the built-in ones and those that the policies declare. */
export function dimensionsOf(program: Program): DimensionOf {
  const declared = new Map(program.metrics.map(({ name, dimension }) => [name, dimension]));
  return (metric) => declared.get(metric) ?? builtInMetric(metric)?.dimension;
}

/** The words of an error of the file system. */
function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EISDIR") return "this is a folder: name a file";
  if (code === "EACCES" || code === "EPERM") return "reading it is not permitted";
  return (error as Error).message;
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new TraceError("the file is not UTF-8: save it as UTF-8");
  }
}

async function* parse(path: string, shown: string, parser: TraceParser): AsyncGenerator<readonly SampleRow[]> {
  // The parser takes the byte order mark off; here only the encoding is judged.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const stream = createReadStream(path, { highWaterMark: chunkBytes });
  try {
    for await (const bytes of stream) {
      const rows = parser.push(decode(decoder, bytes as Uint8Array));
      if (rows.length > 0) yield rows;
    }
    const rest = parser.push(decode(decoder, undefined));
    yield [...rest, ...parser.end()];
  } catch (error) {
    if (error instanceof TraceError) throw new TraceError(located(shown, error), error.line);
    throw new TraceError(`${shown}: ${reasonOf(error)}`);
  } finally {
    stream.destroy();
  }
}

function located(path: string, { line, message }: TraceError): string {
  return line === null ? `${path}: ${message}` : `${path}:${line}: ${message}`;
}

/**
 * Opens a recording, `shown` being the name that errors give it: reads as far as its first two rows, which say when it began and how far apart they are. Throws a
 * TraceError (with path and line in the message) where it cannot be read; so do its rows, later.
 */
export async function openTrace(path: string, dimensionOf: DimensionOf, shown = path): Promise<TraceFile> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile() && !found.isDirectory()) {
    throw new TraceError(`${shown}: this is no file, and a recording is read twice: save it to one first`);
  }
  let parser = createTraceParser(dimensionOf);
  const first: SampleRow[] = [];
  for await (const rows of parse(path, shown, parser)) {
    for (const row of rows) {
      const isNew = first.length === 0 || row.timeMs > first[0]!.timeMs;
      if (isNew && first.length < 2) first.push(row);
    }
    if (first.length === 2) break;
  }
  const startWallMs = parser.startWallMs();
  return {
    startWallMs,
    intervalMs: parser.intervalMs() ?? (first.length === 2 ? first[1]!.timeMs - first[0]!.timeMs : null),
    firstRow: first[0] ?? null,
    notes: () => parser.notes(),
    rows() {
      parser = createTraceParser(dimensionOf);
      return parse(path, shown, parser);
    },
  };
}
