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
import { type EngineLink, mostProfiles, TokenRefused } from "./engine-link.ts";
import { readEventStream } from "./read-event-stream.ts";

const answerMs = 10_000;

/** Rejects with `TokenRefused`, or an `Error` that says why nobody is reached. */
export async function httpLink(url: string, token: string): Promise<EngineLink> {
  const ended = new AbortController();
  const over = withEnd();

  const ask = async (route: string, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(new URL(route, url), {
        ...init,
        redirect: "error",
        headers: { Authorization: `Bearer ${token}` },
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
  const events = await ask(apiRoutes.events, { signal: ended.signal });
  const close = () => {
    ended.abort();
    over.done();
  };
  void readEventStream(events.body, (data) => {
    const event = JSON.parse(data) as EngineEvent;
    for (const listener of listeners) listener(event);
  })
    .catch(() => {})
    .then(close);
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
