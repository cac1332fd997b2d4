/** The commands' side of the local socket: calls with answers, and events as they come. */

import { connect, type Socket } from "node:net";
import { lineSplitter } from "./line-splitter.ts";
import {
  ControlError,
  type ControlMethod,
  type EventNotification,
  type ParamsOf,
  type ResultOf,
  type Snapshot,
} from "./protocol.ts";
import { isTrustedPath, socketPathsFor } from "./socket-path.ts";

export interface ControlClient {
  /** Of the socket. */
  readonly path: string;
  /** Rejects with a `ControlError`: the engine's own answer, or that it went away or did not answer in time. */
  call<M extends ControlMethod>(
    method: M,
    params: ParamsOf<M>,
    options?: { readonly timeoutMs?: number },
  ): Promise<ResultOf<M>>;
  /** Hears every event from now on; returns what ends that. Register before `subscribe` is called. */
  onEvent(listener: (event: EventNotification["params"]) => void): () => void;
  /** Hears every snapshot, once they are subscribed to; returns what ends that. */
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

interface Waiting {
  done(result: unknown): void;
  fail(error: Error): void;
}

const defaultTimeoutMs = 10_000;

/** The engine that watches a policy set; null when none does. */
export async function findEngine(policies: string | readonly string[]): Promise<ControlClient | null> {
  for (const path of socketPathsFor(policies)) {
    if (!isTrustedPath(path)) continue;
    try {
      return await connectControl(path);
    } catch {
      // No engine there; it may be at the next place.
    }
  }
  return null;
}

/** Connects. Rejects with a `ControlError` when nobody listens there; its cause is the system's error. */
export function connectControl(path: string): Promise<ControlClient> {
  return new Promise((done, fail) => {
    const socket = connect(path);
    socket.once("error", (cause) => {
      const error = new ControlError(`no engine answers at ${path}`);
      error.cause = cause;
      fail(error);
    });
    socket.once("connect", () => done(clientOf(socket, path)));
  });
}

function clientOf(socket: Socket, path: string): ControlClient {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: EventNotification["params"]) => void>();
  const followers = new Set<(snapshot: Snapshot) => void>();
  let lastId = 0;

  const closed = new Promise<void>((done) => {
    socket.once("close", () => {
      for (const { fail } of waiting.values()) fail(new ControlError("the engine went away before it answered"));
      waiting.clear();
      done();
    });
  });

  function receive(line: string): void {
    const message = parse(line);
    if (message === null) return void socket.destroy();
    if (message.method === "event") {
      for (const listener of listeners) listener(message.params as EventNotification["params"]);
      return;
    }
    if (message.method === "snapshot") {
      for (const follower of followers) follower(message.params as Snapshot);
      return;
    }
    const call = waiting.get(message.id as number);
    waiting.delete(message.id as number);
    if (message.error) call?.fail(new ControlError(message.error.message, message.error.code));
    else call?.done(message.result);
  }

  socket.on(
    "data",
    lineSplitter(receive, () => socket.destroy()),
  );
  // "close" follows and says all there is to say.
  socket.on("error", () => socket.destroy());

  return {
    path,
    closed,
    close: () => socket.destroy(),
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onSnapshot(listener) {
      followers.add(listener);
      return () => void followers.delete(listener);
    },
    call<M extends ControlMethod>(method: M, params: ParamsOf<M>, { timeoutMs = defaultTimeoutMs } = {}) {
      return new Promise<ResultOf<M>>((done, fail) => {
        if (socket.destroyed) return fail(new ControlError("the engine went away"));
        const id = ++lastId;
        const timer = setTimeout(
          () => settle(() => fail(new ControlError(`no answer within ${timeoutMs} ms`))),
          timeoutMs,
        );
        const settle = (how: () => void) => {
          clearTimeout(timer);
          waiting.delete(id);
          how();
        };
        waiting.set(id, {
          done: (result) => settle(() => done(result as ResultOf<M>)),
          fail: (error) => settle(() => fail(error)),
        });
        socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      });
    },
  };
}

interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

function parse(line: string): Message | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" ? (value as Message | null) : null;
  } catch {
    return null;
  }
}
