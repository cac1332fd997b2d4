/** Processes of macOS, the BSDs and other Unixes, by their common `ps` (POSIX, with `lstart` for the start time). */

import type { ProcessStat } from "../types.ts";
import { executableName, type ProcessTable } from "./process-table.ts";
import { type ListedProcess, snapshotTable } from "./snapshot.ts";

// `lstart` is five words ("Mon Jan  5 12:00:00 2026"); `args`, which may hold anything, must stand last. Threads are
// not among what all of them can list, nor is disk traffic.
const columns = "pid=,ppid=,sess=,ruid=,state=,rss=,time=,lstart=,args=";

export function posixProcesses(): ProcessTable {
  return snapshotTable("ps", async () => {
    const { execFile } = await import("node:child_process");
    const { promisify } = await import("node:util");
    const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", columns], {
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 64 * 1024 * 1024,
      timeout: 10_000,
    });
    return parsePs(stdout);
  });
}

const row = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(\S+)\s+(\d+)\s+(\S+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s?(.*)$/;

export function parsePs(text: string): ListedProcess[] {
  const list: ListedProcess[] = [];
  for (const line of text.split("\n")) {
    const match = row.exec(line);
    if (match === null) continue;
    const [, pid, ppid, session, uid, state = "", kilobytes, time = "", began = "", args = ""] = match;
    // Arguments come joined by blanks and cannot be told apart again; one string is honest.
    const first = args.split(" ")[0] ?? "";
    const identity = { pid: Number(pid), startTime: Date.parse(began), ppid: Number(ppid) };
    list.push({
      stat: {
        ...identity,
        session: /^\d+$/.test(session ?? "") ? Number(session) : 0,
        state: stateOf(state),
        cpuSeconds: seconds(time),
        reapedCpuSeconds: 0,
        threads: 0,
        residentBytes: Number(kilobytes) * 1024,
      },
      info: { ...identity, uid: Number(uid), name: executableName(first).replace(/^-/, ""), command: args.split(" ") },
      disk: null,
    });
  }
  return list;
}

function stateOf(letters: string): ProcessStat["state"] {
  if (letters.startsWith("T")) return "stopped";
  return letters.startsWith("Z") ? "zombie" : "live";
}

/** `[[dd-]hh:]mm:ss[.hundredths]` in seconds. */
export function seconds(time: string): number {
  const [days, clock] = time.includes("-") ? time.split("-", 2) : ["0", time];
  return (clock ?? "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
