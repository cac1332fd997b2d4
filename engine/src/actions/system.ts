/** The calls by which an action reaches a process, gathered so that a test can stand in for them. */

import { execFile } from "node:child_process";
import os from "node:os";

export interface System {
  readonly platform: NodeJS.Platform;
  /** The engine's own pid and user id; null where there are no user ids. */
  readonly pid: number;
  readonly uid: number | null;
  /** Throws what `process.kill` throws: ESRCH, EPERM. */
  kill(pid: number, signal: NodeJS.Signals): void;
  getPriority(id: number): number;
  /** Throws ESRCH, EPERM, EACCES. */
  setPriority(id: number, nice: number): void;
  /** Windows: runs `taskkill` with these arguments; resolves to what it printed, and never rejects. */
  taskkill(args: readonly string[]): Promise<string>;
  /** ms, monotonic. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export function realSystem(): System {
  return {
    platform: process.platform,
    pid: process.pid,
    uid: process.getuid?.() ?? null,
    kill: (pid, signal) => void process.kill(pid, signal),
    getPriority: (id) => os.getPriority(id),
    setPriority: (id, nice) => os.setPriority(id, nice),
    taskkill: (args) =>
      new Promise((resolve) => {
        execFile("taskkill", [...args], { windowsHide: true, timeout: 30_000 }, (_error, stdout, stderr) =>
          resolve(`${stdout}${stderr}`.trim()),
        );
      }),
    now: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}

/** The code of a system error ("EPERM"), or null. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const code = (error as NodeJS.ErrnoException).code;
  // `os.setPriority` hides the code in `info`.
  return code === "ERR_SYSTEM_ERROR" ? ((error as { info?: { code?: string } }).info?.code ?? code) : (code ?? null);
}
