/** An engine elsewhere, reached by URL with a token, in the terms of `engine/src/api/contract.ts`. */

import {
  apiRoutes,
  type EngineEvent,
  type EngineStatus,
  type HeldResult,
  type Problem,
  type Readings,
  type StopResult,
} from "../../../engine/src/api/contract.ts";
import { readEventStream, type StreamListener } from "../../../engine/src/api/read-event-stream.ts";
import { type EngineLink, mostProfiles, TokenRefused } from "./engine-link.ts";

const answerMs = 10_000;

/** Rejects with `TokenRefused`, or an `Error` that says why nobody is reached. */
export async function httpLink(url: string, token: string): Promise<EngineLink> {
  const ended = new AbortController();
  const over = withEnd();

  const ask = async (route: string, init: Asked = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(new URL(route, url), {
        ...init,
        redirect: "error",
        headers: { ...init.headers, Authorization: `Bearer ${token}` },
      });
    } catch (error) {
      // The message must not hold what was sent.
      throw new Error(`the engine at ${url} cannot be reached: ${reasonOf(error)}`);
    }
    if (response.status === 401) throw new TokenRefused(url);
    if (!response.ok) throw new Error(await problemOf(response, url));
    return response;
  };
  const answer = async <A>(route: string, method = "GET"): Promise<A> => {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(answerMs)]);
    return (await (await ask(route, { method, signal })).json()) as A;
  };

  const listeners: ((event: EngineEvent) => void)[] = [];
  const close = () => {
    ended.abort();
    over.done();
  };
  const follow = (lastId: string) =>
    ask(apiRoutes.events, { signal: ended.signal, headers: lastId === "" ? {} : { "Last-Event-ID": lastId } });
  const tell = (event: EngineEvent) => {
    for (const listener of listeners) listener(event);
  };
  void tellAll(await follow(""), follow, tell).then(close);
  return {
    closed: over.promise,
    close,
    onEvent: (listener) => void listeners.push(listener),
    status: () => answer<EngineStatus>(apiRoutes.status),
    readings(profiles) {
      const query = new URLSearchParams(
        profiles.slice(0, mostProfiles).map((name): [string, string] => ["profile", name]),
      );
      return answer<Readings>(`${apiRoutes.readings}?${query}`);
    },
    stop: (id) => answer<StopResult>(apiRoutes.macroAct(id, "stop"), "POST"),
    pause: (id) => answer<HeldResult>(apiRoutes.macroAct(id, "pause"), "POST"),
    resume: (id) => answer<HeldResult>(apiRoutes.macroAct(id, "resume"), "POST"),
  };
}

interface Asked extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A stream that is cut is gone on with after this time, ms. */
const pauseMs = 250;

/**
 * Tells what happens until the engine is gone. A stream that is cut is gone on with where it was, so that nothing is missed;
 * where that fails, or something was missed all the same, it is over: whoever connects anew asks for everything anew.
 */
async function tellAll(
  first: Response,
  follow: (lastId: string) => Promise<Response>,
  tell: (event: EngineEvent) => void,
): Promise<void> {
  let stream: Response | null = first;
  let lastId = "";
  let missed = false;
  const isOver = () => missed || lastId === "";
  const listener: StreamListener = {
    take: ({ event, data }) => {
      missed ||= event === "reset";
      if (missed) throw new Error("some events cannot be told any more");
      // Others have names: snapshots, which nobody here asks for, and what later engines may tell.
      if (event === "message") tell(JSON.parse(data) as EngineEvent);
    },
    reached: (id) => {
      lastId = id;
    },
  };
  while (stream !== null) {
    await readEventStream(stream.body, listener).catch(() => {});
    if (isOver()) return;
    await new Promise((done) => setTimeout(done, pauseMs));
    stream = await follow(lastId).catch(() => null);
  }
}

function withEnd(): { readonly promise: Promise<void>; readonly done: () => void } {
  let done = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, done };
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}

async function problemOf(response: Response, url: string): Promise<string> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  return typeof problem?.detail === "string" ? problem.detail : `the engine at ${url} answers ${response.status}`;
}
