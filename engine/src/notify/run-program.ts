/** Runs a program to its end, or ends it: no shell, something to read, and what it said where it failed. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProgramRun {
  readonly command: readonly string[];
  /** Null: this process's own. */
  readonly cwd: string | null;
  readonly input: string;
  /** Besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** `cause` "absent": there is no such program. */
export type ProgramEnd =
  | { readonly ok: true }
  | { readonly ok: false; readonly cause: "absent" | "failed"; readonly how: string };

/** Of what it says of its failure, the last line of this much is told. */
const mostSaid = 4096;
/** What it said last may come after its end; what it left behind may hold its streams for ever. */
const lastWordsMs = 300;

export async function runProgram({ command, cwd, input, env, timeoutMs }: ProgramRun): Promise<ProgramEnd> {
  const [executable = "", ...args] = command;
  if (cwd !== null && !existsSync(cwd)) return { ok: false, cause: "absent", how: `there is no folder ${cwd}` };
  // A group of its own, so that what it starts can be ended with it.
  const detached = process.platform !== "win32";
  const child = spawn(executable, args, {
    stdio: ["pipe", "ignore", "pipe"],
    detached,
    windowsHide: true,
    ...(cwd === null ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...process.env, ...env } }),
  });
  const said = listen(child.stderr);
  // One that reads nothing may have ended before it was written.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const patience = new AbortController();
  const timer = setTimeout(() => {
    patience.abort();
    end(child.pid, detached);
  }, timeoutMs);
  try {
    // Not "close", which waits for streams.
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    if (code === 0) return { ok: true };
    const last = await said.lastLine();
    const how = patience.signal.aborted ? `it was ended after ${timeoutMs / 1000}s` : endOf(code, signal);
    return { ok: false, cause: "failed", how: last === "" ? how : `${how}: ${last}` };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const absent = code === "ENOENT";
    return { ok: false, cause: absent ? "absent" : "failed", how: absent ? `there is no ${executable}` : message };
  } finally {
    clearTimeout(timer);
    child.stderr.destroy();
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): string {
  return code === null ? `it was ended by ${signal}` : `exit code ${code}`;
}

function listen(stream: Readable): { lastLine(): Promise<string> } {
  let said = "";
  const ended = once(stream, "close").catch(() => {});
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    said = (said + text).slice(-mostSaid);
  });
  return {
    lastLine: async () => {
      await Promise.race([ended, sleep(lastWordsMs, undefined, { ref: false })]);
      return (said.trim().split("\n").at(-1) ?? "").slice(0, 300);
    },
  };
}

function end(pid: number | undefined, ofGroup: boolean): void {
  if (pid === undefined) return;
  try {
    process.kill(ofGroup ? -pid : pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
