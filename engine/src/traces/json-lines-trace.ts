/** Traces as JSON lines: an object a row, `time` and values by metric name in base units. */

import type { SampleValue } from "@macro-engine/dsl";
import { createClock, jsonValue } from "./cells.ts";
import { type DimensionOf, type RecordReader, relativeTimes, type TextRecord, TraceError } from "./trace.ts";

const mostNotes = 10;

function parseObject({ text, line }: TextRecord): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new TraceError(
      `this line is no JSON: ${(error as Error).message}; a trace holds one object a line, {"time":0,"cpu.usage":12}`,
      line,
    );
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw new TraceError(`this line is no object: write {"time":0,"cpu.usage":12}`, line);
  }
  return parsed as Readonly<Record<string, unknown>>;
}

export function createJsonLinesReader(dimensionOf: DimensionOf): RecordReader {
  const notes: string[] = [];
  const noted = new Set<string>();
  const clock = createClock();
  const times = relativeTimes();
  let lastMetrics: readonly string[] = [];

  return {
    notes,
    intervalMs: null,
    take(record, rows) {
      const { line } = record;
      if (record.text.trim() === "") return;
      const object = parseObject(record);
      const { time } = object;
      if (typeof time !== "number" && typeof time !== "string") {
        throw new TraceError(`"time" is missing: give it in seconds, or as an ISO 8601 instant`, line);
      }
      const metrics: string[] = [];
      const values: (SampleValue | null)[] = [];
      for (const [metric, value] of Object.entries(object)) {
        if (metric === "time") continue;
        const dimension = dimensionOf(metric);
        if (dimension === undefined) {
          if (noted.has(metric) || noted.size >= mostNotes) continue;
          notes.push(`ignored, being no metric: ${metric}`);
          noted.add(metric);
          continue;
        }
        metrics.push(metric);
        values.push(value === null ? null : jsonValue(value, metric, dimension, line));
      }
      const same = metrics.length === lastMetrics.length && metrics.every((metric, at) => metric === lastMetrics[at]);
      if (!same) lastMetrics = metrics;
      rows.push({ timeMs: times.since(clock.read(time, line), line), metrics: lastMetrics, values });
    },
    end() {},
    startWallMs: clock.startWallMs,
  };
}
