/** Who has come since the last look: lists all processes, reads only those that are new. Shared by all that watch. */

import type { ProcessTable } from "./processes/process-table.ts";
import type { ProcessStat } from "./types.ts";

export interface Census {
  /** Processes that were not there at the last look; at the first, everyone. */
  newcomers(): readonly ProcessStat[];
  /** Pids as of the last look. */
  present(): ReadonlySet<number>;
}

/**
 * A look costs one listing of `/proc` and one `stat` a newcomer; where the kernel tells the last pid given away and it
 * has not changed, next to nothing. A pid that ended and was given away again between two looks goes unseen here: the
 * survey before an action (`tree.ts`) reads everyone.
 */
export function createCensus(table: ProcessTable): Census {
  let present = new Set<number>();
  let newestBefore: number | null = null;
  return {
    present: () => present,
    newcomers: () => {
      const newest = table.newest();
      if (newest !== null && newest === newestBefore) return [];
      newestBefore = newest;
      const before = present;
      present = new Set(table.pids());
      const found: ProcessStat[] = [];
      for (const pid of present) {
        if (before.has(pid)) continue;
        const stat = table.stat(pid);
        if (stat !== null) found.push(stat);
      }
      return found;
    },
  };
}
