/** Keeps the store's list of paused processes true: before a tree is stopped, and after each change. */

import type { ProcessIdentity, ProcessRun } from "../macros/types.ts";
import type { PausedStore } from "../store/store.ts";
import type { ActionTarget } from "./action.ts";

export interface Ledger {
  /** A pause is about to begin: should the engine be killed in its midst, the root leads to the rest. */
  announce(run: ProcessRun): void;
  /** These stand still now, and no others of the run. */
  settle(target: ActionTarget, stopped: ReadonlyMap<number, ProcessIdentity>): void;
}

/**
 * Recovery follows descendants, so only the root and those that no longer hang under a stopped process are written: one
 * entry for most macros, however many processes they have.
 */
export function createLedger(store: PausedStore | null, onError: (error: unknown) => void): Ledger {
  const written = new Map<string, Map<number, ProcessIdentity>>();
  const attempt = (write: () => void) => {
    try {
      write();
    } catch (error) {
      onError(error);
    }
  };
  const add = (run: ProcessRun, process: ProcessIdentity) => {
    const list = written.get(run.id) ?? new Map<number, ProcessIdentity>();
    written.set(run.id, list);
    if (list.has(process.pid)) return;
    list.set(process.pid, process);
    const { pid, startTime } = process;
    attempt(() => store?.add({ pid, startTime, run: run.id, macro: run.macro }));
  };
  return {
    announce: (run) => add(run, run.root),
    settle: ({ run, tree }, stopped) => {
      if (stopped.size === 0) {
        for (const process of written.get(run.id)?.values() ?? []) attempt(() => store?.remove(process));
        written.delete(run.id);
        return;
      }
      for (const member of tree.members()) {
        if (stopped.has(member.pid) && !stopped.has(member.ppid)) add(run, member);
      }
    },
  };
}
