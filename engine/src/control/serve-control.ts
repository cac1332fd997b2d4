/** The engine's side of the local socket: one server for each policy set, many clients, none of which can harm the engine. */

import { chmodSync, mkdirSync, rmSync, statSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClientConnection, type Methods, serveClient } from "./client-connection.ts";
import { connectControl } from "./connect-control.ts";
import { ControlError, type EventNotification } from "./protocol.ts";
import { makePrivateFolder } from "./socket-path.ts";

export interface ControlServer {
  readonly path: string;
  /** Clients connected now. */
  readonly clients: number;
  /** Sends an event to every client that `wants` it. */
  broadcast(event: EventNotification["params"], wants?: (client: ClientConnection) => boolean): void;
  /** Disconnects everyone and gives the path free. */
  close(): Promise<void>;
}

export interface ControlServerOptions {
  readonly path: string;
  readonly methods: Methods;
  onClient?(client: ClientConnection): void;
  /** Hears of a method that threw something other than `ControlError`: a mistake of ours, answered as an internal error. */
  onError?(method: string, error: unknown): void;
}

const mostClients = 256;

/** Listens. Rejects with a `ControlError` naming the pid when another engine listens there already. */
export async function serveControl(options: ControlServerOptions): Promise<ControlServer> {
  const clients = new Map<Socket, ClientConnection>();
  const server = createServer((socket) => {
    if (clients.size >= mostClients) return void socket.destroy();
    const client = serveClient(socket, options);
    clients.set(socket, client);
    socket.once("close", () => clients.delete(socket));
    options.onClient?.(client);
  });
  await claim(server, options.path);
  // Nothing more can be done about an accept that failed; the clients that are there go on.
  server.on("error", (error) => options.onError?.("accept", error));
  return {
    path: options.path,
    get clients() {
      return clients.size;
    },
    broadcast(event, wants = () => true) {
      for (const client of clients.values()) if (wants(client)) client.notify("event", event);
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of clients.keys()) socket.destroy();
      }),
  };
}

async function claim(server: Server, path: string): Promise<void> {
  if (process.platform === "win32") return claimPipe(server, path);
  makePrivateFolder(path);
  // Two engines that start at once must not both find a dead socket and take it from each other.
  await locked(`${path}.lock`, async () => {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) {
      await refuseLive(path);
      rmSync(path, { force: true });
    }
    await listen(server, path);
    chmodSync(path, 0o600);
  });
}

async function claimPipe(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path);
  } catch (error) {
    await refuseLive(path);
    throw error;
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(path, () => {
      server.off("error", fail);
      done();
    });
  });
}

/** Returns when nobody listens at the path; one that takes connections but does not answer is alive all the same. */
async function refuseLive(path: string): Promise<void> {
  let client: Awaited<ReturnType<typeof connectControl>>;
  try {
    client = await connectControl(path);
  } catch (error) {
    const code = (error as { cause?: NodeJS.ErrnoException }).cause?.code;
    if (code === "ECONNREFUSED" || code === "ENOENT" || code === "ENOTSOCK") return;
    throw error;
  }
  try {
    const { pid } = await client.call("ping", {}, { timeoutMs: 1000 });
    throw new ControlError(`these policies are already watched by pid ${pid}; stop it, or watch others`);
  } catch (error) {
    if (error instanceof ControlError && error.message.includes("already watched")) throw error;
    throw new ControlError(
      `these policies are already watched by an engine that does not answer (at ${path}); end it first`,
    );
  } finally {
    client.close();
  }
}

const lockAgeMs = 5000;

/** Runs `work` while holding a lock folder; one left behind by a crash is taken over after some seconds. */
async function locked(path: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (since !== undefined && Math.abs(Date.now() - since) > lockAgeMs)
        rmSync(path, { recursive: true, force: true });
      else await sleep(20);
    }
  }
  try {
    await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
