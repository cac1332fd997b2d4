/** Processes of Windows, by PowerShell's CIM: `tasklist` tells neither parents nor start times. */

import { executableName, type ProcessTable } from "./process-table.ts";
import { type ListedProcess, snapshotTable } from "./snapshot.ts";

// Times are in units of 100 ns; the start goes out as ms since the epoch.
const script = `Get-CimInstance Win32_Process | ForEach-Object { [pscustomobject]@{
 p=$_.ProcessId; pp=$_.ParentProcessId; n=$_.Name; c=$_.CommandLine; t=$_.ThreadCount; m=$_.WorkingSetSize;
 k=$_.KernelModeTime; u=$_.UserModeTime; r=$_.ReadTransferCount; w=$_.WriteTransferCount;
 s=if ($_.CreationDate) { ([DateTimeOffset]$_.CreationDate).ToUnixTimeMilliseconds() } else { 0 } } } | ConvertTo-Json -Compress`;

export function windowsProcesses(): ProcessTable {
  return snapshotTable("PowerShell", async () => {
    const { execFile } = await import("node:child_process");
    const { promisify } = await import("node:util");
    const utf8 = "[Console]::OutputEncoding=[Text.Encoding]::UTF8;";
    const { stdout } = await promisify(execFile)(
      "powershell.exe",
      ["-NoProfile", "-NonInteractive", "-Command", utf8 + script],
      { maxBuffer: 64 * 1024 * 1024, timeout: 30_000, windowsHide: true },
    );
    return parseCim(stdout);
  });
}

interface CimRow {
  readonly p: number;
  readonly pp: number;
  readonly n: string | null;
  readonly c: string | null;
  readonly t: number;
  readonly m: number;
  readonly k: number;
  readonly u: number;
  readonly r: number;
  readonly w: number;
  readonly s: number;
}

/**
 * Windows keeps a parent's id after the parent is gone and gives the number away again: a parent younger than its
 * child is not its parent.
 */
export function parseCim(json: string): ListedProcess[] {
  const parsed = JSON.parse(json) as CimRow | CimRow[];
  const rows = Array.isArray(parsed) ? parsed : [parsed];
  const started = new Map(rows.map((row) => [row.p, row.s]));
  return rows.map((row) => {
    const ppid = (started.get(row.pp) ?? 0) <= row.s ? row.pp : 0;
    const identity = { pid: row.p, startTime: row.s, ppid };
    return {
      stat: {
        ...identity,
        session: 0,
        state: "live",
        cpuSeconds: (row.k + row.u) / 1e7,
        reapedCpuSeconds: 0,
        threads: row.t,
        residentBytes: row.m,
      },
      info: { ...identity, uid: null, name: executableName(row.n ?? ""), command: splitCommand(row.c ?? row.n ?? "") },
      disk: { readBytes: row.r, writtenBytes: row.w },
    };
  });
}

/** Splits a Windows command line at blanks outside double quotes. */
export function splitCommand(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map((match) => match[0].replaceAll('"', ""));
}
