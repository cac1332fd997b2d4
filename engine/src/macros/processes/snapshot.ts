/** A process table over a list that is fetched now and then: for platforms whose processes only a command can list. */

import type { ProcessInfo, ProcessStat } from "../types.ts";
import { descendantsAmong } from "./linux.ts";
import type { DiskBytes, ProcessTable } from "./process-table.ts";

export interface ListedProcess {
  readonly stat: ProcessStat;
  readonly info: ProcessInfo;
  readonly disk: DiskBytes | null;
}

/**
 * Start times are ms since the epoch. `refresh` fetches the list; while one fetch is under way, further calls wait for
 * it. A fetch that fails leaves the last list in place and rejects.
 */
export function snapshotTable(source: string, fetchList: () => Promise<readonly ListedProcess[]>): ProcessTable {
  let listed = new Map<number, ListedProcess>();
  let pending: Promise<void> | null = null;
  const fetchOnce = async () => {
    try {
      listed = new Map((await fetchList()).map((entry) => [entry.stat.pid, entry]));
    } finally {
      pending = null;
    }
  };
  return {
    source,
    live: false,
    boot: "",
    refresh: () => {
      pending ??= fetchOnce();
      return pending;
    },
    now: () => Date.now(),
    unitMs: 1,
    newest: () => null,
    pids: () => [...listed.keys()],
    stat: (pid) => listed.get(pid)?.stat ?? null,
    restat: (pid) => listed.get(pid)?.stat ?? null,
    commandLine: (pid) => listed.get(pid)?.info.command.join(" ") ?? null,
    info: (pid) => listed.get(pid)?.info ?? null,
    descendants: (roots) =>
      descendantsAmong(
        [...listed.values()].map((entry) => entry.stat),
        roots,
      ),
    threads: (pid) => [pid],
    disk: (pid) => listed.get(pid)?.disk ?? null,
    marks: () => [],
  };
}
