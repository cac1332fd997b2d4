/** Starts a macro as a child of the engine: in a session of its own, marked, its end told. */

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { markVariable, type ProcessTable } from "./processes/process-table.ts";
import type { ProcessIdentity } from "./types.ts";

/** Environment variable by which a macro finds the engine to report to. */
export const socketVariable = "MACRO_ENGINE_SOCKET";

export interface ChildRequest {
  /** Id of the run to be; the child and all that it starts carry it. */
  readonly id: string;
  /** Arguments, the executable first; no shell. */
  readonly command: readonly string[];
  readonly cwd?: string;
  /** On top of the engine's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdio?: SpawnOptions["stdio"];
  /** Run as this user; needs the right to. */
  readonly uid?: number;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Supervised {
  readonly id: string;
  readonly root: ProcessIdentity;
  readonly command: readonly string[];
  /** Node's own, for the streams. */
  readonly process: ChildProcess;
  /** The root's end; others of its tree may live on. Never rejects. */
  readonly ended: Promise<ChildEnd>;
  /**
   * Passes a signal on to the child's process group, as a terminal would (Ctrl-C, a resized window): the child is not
   * in the terminal's foreground group and does not get those itself. Nothing happens once it has ended.
   */
  pass(signal: NodeJS.Signals): void;
}

/**
 * Spawns. The child leads its own session (setsid), by which those it leaves behind are found, and a signal meant for
 * the engine's group misses it. Rejects with the reason in words when the command cannot be started.
 */
export async function supervise(table: ProcessTable, request: ChildRequest): Promise<Supervised> {
  const [file, ...args] = request.command;
  if (file === undefined) throw new Error("There is no command to run.");
  const child = spawn(file, args, {
    detached: process.platform !== "win32",
    stdio: request.stdio ?? "inherit",
    env: { ...process.env, ...request.env, [markVariable]: markOf(request.id) },
    ...(request.cwd === undefined ? {} : { cwd: request.cwd }),
    ...(request.uid === undefined ? {} : { uid: request.uid }),
    windowsHide: true,
  });
  const ended = new Promise<ChildEnd>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  // Read at once: nobody but us can wait for it, so until then the pid is its own, even when it has ended.
  const startTime = child.pid === undefined ? 0 : (table.stat(child.pid)?.startTime ?? 0);
  await started(child, file);
  const pid = child.pid as number;
  const root = { pid, startTime: table.live ? startTime : await listedStart(table, pid) };
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return {
    id: request.id,
    root,
    command: request.command,
    process: child,
    ended,
    pass: (signal) => !over && pass(pid, signal),
  };
}

/** A supervised child may itself run an engine: the marks of both stand on its children. */
function markOf(id: string): string {
  const outer = process.env[markVariable];
  return outer === undefined || outer === "" ? id : `${outer},${id}`;
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error: NodeJS.ErrnoException) => {
      const reasons: Readonly<Record<string, string>> = {
        ENOENT: "there is no such command (or the working folder does not exist)",
        EACCES: "it may not be executed",
        EPERM: "the system does not allow it",
      };
      reject(new Error(`${file} cannot be started: ${reasons[error.code ?? ""] ?? error.message}.`, { cause: error }));
    });
  });
}

async function listedStart(table: ProcessTable, pid: number): Promise<number> {
  await table.refresh();
  return table.stat(pid)?.startTime ?? Date.now();
}

function pass(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has ended.
  }
}
