/** The kernel's pressure-stall shares (`some avg10`) of processor, memory and input/output. */

import { type ByteCursor, bytesOf } from "../byte-cursor.ts";
import { KeptFile } from "../kept-file.ts";
import type { Sampler } from "../sampler.ts";
import type { Surroundings } from "../surroundings.ts";
import { keptSampler } from "./kept-sampler.ts";

const some = bytesOf("some avg10=");

export function pressureSamplers({ procRoot, intervalMs }: Surroundings): Sampler[] {
  return ["cpu", "memory", "io"].map((resource) => {
    const metric = `${resource}.pressure`;
    const file = new KeptFile(`${procRoot}/pressure/${resource}`, "head", 256);
    return keptSampler({
      name: `${resource} pressure`,
      metrics: [metric],
      file,
      intervalMs,
      // PSI_FREQ in the kernel's kernel/sched/psi.c.
      renewedMs: 2000,
      absent: "this kernel gives no pressure-stall information; it needs Linux 4.20 and the boot option psi=1",
      parse: (cursor, now, sink) => sink(metric, someAverage(cursor, file.path), now),
    });
  });
}

function someAverage(cursor: ByteCursor, path: string): number {
  if (!cursor.take(some)) throw new Error(`${path} does not begin with "some avg10="`);
  return cursor.number();
}
