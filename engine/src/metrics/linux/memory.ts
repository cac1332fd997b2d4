/** Memory and swap from /proc/meminfo. */

import { type ByteCursor, bytesOf } from "../byte-cursor.ts";
import { KeptFile } from "../kept-file.ts";
import type { Sampler, SampleSink } from "../sampler.ts";
import type { Surroundings } from "../surroundings.ts";
import { keptSampler } from "./kept-sampler.ts";

/** In the order in which the kernel lists them, others in between (fs/proc/meminfo.c). */
const fields = ["MemTotal:", "MemFree:", "MemAvailable:", "Buffers:", "Cached:", "SwapTotal:", "SwapFree:"] as const;
const fieldBytes = fields.map(bytesOf);
const kibibyte = 1024;
const swapTotalField = fields.indexOf("SwapTotal:");
const noSwap = "no swap is set up on this machine";

/** Shares in percent, sizes in bytes. Without swap there is no `swap.usage`; it begins when swap is turned on. */
export function memorySampler({ procRoot, intervalMs }: Surroundings): Sampler {
  const file = new KeptFile(`${procRoot}/meminfo`, "whole");
  const values = new Float64Array(fields.length);

  function parse(cursor: ByteCursor, now: number, sink: SampleSink): void {
    readFields(cursor, values);
    const [total, free, reported, buffers, cached, swapTotal, swapFree] = values as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (!(total > 0)) throw new Error(`${file.path} has no MemTotal line`);
    // Linux before 3.14 leaves the estimate to its readers.
    const available = Number.isNaN(reported) ? free + buffers + cached : reported;
    sink("memory.usage", 100 * (1 - available / total), now);
    sink("memory.available", available * kibibyte, now);
    if (swapTotal > 0) sink("swap.usage", 100 * (1 - swapFree / swapTotal), now);
  }

  return keptSampler({
    name: "memory",
    metrics: ["memory.usage", "memory.available", "swap.usage"],
    file,
    intervalMs,
    absent: "memory use cannot be read",
    lacking: (metric) => (metric === "swap.usage" && !(values[swapTotalField]! > 0) ? noSwap : null),
    parse,
  });
}

/** Fills in the fields that stand in the file; the others become NaN. */
function readFields(cursor: ByteCursor, values: Float64Array): void {
  values.fill(Number.NaN);
  let next = 0;
  do {
    const field = fieldAt(cursor, next);
    if (field < 0) continue;
    values[field] = cursor.number();
    next = field + 1;
  } while (next < fields.length && cursor.nextLine());
}

/** The field on this line, of those from `next` on; −1 when it is none of them. */
function fieldAt(cursor: ByteCursor, next: number): number {
  for (let index = next; index < fieldBytes.length; index += 1) {
    if (cursor.take(fieldBytes[index]!)) return index;
  }
  return -1;
}
