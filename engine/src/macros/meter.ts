/** What a tree uses, as counters that never fall: ends of processes neither lose nor invent usage. */

import { type ProcessTable, sameProcess } from "./processes/process-table.ts";
import type { ProcessStat, TreeUsage } from "./types.ts";

export interface UsageMeter {
  /**
   * Takes the members as of now, `ProcessTable.now`, which who reads several meters asks once. The first reading is where
   * counters begin, at 0.
   */
  read(members: readonly ProcessStat[], now?: number): TreeUsage;
}

interface Reading {
  readonly stat: ProcessStat;
  /** Bytes read and written since it began, as last told; null when never told. */
  readonly read: number | null;
  readonly written: number | null;
  /** Whether they were told at this reading. */
  readonly told: boolean;
}

/**
 * Per process and interval, what it used itself counts in full. What it used through children that it waited for counts
 * less what those had already been counted for while they lived: when a process of the tree is gone, all that was
 * counted for it is taken off what its nearest living ancestor gained by waiting, never below nothing. (On Linux the
 * kernel adds an ended child's processor time to its parent's cutime and cstime, and its disk traffic to the parent's
 * own, only if the parent waits.) A process that is new here counts from its beginning, unless it is older than the last
 * reading: then from now.
 */
export function createMeter(table: ProcessTable, options: { readonly disk: boolean | (() => boolean) }): UsageMeter {
  let before: Map<number, Reading> | null = null;
  let readAt = 0;
  const total = { cpu: 0, read: 0, written: 0 };

  const wantsDisk = () => (typeof options.disk === "function" ? options.disk() : options.disk);
  const measure = (stat: ProcessStat, wanted: boolean): Reading => {
    const disk = wanted ? table.disk(stat.pid) : null;
    if (disk !== null) return { stat, read: disk.readBytes, written: disk.writtenBytes, told: true };
    const last = before?.get(stat.pid);
    const known = last !== undefined && sameProcess(last.stat, stat) ? last : null;
    return { stat, read: known?.read ?? null, written: known?.written ?? null, told: false };
  };
  return {
    read: (members, at = table.now()) => {
      const since = readAt;
      readAt = at;
      const wanted = wantsDisk();
      const now = new Map(members.map((stat) => [stat.pid, measure(stat, wanted)]));
      if (before !== null) {
        const gone = goneUnder(before, now);
        for (const reading of now.values()) {
          const last = lastOf(before, reading, since);
          if (last === null) continue;
          const taken = gone.get(reading.stat.pid) ?? nothing;
          total.cpu += Math.max(0, reading.stat.cpuSeconds - last.cpu);
          total.cpu += Math.max(0, reading.stat.reapedCpuSeconds - last.reaped - taken.cpu);
          total.read += Math.max(0, (reading.read ?? 0) - (last.read ?? reading.read ?? 0) - taken.read);
          total.written += Math.max(0, (reading.written ?? 0) - (last.written ?? reading.written ?? 0) - taken.written);
        }
      }
      before = now;
      return summed(members, now, total);
    },
  };
}

interface Used {
  cpu: number;
  read: number;
  written: number;
}

const nothing: Used = { cpu: 0, read: 0, written: 0 };

/** What this process had used at the last reading; null when it is older than that and was not seen: no measure yet. */
function lastOf(before: Map<number, Reading>, reading: Reading, since: number) {
  const last = before.get(reading.stat.pid);
  if (last !== undefined && sameProcess(last.stat, reading.stat)) {
    const { cpuSeconds, reapedCpuSeconds } = last.stat;
    return { cpu: cpuSeconds, reaped: reapedCpuSeconds, read: last.read, written: last.written };
  }
  // Start times are rounded down to the clock's tick.
  return reading.stat.startTime >= Math.floor(since) ? { cpu: 0, reaped: 0, read: 0, written: 0 } : null;
}

/** What was counted for processes that are gone, by the pid of their nearest ancestor that is left. */
function goneUnder(before: Map<number, Reading>, now: Map<number, Reading>): Map<number, Used> {
  const gone = new Map<number, Used>();
  const isLeft = (reading: Reading) => now.get(reading.stat.pid)?.stat.startTime === reading.stat.startTime;
  for (const reading of before.values()) {
    if (isLeft(reading)) continue;
    let heir = before.get(reading.stat.ppid);
    // Parents are older than their children, so this ends; a pid given away anew could break that, hence the limit.
    for (let depth = 0; heir !== undefined && !isLeft(heir) && depth < before.size; depth += 1) {
      heir = before.get(heir.stat.ppid);
    }
    if (heir === undefined) continue;
    const sum = gone.get(heir.stat.pid) ?? { ...nothing };
    sum.cpu += reading.stat.cpuSeconds + reading.stat.reapedCpuSeconds;
    sum.read += reading.read ?? 0;
    sum.written += reading.written ?? 0;
    gone.set(heir.stat.pid, sum);
  }
  return gone;
}

function summed(members: readonly ProcessStat[], now: Map<number, Reading>, total: Used): TreeUsage {
  let residentBytes = 0;
  let processes = 0;
  let threads = 0;
  let diskTold = true;
  for (const stat of members) {
    if (stat.state === "zombie") continue;
    processes += 1;
    threads += stat.threads;
    residentBytes += stat.residentBytes;
    if (now.get(stat.pid)?.told !== true) diskTold = false;
  }
  return {
    cpuSeconds: total.cpu,
    residentBytes,
    processes,
    threads: threads === 0 ? null : threads,
    readBytes: diskTold ? total.read : null,
    writtenBytes: diskTold ? total.written : null,
  };
}
