/** What every handler is spared: failing for all, answering what nobody waits for any more, answering for a text that has changed. */

import { CancellationToken, type Connection, LSPErrorCodes, ResponseError } from "vscode-languageserver";
import type { Requests } from "./requests.ts";
import { turn } from "./turn.ts";

export interface GuardOptions {
  /** Grows with every change of an open document; null for one that is not open. */
  readonly versionOf: (uri: string) => number | null;
  readonly requests: Requests;
  readonly log: (message: string) => void;
}

type Listener = (...args: unknown[]) => unknown;

/** The connection, for handlers to register with. */
export function guarded(connection: Connection, options: GuardOptions): Connection {
  return guardedPart(connection, [], options);
}

function guardedPart<Part extends object>(part: Part, path: readonly string[], options: GuardOptions): Part {
  return new Proxy(part, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name === "symbol") return value;
      if (typeof value === "object" && value !== null) return guardedPart(value, [...path, name], options);
      if (typeof value !== "function") return value;
      if (!/^on/.test(name)) return value.bind(target);
      const where = [...path, name].join(".");
      return (...args: unknown[]) =>
        value.apply(
          target,
          args.map((arg) => (typeof arg === "function" ? guardedListener(arg as Listener, where, options) : arg)),
        );
    },
  });
}

/** What a client waits with may be answered for the text as it is by now: it holds the answer against that itself. */
const tolerant: ReadonlySet<string> = new Set(["onCompletion", "onSignatureHelp"]);

function guardedListener(listener: Listener, where: string, options: GuardOptions): Listener {
  const isNotification = /\.?on(Did\w+|Notification|Initialized|Exit)$/.test(where);
  return isNotification ? notified(listener, where, options) : asked(listener, where, options);
}

function notified(listener: Listener, where: string, { log }: GuardOptions): Listener {
  return async (...args) => {
    try {
      await listener(...args);
    } catch (error) {
      log(`${where} has failed: ${textOf(error)}`);
    }
  };
}

function asked(listener: Listener, where: string, options: GuardOptions): Listener {
  const answer = answering(listener, where, options);
  return async (...args) => {
    const end = options.requests.begin();
    return answer(...args).finally(end);
  };
}

function answering(
  listener: Listener,
  where: string,
  { versionOf, log }: GuardOptions,
): (...args: readonly unknown[]) => Promise<unknown> {
  return async (...args) => {
    const uri = uriIn(args[0]);
    // The first of all where a request has no params.
    const token = args.find((arg) => CancellationToken.is(arg));
    const version = uri === null ? null : versionOf(uri);
    const problem = () => {
      if (token?.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
      const isOvertaken = uri !== null && versionOf(uri) !== version && !tolerant.has(where);
      return isOvertaken ? overtaken(where) : null;
    };
    // Two turns: a change or an end that has arrived already goes first.
    await turn();
    await turn();
    const before = problem();
    if (before !== null) return before;
    try {
      const answer = await listener(...args);
      return problem() ?? answer;
    } catch (error) {
      if (error instanceof ResponseError) return error;
      log(`${where} has failed: ${textOf(error)}`);
      return new ResponseError(
        -32_603,
        `${where} has failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
}

function overtaken(where: string): ResponseError<unknown> {
  if (!where.includes("diagnostics")) return new ResponseError(LSPErrorCodes.ContentModified, "the text has changed");
  // So the protocol has it for diagnostics.
  return new ResponseError(LSPErrorCodes.ServerCancelled, "the text has changed", { retriggerRequest: true });
}

function uriIn(params: unknown): string | null {
  const uri = (params as { textDocument?: { uri?: unknown } | null } | null)?.textDocument?.uri;
  return typeof uri === "string" ? uri : null;
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
