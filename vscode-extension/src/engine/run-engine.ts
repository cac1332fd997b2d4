/** Runs a command of the engine to its end and takes what it prints. */

import { spawn } from "node:child_process";
import type { EngineProgram } from "./find-engine.ts";

export interface EngineAnswer {
  /** Null where it could not be started, or was ended. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface EngineRun {
  readonly args: readonly string[];
  readonly cwd: string;
  /** Ends the process. */
  readonly signal: AbortSignal;
}

/** Never rejects: what cannot be started says why where its errors would stand. */
export function runEngine(program: EngineProgram, { args, cwd, signal }: EngineRun): Promise<EngineAnswer> {
  return new Promise((resolve) => {
    const { command, options, words } = startable(program, args);
    const child = spawn(command, words, {
      ...options,
      cwd,
      signal,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        printed[stream] += text;
      });
    }
    child.on("error", (error) => resolve({ code: null, stdout: printed.stdout, stderr: error.message }));
    child.on("close", (code) => resolve({ code, ...printed }));
  });
}

/** Windows starts `.cmd` files by its shell only, which takes the words apart again. */
function startable({ command, args: before }: EngineProgram, args: readonly string[]) {
  const words = [...before, ...args];
  if (!/\.(cmd|bat)$/i.test(command)) return { command, words, options: {} };
  const quoted = (word: string) => `"${word.replaceAll('"', '""').replaceAll("%", "%%")}"`;
  return { command: quoted(command), words: words.map(quoted), options: { shell: true } };
}
