/** Starts the control plane beside the engine where it is wanted, and again when it fails: guarding never waits for it. */

import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.ts";
import type { ControlPlaneChange, ControlPlaneInput } from "../control-plane/input.ts";
import type { Daemon } from "../daemon.ts";
import { entryUrl } from "../entry.ts";
import { channelsFor } from "../notify/clauses.ts";
import { audienceOf } from "./audience.ts";
import { servingNothing } from "./serving.ts";

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

/** There is one while the configuration in force has something for it to do. `socket` is the engine's own. */
export function startControlPlane(daemon: Daemon, socket: string): ControlPlane {
  const { serving, announcer } = daemon;
  let child: ChildProcess | null = null;
  let isEnding = false;
  let isWanted = false;
  let timer: NodeJS.Timeout | undefined;
  let waitMs = firstWaitMs;
  let port: number | null = null;

  const start = () => {
    const began = performance.now();
    isEnding = false;
    child = spawnControlPlane(daemon, socket, port);
    whenEnded(child, (how) => {
      child = null;
      if (!isWanted) return serving.take(servingNothing);
      if (isEnding) return start();
      const problem = `the control plane has ended (${how}); it is started again in ${Math.round(waitMs / 1000)}s`;
      serving.take({ ...serving.now, dashboard: null, link: null, problem });
      if (performance.now() - began > soundMs) waitMs = firstWaitMs;
      timer = setTimeout(start, waitMs).unref();
      waitMs = Math.min(2 * waitMs, longestWaitMs);
    });
  };
  const end = () => {
    isEnding = true;
    clearTimeout(timer);
    if (child === null) serving.take(servingNothing);
    else letEnd(child);
  };
  const follow = ({ config } = daemon.inForce) => {
    isWanted = config.api.enabled || Object.keys(config.channels).length > 0;
    if (!isWanted) return end();
    if (child !== null) return isEnding ? undefined : tellChange(child, config);
    // What kept it from running may have been the configuration before.
    clearTimeout(timer);
    waitMs = firstWaitMs;
    start();
  };
  let said: string | null = null;
  serving.listen(({ dashboard, problem }) => {
    if (dashboard !== null) port = Number(new URL(dashboard).port) || null;
    if (problem !== null && problem !== said)
      announcer.notice("warning", dashboard === null ? `nothing is served: ${problem}` : problem);
    said = problem;
  });
  announcer.listen((event) => {
    if (event.event === "reload" && event.ok && !daemon.isStopping) follow();
  });
  follow();
  return {
    stop: async () => {
      isWanted = false;
      const ended = child === null ? null : new Promise<void>((done) => whenEnded(child as ChildProcess, () => done()));
      end();
      await ended;
    },
  };
}

/** Also where it could not be started at all. */
function whenEnded(child: ChildProcess, then: (how: string) => void): void {
  child.once("exit", (code, signal) => then(signal === null ? `exit code ${code}` : signal));
  child.once("error", (error) => {
    if (child.pid === undefined) then(error.message);
  });
}

/** It ends with its input; one that does not is made to. */
function letEnd(child: ChildProcess): void {
  child.stdin?.end();
  const force = setTimeout(() => child.kill("SIGKILL"), graceMs);
  child.once("exit", () => clearTimeout(force));
}

function tellChange(child: ChildProcess, config: Config): void {
  child.stdin?.write(`${JSON.stringify({ config } satisfies ControlPlaneChange)}\n`);
}

function spawnControlPlane(daemon: Daemon, socket: string, port: number | null): ChildProcess {
  const child = spawnWith(daemon, { ...inputOf(daemon, socket, daemon.inForce.config, deliveringMs), port });
  child.stderr?.setEncoding("utf8");
  child.stderr?.on("data", (text: string) => daemon.announcer.notice("warning", `control plane: ${text.trim()}`));
  return child;
}

function inputOf(daemon: Daemon, socket: string, config: Config, lingerMs: number): ControlPlaneInput {
  const { options, inForce, session, startedWall } = daemon;
  const { version, configPath, cwd, besides = [], dryRun } = options;
  return {
    ...{ socket, version, session, config, configPath, cwd, besides, dryRun, startedWall, lingerMs },
    audience: audienceOf(inForce.program),
    port: null,
  };
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
  const unserved = () => {
    const { config } = daemon.inForce;
    return { ...config, api: { ...config.api, enabled: false } };
  };
  daemon.announcer.listen((event) => {
    if (event.event === "reload" && event.ok && child !== null) tellChange(child, unserved());
    if (event.event !== "fire" || child !== null) return;
    const { config, program } = daemon.inForce;
    const told = channelsFor(audienceOf(program), event).some((channel) => Object.hasOwn(config.channels, channel));
    if (!told || event.mute !== undefined) return;
    child = spawnWith(daemon, inputOf(daemon, socket, unserved(), afterwardsMs), true);
    whenEnded(child, () => {
      child = null;
    });
  });
}
