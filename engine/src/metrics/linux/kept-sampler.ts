/** A cheap sampler that reads one kept kernel file on the tick: the shape that most of the Linux families share. */

import type { ByteCursor } from "../byte-cursor.ts";
import type { KeptFile } from "../kept-file.ts";
import { type Availability, noneAvailable, patience, type Sampler, type SampleSink } from "../sampler.ts";

interface KeptReading {
  readonly name: string;
  readonly metrics: readonly string[];
  readonly file: KeptFile;
  readonly intervalMs: number;
  /** How often the kernel works the values out anew, ms: reading more often tells nothing new. Default: it always does. */
  readonly renewedMs?: number;
  /** Why a machine may lack the file, and what would bring it. */
  readonly absent: string;
  /** Why one of the metrics is not to be had although the file could be read; asked after the first reading. */
  readonly lacking?: (metric: string) => string | null;
  /** Hands over what the file says; throws when it is not what it should be. */
  readonly parse: (cursor: ByteCursor, now: number, sink: SampleSink) => void;
}

export function keptSampler(reading: KeptReading): Sampler {
  const { name, metrics, file, parse, intervalMs, renewedMs = 0 } = reading;
  return {
    name,
    metrics,
    cost: "cheap",
    everyMs: renewedMs,
    stalenessMs: patience(Math.max(intervalMs, renewedMs)),
    async probe() {
      try {
        parse(file.read(), 0, () => {});
        return metrics.map((metric): Availability => {
          const reason = reading.lacking?.(metric) ?? null;
          return reason === null
            ? { metric, available: true, source: file.path }
            : { metric, available: false, reason };
        });
      } catch (error) {
        return noneAvailable(metrics, `${reading.absent} (${readableError(error)})`);
      }
    },
    sample: (now, sink) => parse(file.read(), now, sink),
    close: () => file.close(),
  };
}

/** The file system's sentence, without its error class. */
function readableError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
