/** Starts the control plane beside the engine, and again when it fails: guarding never waits for it. */

import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.ts";
import type { ControlPlaneInput } from "../control-plane/input.ts";
import type { Daemon } from "../daemon.ts";
import { entryUrl } from "../entry.ts";
import { channelsFor } from "../notify/clauses.ts";
import { audienceOf } from "./audience.ts";

export interface ControlPlane {
  /** Resolves when its process has ended. */
  stop(): Promise<void>;
}

const firstWaitMs = 1000;
const longestWaitMs = 60_000;
/** One that ran this long has not failed at its start. */
const soundMs = 60_000;
/** How long it may go on delivering when the engine ends, ms: the rest waits for the next engine. */
const deliveringMs = 2000;
/** The same, where nobody knows when the next engine comes. */
const afterwardsMs = 600_000;
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
  let said: string | null = null;
  daemon.serving.listen(({ problem }) => {
    if (problem !== null && problem !== said) daemon.announcer.notice("warning", problem);
    said = problem;
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

function spawnControlPlane(daemon: Daemon, socket: string): ChildProcess {
  const child = spawnWith(daemon, inputOf(daemon, socket, daemon.inForce.config, deliveringMs));
  child.stderr?.setEncoding("utf8");
  child.stderr?.on("data", (text: string) => daemon.announcer.notice("warning", `control plane: ${text.trim()}`));
  return child;
}

function inputOf(daemon: Daemon, socket: string, config: Config, lingerMs: number): ControlPlaneInput {
  const { options, inForce, session, startedWall } = daemon;
  const { version, configPath, cwd, dryRun } = options;
  const audience = audienceOf(inForce.program);
  return { socket, version, session, config, configPath, cwd, dryRun, startedWall, audience, lingerMs };
}

/** A young generation that stays small, and one helper thread: answers are short, and memory is wanted by games. */
const nodeOptions = ["--max-semi-space-size=2", "--v8-pool-size=1"];

/** One that `outlives` this process is in no group of its, and keeps it from nothing. */
function spawnWith({ announcer }: Daemon, input: ControlPlaneInput, outlives = false): ChildProcess {
  const child = spawn(process.execPath, [...nodeOptions, fileURLToPath(entryUrl("control-plane/main"))], {
    stdio: ["pipe", "ignore", outlives ? "ignore" : "pipe"],
    detached: outlives,
    windowsHide: true,
  });
  child.on("error", (error) => announcer.notice("warning", `the control plane cannot be started: ${error.message}`));
  // It may have ended before it has read this.
  child.stdin?.on("error", () => {});
  child.stdin?.write(`${JSON.stringify(input)}\n`);
  if (outlives) {
    child.unref();
    (child.stdin as Socket).unref();
  }
  return child;
}

/**
 * Delivers the notifications of an engine that has no control plane and may end at any time: by a process that begins with
 * the first that is to be told, and goes on for a while after the engine. `socket` is the engine's own.
 */
export function deliverBeside(daemon: Daemon, socket: string): void {
  let child: ChildProcess | null = null;
  daemon.announcer.listen((event) => {
    if (event.event !== "fire" || child !== null) return;
    const { config, program } = daemon.inForce;
    const told = channelsFor(audienceOf(program), event).some((channel) => Object.hasOwn(config.channels, channel));
    if (!told || event.mute !== undefined) return;
    const unserved = { ...config, api: { ...config.api, enabled: false } };
    child = spawnWith(daemon, inputOf(daemon, socket, unserved, afterwardsMs), true);
    child.once("exit", () => {
      child = null;
    });
  });
}
