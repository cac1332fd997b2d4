/** Resumes what a former engine paused and, ended by force, could not let go. */

import type { System } from "../actions/system.ts";
import type { PausedProcess } from "../store/entries.ts";
import type { PausedStore } from "../store/store.ts";
import { type ProcessTable, sameProcess } from "./processes/process-table.ts";

export interface Recovered {
  readonly run: string;
  readonly macro: string;
  /** Pids that were told to go on. */
  readonly resumed: readonly number[];
}

/** To be called before an engine's first tick: lets all go on that the store has as paused, and strikes them off. */
export function recoverPaused(store: PausedStore, table: ProcessTable, system: Pick<System, "kill">): Recovered[] {
  const listed = store.list();
  const recovered = resumeLeftBehind(listed, table, system);
  for (const process of listed) store.remove(process);
  return recovered;
}

/** SIGCONT to these processes and their descendants, as far as they still are those, and stand still. Never throws. */
export function resumeLeftBehind(
  listed: readonly PausedProcess[],
  table: ProcessTable,
  system: Pick<System, "kill">,
): Recovered[] {
  const byRun = Map.groupBy(listed, (process) => process.run);
  return [...byRun].map(([run, processes]) => {
    const present = processes.map((process) => table.stat(process.pid)).filter((stat) => stat !== null);
    const roots = present.filter((stat) => processes.some((process) => sameProcess(process, stat)));
    const stopped = [...roots, ...table.descendants(roots)].filter((stat) => stat.state === "stopped");
    const pids = [...new Set(stopped.map((stat) => stat.pid))].reverse();
    const resumed = pids.filter((pid) => attempt(() => system.kill(pid, "SIGCONT")));
    return { run, macro: processes[0]?.macro ?? "", resumed };
  });
}

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
