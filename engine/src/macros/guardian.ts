/**
 * What outlives an engine that is killed outright (SIGKILL, out of memory), where no code of its own can run: a small
 * shell that waits at the end of a pipe. When the pipe closes without a goodbye, it starts the recovery
 * (`guardian-recover.ts`) with the last state it was told: paused macros go on, children end or are left as configured,
 * cancels under way are finished.
 */

import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Performer } from "../actions/performer.ts";
import type { PausedProcess } from "../store/entries.ts";
import { hasProcess, type LiveRun, type Registry } from "./registry.ts";
import type { ProcessIdentity } from "./types.ts";

/** What is to be done if the engine is no more. */
export interface GuardianState {
  /** Trees to be ended. */
  readonly end: readonly OrphanedRun[];
  readonly resume: readonly PausedProcess[];
  readonly signal: NodeJS.Signals;
  readonly allowOtherUsers: boolean;
}

export interface OrphanedRun {
  readonly run: string;
  readonly macro: string;
  readonly child: boolean;
  readonly root: ProcessIdentity;
  readonly graceMs: number;
}

export interface GuardedEngine {
  readonly registry: Registry;
  readonly performer: Pick<Performer<LiveRun>, "cancelling" | "paused">;
  readonly onExit: "stop" | "leave";
  readonly graceMs: (live: LiveRun) => number;
  readonly signal: NodeJS.Signals;
  readonly allowOtherUsers: boolean;
}

/** What would have to be done if the engine were killed now: to be told at each start and end of a run, pause and cancel. */
export function guardianState(engine: GuardedEngine): GuardianState {
  const { registry, performer, signal, allowOtherUsers } = engine;
  const cancelling = new Set(performer.cancelling().map((target) => target.run.id));
  const doomed = [...registry.running()].filter(hasProcess).filter(({ run }) => {
    return cancelling.has(run.id) || (engine.onExit === "stop" && run.origin === "child");
  });
  const end = doomed.map((live): OrphanedRun => {
    const { id, macro, origin, root } = live.run;
    return { run: id, macro, child: origin === "child", root, graceMs: engine.graceMs(live) };
  });
  return { end, resume: performer.paused(), signal, allowOtherUsers };
}

export interface Guardian {
  /** Tells the present state. The shell is started at the first that asks for anything. */
  update(state: GuardianState): void;
  /** All is well: the engine ends by itself, and nothing is to be done. */
  dismiss(): void;
  /** Of the shell; null while there is none. */
  readonly pid: number | null;
}

// Reads lines until the pipe ends and hands the last one to the command in its arguments. It keeps out of the way of
// signals that are meant for the engine's group or sent to everyone at logout.
const script = `trap '' INT TERM HUP QUIT
while IFS= read -r line; do last=$line; done
[ -n "$last" ] && printf '%s' "$last" | "$@"`;

/** A shell that ended sooner would end as soon again, ms. */
const lastingMs = 1000;

/** What the shell is called in its own arguments, behind the script. */
export const guardianName = "macro-engine-guardian";

/**
 * `recover` is the command line that runs `guardian-recover.ts`. On Windows there is no such shell, and the guardian does
 * nothing: nothing can be paused there either. A shell that cannot be started is reported once to `onError`. One that is
 * lost is replaced: at once, or, where it did not last, at the next change.
 */
export function createGuardian(recover: readonly string[], onError: (error: Error) => void): Guardian {
  let shell: ChildProcess | null = null;
  let last = "";
  let told = false;
  const start = (): ChildProcess => {
    const born = performance.now();
    const child = spawn("/bin/sh", ["-c", script, guardianName, ...recover], {
      detached: true,
      cwd: "/",
      stdio: ["pipe", "ignore", "ignore"],
    });
    child.once("exit", () => replace(child, born));
    child.once("error", (error) => {
      if (!told) onError(error);
      told = true;
      replace(child, born);
    });
    // A shell that was killed takes no more lines.
    child.stdin?.on("error", () => {});
    child.unref();
    (child.stdin as Socket | null)?.unref();
    return child;
  };
  const replace = (child: ChildProcess, born: number) => {
    if (child !== shell) return;
    const line = last;
    shell = null;
    last = "";
    if (performance.now() - born > lastingMs) tell(line);
  };
  const tell = (line: string) => {
    if (line === last) return;
    last = line;
    shell ??= start();
    shell.stdin?.write(`${line}\n`);
  };
  return {
    get pid() {
      return shell?.pid ?? null;
    },
    update: (state) => {
      if (process.platform === "win32") return;
      const idle = state.end.length === 0 && state.resume.length === 0;
      tell(idle ? "" : JSON.stringify(state));
    },
    dismiss: () => {
      shell?.stdin?.end("\n");
      shell = null;
      last = "";
    },
  };
}
