/** An engine elsewhere, reached by URL with a token, in the terms of `engine/src/api/contract.ts`. */

import { type ApiAnswers, type ApiProblem, apiRoutes, type MacroAct } from "../../../engine/src/api/contract.ts";
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
  const answer = async <A extends keyof ApiAnswers>(_: A, route: string, method = "GET"): Promise<ApiAnswers[A]> => {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(answerMs)]);
    return (await (await ask(route, { method, signal })).json()) as ApiAnswers[A];
  };
  const act =
    <A extends MacroAct>(does: A) =>
    (id: string) =>
      answer(does, apiRoutes.macro(id, does), "POST");

  const listeners: ((event: ApiAnswers["event"]) => void)[] = [];
  const events = await ask(apiRoutes.events, { signal: ended.signal });
  const close = () => {
    ended.abort();
    over.done();
  };
  void readEventStream(events.body, (data) => {
    const event = JSON.parse(data) as ApiAnswers["event"];
    for (const listener of listeners) listener(event);
  })
    .catch(() => {})
    .then(close);
  return {
    closed: over.promise,
    close,
    onEvent: (listener) => void listeners.push(listener),
    status: () => answer("status", apiRoutes.status),
    readings(profiles) {
      const query = new URLSearchParams(
        profiles.slice(0, mostProfiles).map((name): [string, string] => ["profile", name]),
      );
      return answer("readings", `${apiRoutes.readings}?${query}`);
    },
    stop: act("stop"),
    pause: act("pause"),
    resume: act("resume"),
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
  const problem = (await response.json().catch(() => null)) as ApiProblem | null;
  return typeof problem?.error === "string" ? problem.error : `the engine at ${url} answers ${response.status}`;
}
