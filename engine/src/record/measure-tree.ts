/** Measures one process and all that it started, without guarding it. */

import { createMeter } from "../macros/meter.ts";
import type { ProcessTable } from "../macros/processes/process-table.ts";
import { usageSamples } from "../macros/sampler.ts";
import { createTree } from "../macros/tree.ts";
import type { ProcessIdentity, TreeUsage } from "../macros/types.ts";

export interface TreeMeasuring {
  /** Looks at the tree at a time, ms monotonic; false once nobody of it is left. */
  measure(time: number, put: (metric: string, value: number) => void): Promise<boolean>;
}

export function measureTree(table: ProcessTable, root: ProcessIdentity): TreeMeasuring {
  const tree = createTree(table, { root, mark: null });
  const meter = createMeter(table, { disk: true });
  let before: { readonly usage: TreeUsage; readonly time: number } | null = null;
  return {
    async measure(time, put) {
      if (!table.live) await table.refresh();
      const members = tree.walk();
      if (!tree.alive()) return false;
      const usage = meter.read(members);
      usageSamples(usage, before?.usage ?? null, before === null ? 0 : (time - before.time) / 1000, put);
      before = { usage, time };
      return true;
    },
  };
}
