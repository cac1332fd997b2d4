/** All HTTP of the page: questions, orders, and the stream of events. */

import { signal } from "@preact/signals";
import {
  apiRoutes,
  type Caller,
  type CheckResult,
  type DecisionFilter,
  type DecisionItem,
  type EngineEvent,
  type EngineStatus,
  type HeldResult,
  type History,
  type HistoryFilter,
  type LevelRequest,
  type MacroAct,
  type MacroList,
  type Measurements,
  type Mute,
  type MuteRequest,
  type NamedSession,
  type Page,
  type Problem,
  type ReloadResult,
  type Snapshot,
  type StartRequest,
  type StartResult,
  type StopResult,
} from "../../engine/src/api/contract.ts";
import { readEventStream, type StreamedEvent } from "../../engine/src/api/read-event-stream.ts";
import { searchOf } from "./state/address.ts";

/** Whether the engine wants to know first who is there. */
export const signedOut = signal(false);

/** The engine does not answer at all. */
export class Unreachable extends Error {}

/** `query`: texts and numbers; what is undefined or empty is left out. */
export async function get<A>(route: string, query: object = {}, signal?: AbortSignal): Promise<A> {
  const response = await ask(`${route}${searchOf(query)}`, { signal });
  return (await response.json()) as A;
}

/** Each order has a key of its own, so that none is carried out twice however often it has to be sent. */
export async function send<A>(method: "POST" | "PUT" | "DELETE", route: string, body?: object): Promise<A> {
  const headers: Record<string, string> = { "Idempotency-Key": freshKey() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await ask(route, { method, headers, body: body && JSON.stringify(body) });
  return (response.status === 204 ? null : await response.json()) as A;
}

interface Asked extends Omit<RequestInit, "headers"> {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An editor that shows the page in a frame hands its token over by the frame's name: no cookie comes along there, and a name is
 * in no address and no log.
 */
const handedToken = /^macro-engine token ([!-~]+)$/.exec(window.name)?.[1];
const handed: Readonly<Record<string, string>> =
  handedToken === undefined ? {} : { Authorization: `Bearer ${handedToken}` };

/** Where the engine's own root is: behind a proxy the page need not be there. */
const root = location.pathname.replace(/\/[^/]*$/, "");

/** Rejects with a refusal in the engine's words. */
async function ask(route: string, init: Asked): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${root}${route}`, {
      ...init,
      headers: { ...init.headers, ...handed },
      credentials: "same-origin",
    });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Unreachable("the engine does not answer");
  }
  if (response.ok) return response;
  if (response.status === 401) signedOut.value = true;
  throw new Error(await refusalIn(response));
}

async function refusalIn(response: Response): Promise<string> {
  try {
    const { detail, title } = (await response.json()) as Problem;
    return detail ?? title;
  } catch {
    return `the engine answered ${response.status} ${response.statusText}`;
  }
}

function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join("-");
}

export const client = {
  caller: () => get<Caller>(apiRoutes.caller),
  /** An engine that hangs is as good as gone. */
  status: () => get<EngineStatus>(apiRoutes.status, {}, AbortSignal.timeout(10_000)),
  reload: () => send<ReloadResult>("POST", apiRoutes.reload),
  check: () => send<CheckResult>("POST", apiRoutes.check),
  measurements: () => get<Measurements>(apiRoutes.metrics),
  history: (metric: string, filter: HistoryFilter, signal?: AbortSignal) =>
    get<History>(apiRoutes.history(metric), filter, signal),
  decisions: (filter: DecisionFilter, signal?: AbortSignal) =>
    get<Page<DecisionItem>>(apiRoutes.decisions, filter, signal),
  cancellations: (filter: DecisionFilter, signal?: AbortSignal) =>
    get<Page<DecisionItem>>(apiRoutes.cancellations, filter, signal),
  macros: () => get<MacroList>(apiRoutes.macros),
  start: (macro: string, request: StartRequest) => send<StartResult>("POST", apiRoutes.macroStart(macro), request),
  act: (id: string, act: Exclude<MacroAct, "stop">) => send<HeldResult>("POST", apiRoutes.macroAct(id, act)),
  stop: (id: string) => send<StopResult>("POST", apiRoutes.macroAct(id, "stop")),
  stopAll: () => send<StopResult>("POST", apiRoutes.stopAll),
  release: (id: string) => send<HeldResult>("DELETE", apiRoutes.macro(id)),
  level: (id: string, request: LevelRequest) => send<HeldResult>("PUT", apiRoutes.macroLevel(id), request),
  mute: (request: MuteRequest) => send<Mute>("POST", apiRoutes.mutes, request),
  beginSession: (name: string) => send<NamedSession>("POST", apiRoutes.sessions, { name }),
  endSession: () => send<NamedSession>("POST", apiRoutes.endSession),
  unmute: (id: string) => send<Mute>("DELETE", apiRoutes.mute(id)),
};

export interface StreamListener {
  onOpen(): void;
  onEvent(event: EngineEvent): void;
  onSnapshot(snapshot: Snapshot): void;
  /** What was missed cannot be told again. */
  onReset(): void;
}

/** The last event that was heard, so that what was missed is told again. */
let lastId = "";

/** The engine's events and snapshots, until they break off or stay out for `silenceMs`; false: there never was a stream. */
export async function followEngine(listener: StreamListener, silenceMs: () => number): Promise<boolean> {
  const over = new AbortController();
  let opened = false;
  const silent = () => over.abort();
  let watchdog = setTimeout(silent, silenceMs());
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(silent, silenceMs());
  };
  const take = ({ event, data }: StreamedEvent) => {
    heard();
    if (event === "message") listener.onEvent(JSON.parse(data) as EngineEvent);
    else if (event === "snapshot") listener.onSnapshot(JSON.parse(data) as Snapshot);
    else if (event === "reset") listener.onReset();
  };
  const reached = (id: string) => {
    lastId = id;
  };
  try {
    const headers: Record<string, string> = lastId === "" ? {} : { "Last-Event-ID": lastId };
    const { body } = await ask(`${apiRoutes.events}?snapshots=1`, { signal: over.signal, headers });
    opened = true;
    heard();
    listener.onOpen();
    await readEventStream(body, { take, reached });
  } catch {
    // Whoever follows asks next what stands in the way.
  }
  clearTimeout(watchdog);
  over.abort();
  return opened;
}

/** Exchanges a token for a cookie. Rejects in the engine's words. */
export function signIn(token: string): Promise<Caller> {
  return send<Caller>("POST", apiRoutes.signIn, { token });
}
