/** The engine's answers on the local socket. */

import type { ClientConnection, Methods } from "../control/client-connection.ts";
import {
  ControlError,
  type HeldResult,
  type MacroParams,
  type ResultOf,
  type StopParams,
} from "../control/protocol.ts";
import { type ControlServer, serveControl } from "../control/serve-control.ts";
import { socketPathFor } from "../control/socket-path.ts";
import type { Daemon } from "../daemon.ts";
import type { EngineEvent } from "../events.ts";
import type { LiveRun } from "../macros/registry.ts";
import { readingsOf } from "./readings.ts";
import { takeReport } from "./reports.ts";
import { statusOf } from "./status.ts";

export interface OpenControl {
  /** Of the socket that macros report to; null where there is no place for one. */
  readonly path: string | null;
  /** Why there is none, in words for the user: the engine guards all the same. Null when there is one. */
  readonly problem: string | null;
  close(): Promise<void>;
}

/** Which run each subscriber wants to hear of; null: all. */
type Subscriptions = Map<number, string | null>;

/**
 * Listens for the engine's whole policy set, and for each of its folders alone, so that it is found by either. Rejects with
 * a `ControlError` that names the pid when another engine listens already.
 */
export async function openControl(daemon: Daemon): Promise<OpenControl> {
  const { policies } = daemon.options.config;
  return openAt([socketPathFor(policies), ...policies.map((policy) => socketPathFor(policy))], daemon);
}

/** Listens for the macros of one engine that nobody else is to find: they are told where. */
export function openPrivateControl(daemon: Daemon): Promise<OpenControl> {
  return openAt([socketPathFor(daemon.session)], daemon);
}

async function openAt([first, ...others]: readonly [string, ...string[]], daemon: Daemon): Promise<OpenControl> {
  const paths = new Set([first, ...others]);
  const subscriptions: Subscriptions = new Map();
  const methods = controlMethods(daemon, subscriptions);
  const servers: ControlServer[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  try {
    for (const path of paths) {
      const onError = (method: string, error: unknown) =>
        daemon.announcer.notice("error", `the control socket failed in ${method}: ${error}`);
      servers.push(await serveControl({ path, methods, onError }));
    }
  } catch (error) {
    await close();
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (error instanceof ControlError || syscall === undefined) throw error;
    // A disk that takes no socket is no reason to guard nothing.
    const problem = `other commands cannot reach this engine, it has no socket: ${message}`;
    return { path: null, problem, close: async () => {} };
  }
  daemon.announcer.listen((event) => {
    const wants = (client: ClientConnection) => {
      const run = subscriptions.get(client.id);
      return run === null || (run !== undefined && concerns(event, run));
    };
    for (const server of servers) server.broadcast(event, wants);
  });
  daemon.runs.reportTo(first);
  return { path: first, problem: null, close };
}

/** What happens to the run, and what may end it though another run asked: a `cancel all`. */
function concerns(event: EngineEvent, run: string): boolean {
  if (!("run" in event)) return false;
  return event.run === run || (event.event === "fire" && event.action === "cancel all");
}

function controlMethods(daemon: Daemon, subscriptions: Subscriptions): Methods {
  const { runs, acting, options } = daemon;
  return {
    ping: () => ({ pid: process.pid, version: options.version }),
    status: () => statusOf(daemon),
    stop: (params) => {
      const found = toStop(daemon, params);
      for (const live of found) void acting.stop(live);
      return { stopping: found.map(({ run }) => ({ id: run.id, macro: run.macro, pid: run.root.pid })) };
    },
    pause: (params) => hold(daemon, params, "pause"),
    resume: (params) => hold(daemon, params, "resume"),
    readings: ({ profiles }) => readingsOf(daemon, profiles),
    adopt: async ({ pid, startTime, profile, ...request }) => {
      await daemon.begun;
      const adopted = runs.adopt({ ...request, root: { pid, startTime }, profile: profile ?? null });
      if ("refusal" in adopted) throw new ControlError(adopted.refusal.reason);
      const { id, profile: governing, level } = adopted.live.run;
      return { id, profile: governing, level };
    },
    admit: ({ profile, ...asked }) => {
      const refusal = daemon.registry.refusal({ ...asked, profile: profile ?? null }, Date.now());
      return { refusal: refusal?.reason ?? null, untilWall: refusal?.untilWall ?? null };
    },
    ended: ({ id, code, signal }) => {
      const live = daemon.registry.get(id);
      if (live !== undefined) runs.exited(live, { code, signal });
      return { noted: live !== undefined };
    },
    report: (report) => takeReport(daemon, report),
    subscribe: ({ run }, client) => {
      subscriptions.set(client.id, run ?? null);
      client.onClose(() => subscriptions.delete(client.id));
      return { subscribed: true };
    },
    ...unanswered,
    serving: (serving) => {
      daemon.serving.take(serving);
      return { noted: true };
    },
    reload: async (): Promise<ResultOf<"reload">> => {
      const { program, problems } = await daemon.reload();
      return { ok: program !== null, problems };
    },
  };
}

const unansweredMethods = [
  "start",
  "register",
  "acknowledge",
  "release",
  "level",
  "mute",
  "unmute",
  "mutes",
  "check",
  "measurements",
  "flush",
  "beginSession",
  "endSession",
] as const;
/** Methods that are to come. */
const unanswered = Object.fromEntries(
  unansweredMethods.map((method) => [
    method,
    () => {
      throw new ControlError(`this engine does not know ${method} yet`);
    },
  ]),
) as unknown as Pick<Methods, (typeof unansweredMethods)[number]>;

async function hold(daemon: Daemon, { id }: MacroParams, action: "pause" | "resume"): Promise<HeldResult> {
  const acted = named(daemon, id).map(async (live) => {
    const { ok, how } = await daemon.acting.hold(live, action);
    return { id: live.run.id, macro: live.run.macro, pid: live.run.root.pid, ok, how };
  });
  return { macros: await Promise.all(acted) };
}

function toStop(daemon: Daemon, params: StopParams): LiveRun[] {
  return "all" in params ? [...daemon.registry.running()] : named(daemon, params.id);
}

/** The runs of an id, a macro's name or a pid; a `ControlError` where there are none. */
function named({ registry }: Daemon, id: string): LiveRun[] {
  const running = [...registry.running()];
  const wanted = id.toLowerCase();
  const found = running.filter(
    ({ run }) => run.id === wanted || run.macro.toLowerCase() === wanted || String(run.root.pid) === wanted,
  );
  if (found.length > 0) return found;
  const known = running.map(({ run }) => run.macro).join(", ");
  throw new ControlError(`no running macro is called ${id}; ${known === "" ? "none runs" : `these run: ${known}`}`);
}
