/** Resumes what a former engine paused and, ended by force, could not let go. */

import type { System } from "../actions/system.ts";
import { type ProcessTable, sameProcess } from "./processes/process-table.ts";
import type { ProcessIdentity, ProcessStat } from "./types.ts";

/** A run that stands still, and the processes that were stopped for it. */
export interface PausedRun {
  readonly run: string;
  readonly macro: string;
  readonly processes: readonly ProcessIdentity[];
}

/** What is paused, on disk: written at each change, read when an engine starts. */
export interface PausedStore {
  /** What was saved last; `boot` is the machine's at that time (`ProcessTable.boot`). */
  load(): { readonly boot: string; readonly runs: readonly PausedRun[] };
  save(boot: string, runs: readonly PausedRun[]): void;
}

export interface Recovered {
  readonly run: string;
  readonly macro: string;
  readonly resumed: readonly number[];
}

/**
 * Sends SIGCONT to the saved processes that still are those, and stopped, and to their stopped descendants. Start times
 * count from the boot, so what another boot saved names nobody. Clears the store.
 */
export function recoverPaused(store: PausedStore, table: ProcessTable, system: Pick<System, "kill">): Recovered[] {
  const saved = store.load();
  const recovered = saved.boot === table.boot ? resumeAll(saved.runs, table, system) : [];
  if (saved.runs.length > 0) store.save(table.boot, []);
  return recovered;
}

export function resumeAll(runs: readonly PausedRun[], table: ProcessTable, system: Pick<System, "kill">): Recovered[] {
  return runs.map(({ run, macro, processes }) => {
    const present = processes.map((identity) => stillThat(table, identity)).filter((stat) => stat !== null);
    const stopped = [...present, ...table.descendants(present)].filter((stat) => stat.state === "stopped");
    const resumed = [...new Map(stopped.map((stat) => [stat.pid, stat])).values()].filter((stat) => {
      try {
        system.kill(stat.pid, "SIGCONT");
        return true;
      } catch {
        return false;
      }
    });
    return { run, macro, resumed: resumed.map((stat) => stat.pid) };
  });
}

function stillThat(table: ProcessTable, identity: ProcessIdentity): ProcessStat | null {
  const stat = table.stat(identity.pid);
  return stat !== null && sameProcess(stat, identity) ? stat : null;
}
