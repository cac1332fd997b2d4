/** The engine on the local socket: opens it, and tells those that listen there what happens. */

import type { ClientConnection } from "../control/client-connection.ts";
import { ControlError } from "../control/protocol.ts";
import { type ControlServer, serveControl } from "../control/serve-control.ts";
import { socketPathFor } from "../control/socket-path.ts";
import type { Daemon } from "../daemon.ts";
import type { EngineEvent } from "../events.ts";
import { controlMethods } from "./control-methods.ts";
import { snapshotOf } from "./status.ts";

export interface OpenControl {
  /** Of the socket that macros report to; null where there is no place for one. */
  readonly path: string | null;
  /** Why there is none, in words for the user: the engine guards all the same. Null when there is one. */
  readonly problem: string | null;
  close(): Promise<void>;
}

/** What a client of the socket wants to hear. */
export interface Subscription {
  readonly client: ClientConnection;
  /** Null: of all runs. */
  readonly run: string | null;
  readonly snapshots: boolean;
}

/** By client. */
export type Subscriptions = Map<number, Subscription>;

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
    const wants = ({ id }: ClientConnection) => {
      const subscription = subscriptions.get(id);
      return subscription !== undefined && (subscription.run === null || concerns(event, subscription.run));
    };
    for (const server of servers) server.broadcast(event, wants);
  });
  daemon.onTick((_, wall) => tellSnapshot(daemon, wall, subscriptions));
  daemon.runs.reportTo(first);
  return { path: first, problem: null, close };
}

/** What happens to the run, and what may end it though another run asked: a `cancel all`. */
function concerns(event: EngineEvent, run: string): boolean {
  if (!("run" in event)) return false;
  return event.run === run || (event.event === "fire" && event.action === "cancel all");
}

/** Put together only where somebody wants it. */
function tellSnapshot(daemon: Daemon, wall: number, subscriptions: Subscriptions): void {
  const followers = [...subscriptions.values()].filter(({ snapshots }) => snapshots);
  if (followers.length === 0) return;
  const snapshot = snapshotOf(daemon, wall);
  for (const { client } of followers) client.notify("snapshot", snapshot);
}
