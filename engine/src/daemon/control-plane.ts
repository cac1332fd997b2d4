/** Starts the control plane beside the engine, and again when it fails: guarding never waits for it. */

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ControlPlaneInput } from "../control-plane/input.ts";
import type { Daemon } from "../daemon.ts";
import { entryUrl } from "../entry.ts";

export interface ControlPlane {
  /** Resolves when its process has ended. */
  stop(): Promise<void>;
}

const firstWaitMs = 1000;
const longestWaitMs = 60_000;
/** One that ran this long has not failed at its start. */
const soundMs = 60_000;
/** What it may take to end, ms. */
const graceMs = 3000;

/** `socket` is the engine's own. */
export function startControlPlane(daemon: Daemon, socket: string): ControlPlane {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = firstWaitMs;
  let stopped = false;

  const start = () => {
    const began = performance.now();
    child = spawnControlPlane(daemon, socket);
    child.once("exit", (code, signal) => {
      child = null;
      if (stopped) return;
      const how = signal === null ? `exit code ${code}` : signal;
      const problem = `the control plane has ended (${how}); it is started again in ${Math.round(waitMs / 1000)}s`;
      daemon.serving.take({ ...daemon.serving.now, dashboard: null, link: null, problem });
      if (performance.now() - began > soundMs) waitMs = firstWaitMs;
      timer = setTimeout(start, waitMs).unref();
      waitMs = Math.min(2 * waitMs, longestWaitMs);
    });
  };
  daemon.serving.listen(({ problem }) => {
    if (problem !== null) daemon.announcer.notice("warning", problem);
  });
  start();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      if (child === null) return;
      const running = child;
      const ended = new Promise<void>((done) => running.once("exit", () => done()));
      running.stdin?.end();
      const force = setTimeout(() => running.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function spawnControlPlane({ options, inForce, session, announcer }: Daemon, socket: string): ChildProcess {
  const { version, configPath, cwd, dryRun } = options;
  const input: ControlPlaneInput = { socket, version, session, config: inForce.config, configPath, cwd, dryRun };
  const child = spawn(process.execPath, [fileURLToPath(entryUrl("control-plane/main"))], {
    stdio: ["pipe", "ignore", "pipe"],
    windowsHide: true,
  });
  child.on("error", (error) => announcer.notice("warning", `the control plane cannot be started: ${error.message}`));
  // It may have ended before it has read this.
  child.stdin?.on("error", () => {});
  child.stdin?.write(`${JSON.stringify(input)}\n`);
  child.stderr?.setEncoding("utf8");
  child.stderr?.on("data", (text: string) => announcer.notice("warning", `control plane: ${text.trim()}`));
  return child;
}
