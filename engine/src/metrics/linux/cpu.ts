/** Processor use from /proc/stat and the load average from /proc/loadavg. */

import { type ByteCursor, bytesOf } from "../byte-cursor.ts";
import { spanOf } from "../counters.ts";
import { KeptFile } from "../kept-file.ts";
import type { Sampler, SampleSink } from "../sampler.ts";
import { gapMs, type Surroundings } from "../surroundings.ts";
import { keptSampler } from "./kept-sampler.ts";

const cpuLine = bytesOf("cpu ");
/** user nice system idle iowait irq softirq steal; guest time is already in user and nice. */
const columns = 8;
const idleColumn = 3;
const iowaitColumn = 4;

export function cpuSamplers(surroundings: Surroundings): Sampler[] {
  return [usageSampler(surroundings), loadSampler(surroundings)];
}

/** Busy share of all cores between two readings, in percent: 1 − Δ(idle + iowait) / Δtotal of proc(5)'s `cpu` line. */
function usageSampler({ procRoot, intervalMs, now: clock }: Surroundings): Sampler {
  const gap = gapMs(intervalMs);
  const file = new KeptFile(`${procRoot}/stat`, "head", 512);
  let time = Number.NaN;
  let total = 0;
  let idle = 0;

  function parse(cursor: ByteCursor, now: number, sink: SampleSink): void {
    if (!cursor.take(cpuLine)) throw new Error(`${file.path} does not begin with a "cpu" line`);
    const span = spanOf(time, clock(), gap);
    if (span === "too-soon") return;
    let nextTotal = 0;
    let nextIdle = 0;
    for (let column = 0; column < columns; column += 1) {
      const ticks = cursor.number();
      // Kernels before 2.6.11 have fewer columns.
      if (Number.isNaN(ticks)) break;
      nextTotal += ticks;
      if (column === idleColumn || column === iowaitColumn) nextIdle += ticks;
    }
    const totalChange = nextTotal - total;
    const idleChange = nextIdle - idle;
    time = clock();
    total = nextTotal;
    idle = nextIdle;
    // A core that goes offline takes its counters with it: they fall, and the share means nothing.
    if (span !== "usable" || totalChange <= 0 || idleChange < 0) return;
    sink("cpu.usage", 100 * (1 - idleChange / totalChange), now);
  }

  return keptSampler({
    name: "cpu usage",
    metrics: ["cpu.usage"],
    file,
    intervalMs,
    absent: "the processor's counters cannot be read",
    parse,
  });
}

function loadSampler({ procRoot, intervalMs }: Surroundings): Sampler {
  return keptSampler({
    name: "load average",
    metrics: ["cpu.load1"],
    file: new KeptFile(`${procRoot}/loadavg`, "head", 128),
    intervalMs,
    // The kernel does so every 5 s (LOAD_FREQ in its include/linux/sched/loadavg.h); a value is never much older here.
    renewedMs: 2000,
    absent: "the load average cannot be read",
    parse: (cursor, now, sink) => sink("cpu.load1", cursor.number(), now),
  });
}
