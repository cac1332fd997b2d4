/** Processor use and load average from Node's own `os`, which is cheap on every platform. */

import { cpus, loadavg } from "node:os";
import { spanOf } from "../counters.ts";
import { allAvailable, noneAvailable, patience, type Sampler } from "../sampler.ts";
import { gapMs, type Surroundings } from "../surroundings.ts";

/** Busy share of all cores between two readings, percent: 1 − Δidle / Δtotal. */
export function portableCpuSampler({ intervalMs, now: clock }: Surroundings): Sampler {
  let time = Number.NaN;
  let previous = { total: 0, idle: 0 };
  const metrics = ["cpu.usage"];

  function usage(): number {
    const span = spanOf(time, clock(), gapMs(intervalMs));
    if (span === "too-soon") return Number.NaN;
    const next = coreTimes();
    const total = next.total - previous.total;
    const idle = next.idle - previous.idle;
    previous = next;
    time = clock();
    return span === "usable" && total > 0 && idle >= 0 ? 100 * (1 - idle / total) : Number.NaN;
  }

  return {
    name: "cpu usage",
    metrics,
    cost: "cheap",
    everyMs: 0,
    stalenessMs: patience(intervalMs),
    async probe() {
      usage();
      return previous.total > 0
        ? allAvailable(metrics, "os.cpus()")
        : noneAvailable(metrics, "the system does not tell how its cores spend their time");
    },
    sample: (now, sink) => sink("cpu.usage", usage(), now),
    close() {},
  };
}

/** Milliseconds since boot, summed over cores. */
function coreTimes(): { total: number; idle: number } {
  let total = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    total += times.user + times.nice + times.sys + times.irq + times.idle;
    idle += times.idle;
  }
  return { total, idle };
}

export function portableLoadSampler({ intervalMs }: Surroundings): Sampler {
  const metrics = ["cpu.load1"];
  return {
    name: "load average",
    metrics,
    cost: "cheap",
    everyMs: 0,
    stalenessMs: patience(intervalMs),
    async probe() {
      return allAvailable(metrics, "os.loadavg()");
    },
    sample: (now, sink) => sink("cpu.load1", loadavg()[0]!, now),
    close() {},
  };
}
