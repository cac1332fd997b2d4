/** What a process and its children use, from /proc. */

import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  /** Processor time of the tree since it began, ended children included, s. */
  readonly cpuSeconds: number;
  /** Resident memory, and its proportional share of what is shared with others, bytes. */
  readonly residentBytes: number;
  readonly proportionalBytes: number;
}

/** The kernel counts in these, on every Linux that Node runs on. */
const ticksPerSecond = 100;

export function usageOf(root: number): Usage {
  let ticks = 0;
  let resident = 0;
  let proportional = 0;
  for (const pid of treeOf(root)) {
    const stat = fieldsOf(pid);
    if (stat === null) continue;
    // utime, stime, cutime, cstime of proc(5), counted from the state field.
    for (const field of [11, 12, 13, 14]) ticks += Number(stat[field]);
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    resident += kibibytes(rollup, "Rss") * 1024;
    proportional += kibibytes(rollup, "Pss") * 1024;
  }
  return { cpuSeconds: ticks / ticksPerSecond, residentBytes: resident, proportionalBytes: proportional };
}

function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const fields = /^\d+$/.test(name) ? fieldsOf(Number(name)) : null;
    if (fields !== null) parents.set(Number(name), Number(fields[1]));
  }
  const tree = [root];
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  }
  return tree;
}

/** The fields of /proc/<pid>/stat after the name, which may hold blanks and brackets; null when the process is gone. */
function fieldsOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

function kibibytes(rollup: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? Number.NaN);
}
