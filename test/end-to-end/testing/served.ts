/** What `watch` serves over HTTP, as programs call it: where it is, calls with a token, the event stream. */

import { onTestFinished } from "vitest";
import { readEventStream, type StreamedEvent } from "../../../engine/src/api/read-event-stream.ts";
import { connectControl } from "../../../engine/src/control/connect-control.ts";
import { socketPathsFor } from "../../../engine/src/control/socket-path.ts";
import { type Stage, until } from "./stage.ts";

/** Tokens of the configuration, by role. */
export const tokens = {
  operator: "an-operator-of-tests",
  viewer: "a-viewer-of-the-tests",
  macro: "a-macro-of-the-tests",
} as const;

/** Lines of `macro-engine.yaml`: served at a free port, with a token for each role. */
export const served = `api:
  port: 0
  tokens:
${Object.entries(tokens)
  .map(([role, token]) => `    - { name: ${role} of tests, role: ${role}, token: ${token} }\n`)
  .join("")}`;

/** The URL of the engine that watches the stage's policies, once it serves there. */
export async function urlOf(stage: Stage): Promise<string> {
  const client = await connectControl(socketPathsFor(stage.path("policies"), stage.env)[0]!);
  try {
    let url: string | null = null;
    await until(async () => {
      const { dashboard, notServing } = await client.call("status", {});
      if (notServing !== null) throw new Error(notServing);
      url = dashboard;
      return url !== null;
    }, "the engine to serve");
    return url!;
  } finally {
    client.close();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  readonly body: any;
}

/** As the operator of tests, unless `token` says otherwise. */
export async function ask(
  url: string,
  { token = tokens.operator, ...init }: RequestInit & { readonly token?: string } = {},
): Promise<Answer> {
  const response = await fetch(url, { ...init, headers: { Authorization: `Bearer ${token}`, ...init.headers } });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export function post(url: string, body?: unknown, token?: string): Promise<Answer> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  return ask(url, { method: "POST", headers, ...content, ...(token === undefined ? {} : { token }) });
}

export interface OpenStream {
  readonly heard: readonly StreamedEvent[];
  /** Of the last that was heard whole. */
  readonly lastId: string;
  readonly ended: Promise<void>;
  close(): void;
}

/** Follows the event stream, after an id if one is given, until the test has ended. */
export async function openEvents(
  url: string,
  { query = "", after = "", token = tokens.operator }: { query?: string; after?: string; token?: string } = {},
): Promise<OpenStream> {
  const abort = new AbortController();
  const close = () => abort.abort();
  onTestFinished(close);
  const response = await fetch(`${url}/api/v1/events${query}`, {
    signal: abort.signal,
    headers: { Authorization: `Bearer ${token}`, ...(after === "" ? {} : { "Last-Event-ID": after }) },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const heard: StreamedEvent[] = [];
  let lastId = "";
  const ended = readEventStream(response.body, {
    take: (event) => heard.push(event),
    reached: (id) => {
      lastId = id;
    },
  }).catch(() => {});
  return {
    heard,
    get lastId() {
      return lastId;
    },
    ended,
    close,
  };
}
