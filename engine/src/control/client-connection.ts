/** One client of the control socket: its requests checked and answered, itself dropped when it does not read. */

import type { Socket } from "node:net";
import { lineSplitter, longestMessage } from "./line-splitter.ts";
import { paramChecks } from "./param-checks.ts";
import {
  ControlError,
  type ControlMethod,
  errorCodes,
  type Notification,
  type ParamsOf,
  type ResultOf,
} from "./protocol.ts";

export interface ClientConnection {
  /** Unique among the clients of this engine. */
  readonly id: number;
  readonly closed: boolean;
  notify<N extends Notification>(method: N["method"], params: N["params"]): void;
  onClose(listener: () => void): void;
}

export type Methods = {
  readonly [M in ControlMethod]: (params: ParamsOf<M>, client: ClientConnection) => ResultOf<M> | Promise<ResultOf<M>>;
};

interface Context {
  readonly methods: Methods;
  onError?(method: string, error: unknown): void;
}

/** What may wait to be read by a client before it is dropped, bytes. */
const mostUnread = 4 * 1024 * 1024;
/** Requests of one client that may be under way. */
const mostPending = 64;

type Id = string | number | null;

let lastId = 0;

export function serveClient(socket: Socket, context: Context): ClientConnection {
  let pending = 0;

  function send(message: object): void {
    if (socket.destroyed) return;
    socket.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    if (socket.writableLength > mostUnread) socket.destroy();
  }
  const answerError = (id: Id, code: number, message: string) => send({ id, error: { code, message } });

  const client: ClientConnection = {
    id: ++lastId,
    get closed() {
      return socket.destroyed;
    },
    notify: (method, params) => send({ method, params }),
    onClose: (listener) => void socket.once("close", listener),
  };

  async function answer(line: string): Promise<void> {
    const request = parseRequest(line);
    if ("error" in request) return answerError(request.id, request.error.code, request.error.message);
    const { id, method, params } = request;
    if (pending >= mostPending) {
      if (id !== undefined) answerError(id, errorCodes.refused, `more than ${mostPending} requests at once`);
      return;
    }
    pending++;
    try {
      const result = await callMethod(context.methods, method, params, client);
      if (id !== undefined) send({ id, result });
    } catch (error) {
      if (!(error instanceof ControlError)) context.onError?.(method, error);
      const { code, message } = error instanceof ControlError ? error : internal;
      if (id !== undefined) answerError(id, code, message);
    } finally {
      pending--;
    }
  }

  const tooLong = () => {
    answerError(null, errorCodes.invalidRequest, `a message may have ${longestMessage} characters`);
    socket.end();
    socket.pause();
    // A client that goes on sending is not waited for.
    socket.setTimeout(1000, () => socket.destroy());
  };
  socket.on(
    "data",
    lineSplitter((line) => void answer(line), tooLong),
  );
  // A client that went away in the middle of an answer is no news.
  socket.on("error", () => socket.destroy());
  return client;
}

const internal = { code: errorCodes.internal, message: "the engine failed at this; its log says why" };

type Request =
  | { readonly id: Id | undefined; readonly method: ControlMethod; readonly params: object }
  | { readonly id: Id; readonly error: { readonly code: number; readonly message: string } };

function parseRequest(line: string): Request {
  const bad = (id: Id, code: number, message: string): Request => ({ id, error: { code, message } });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return bad(null, errorCodes.parse, "this is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return bad(null, errorCodes.invalidRequest, "a request is one JSON object a line");
  const { id, jsonrpc, method, params = {} } = value as Record<string, unknown>;
  const knownId = typeof id === "string" || typeof id === "number" || id === null ? id : undefined;
  if (jsonrpc !== "2.0" || typeof method !== "string" || (id !== undefined && knownId === undefined))
    return bad(knownId ?? null, errorCodes.invalidRequest, 'a request has `jsonrpc: "2.0"`, `method` and an `id`');
  if (!Object.hasOwn(paramChecks, method)) {
    const methods = Object.keys(paramChecks).join(", ");
    return bad(knownId ?? null, errorCodes.unknownMethod, `there is no method \`${method}\`; there are ${methods}`);
  }
  if (typeof params !== "object" || params === null || Array.isArray(params))
    return bad(knownId ?? null, errorCodes.invalidParams, "params are an object");
  const wrong = paramChecks[method as ControlMethod](params as Record<string, unknown>);
  if (wrong !== null) return bad(knownId ?? null, errorCodes.invalidParams, `\`${method}\` takes ${wrong}`);
  return { id: knownId, method: method as ControlMethod, params };
}

async function callMethod(methods: Methods, method: ControlMethod, params: object, client: ClientConnection) {
  // The checks have made sure that the params are this method's.
  const call = methods[method] as (params: object, client: ClientConnection) => unknown;
  return await call(params, client);
}
