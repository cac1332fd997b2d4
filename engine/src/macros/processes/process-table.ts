/** The machine's processes behind one interface; `platforms.ts` lists who implements it. */

import type { ProcessIdentity, ProcessInfo, ProcessStat } from "../types.ts";

export interface DiskBytes {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/**
 * Reads never throw: a process that is gone, or was never there, is null. Where `live` is false, reads answer from the
 * last `refresh`.
 */
export interface ProcessTable {
  /** Where it reads from, in words for the user. */
  readonly source: string;
  readonly live: boolean;
  /** Differs between boots of the machine: start times are comparable only within one. */
  readonly boot: string;
  refresh(): void | Promise<void>;
  /** The present time in the unit of `startTime`. */
  now(): number;
  /** Length of one unit of `startTime`, ms. */
  readonly unitMs: number;
  /** Changes when a process begins; null where the platform has no such sign. */
  newest(): number | null;
  pids(): readonly number[];
  stat(pid: number): ProcessStat | null;
  /** The same, for a process that is read again and again: cheaper from the second time on. */
  restat(pid: number): ProcessStat | null;
  /** The command line in some form, to see whether it has changed; empty for a thread of the kernel. */
  commandLine(pid: number): string | null;
  info(pid: number): ProcessInfo | null;
  /** The given processes' descendants, themselves not included. Sees only those whose chain of parents still stands. */
  descendants(roots: readonly ProcessIdentity[]): ProcessStat[];
  /** Ids that `setPriority` must be called with to reach the whole process: its threads on Linux, else itself. */
  threads(pid: number): readonly number[];
  /** Disk traffic since the process began; null where the platform does not say, or not to us. */
  disk(pid: number): DiskBytes | null;
  /** Ids of the runs that this process was started under (see `supervise.ts`); empty where unknown. */
  marks(pid: number): readonly string[];
}

/** Environment variable that supervised children carry: ids of the runs that they belong to, the outermost first. */
export const markVariable = "MACRO_ENGINE_RUN";

export function sameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.startTime === b.startTime;
}

/** Whether the process still is, and is that process; a zombie counts as gone. */
export function isAlive(table: ProcessTable, identity: ProcessIdentity): boolean {
  const stat = table.stat(identity.pid);
  return stat !== null && stat.state !== "zombie" && sameProcess(stat, identity);
}

/** How long ago the process began, ms. */
export function ageMs(table: ProcessTable, identity: ProcessIdentity): number {
  return Math.max(0, (table.now() - identity.startTime) * table.unitMs);
}

/** Base name of an executable's path, on any platform: the part after the last slash or backslash. */
export function executableName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Pids above a process, up to and without process 1. */
export function ancestors(table: ProcessTable, of: number): ReadonlySet<number> {
  const found = new Set<number>();
  let pid = table.stat(of)?.ppid ?? 0;
  while (pid > 1 && !found.has(pid)) {
    found.add(pid);
    pid = table.stat(pid)?.ppid ?? 0;
  }
  return found;
}
