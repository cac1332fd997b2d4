/** Takes runs off guard: they go on, and are not found again by the patterns of policies. */

import type { HeldResult } from "../control/protocol.ts";
import type { Daemon } from "../daemon.ts";
import { isAlive, type ProcessTable, sameProcess } from "../macros/processes/process-table.ts";
import { hasProcess, type LiveRun } from "../macros/registry.ts";
import type { ProcessIdentity, RunEnd } from "../macros/types.ts";

/** Processes that a user took off guard, for as long as they live. */
export interface Released {
  add(root: ProcessIdentity): void;
  has(pid: number): boolean;
  delete(pid: number): void;
}

export function createReleased(table: Pick<ProcessTable, "stat">): Released {
  const released = new Map<number, ProcessIdentity>();
  return {
    add: (root) => void released.set(root.pid, root),
    has: (pid) => {
      const root = released.get(pid);
      if (root === undefined) return false;
      const present = table.stat(pid);
      if (present !== null && sameProcess(present, root)) return true;
      released.delete(pid);
      return false;
    },
    delete: (pid) => void released.delete(pid),
  };
}

const user = { kind: "user" } as const;

/** Resumed and restored first. One that registered itself, and has no process or none any more, has ended. */
export async function release(daemon: Daemon, live: LiveRun): Promise<HeldResult["macros"][number]> {
  const { performer, registry, runs, released } = daemon;
  const { id, macro, root, origin } = live.run;
  const tell = (ok: boolean, how: string) => ({ id, macro, pid: root?.pid ?? null, ok, how });
  if (runs.isEnding(id)) {
    if (origin === "registered" && performer.hasEnded(id)) return tell(true, "has ended, as it was told to");
    return tell(false, "refused: it is being ended");
  }
  const letGo = [
    ...(performer.isPaused(id) ? [performer.perform({ action: "resume", by: user, graceMs: 0 }, live)] : []),
    ...(performer.isThrottled(id) ? [performer.perform({ action: "restore", by: user, graceMs: 0 }, live)] : []),
  ];
  // One that is told needs no time to be let go.
  if (hasProcess(live)) await Promise.all(letGo);
  if (registry.get(id) !== live) return tell(true, "has ended");
  const end = endOf(daemon, live);
  if (end.kind === "left" && root !== null) released.add(root);
  runs.expectEnd(id, end);
  runs.end(live);
  return tell(true, end.kind === "left" ? "goes on unguarded" : "has ended");
}

function endOf({ table }: Daemon, { run: { root, origin } }: LiveRun): RunEnd {
  const goesOn = root !== null && (origin !== "registered" || isAlive(table, root));
  return goesOn ? { kind: "left", released: true } : { kind: "exited", code: null, signal: null };
}
