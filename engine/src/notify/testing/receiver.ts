/** A server on loopback that answers as it is told: at once, late, wrongly, or not at all. */

import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect to be there
  readonly json: any;
  readonly at: number;
}

export type Answering = (response: ServerResponse, request: Received) => void | Promise<void>;

export interface Receiver extends AsyncDisposable {
  /** Without a closing slash. */
  readonly url: string;
  readonly received: readonly Received[];
  /** The next requests get these answers, one each; then `otherwise`. */
  answer(...answers: Answering[]): void;
  otherwise(answer: Answering): void;
  /** Resolves when so many requests have come. */
  until(count: number): Promise<readonly Received[]>;
}

export const status =
  (code: number, body: unknown = "", headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response.writeHead(code, headers).end(typeof body === "string" ? body : JSON.stringify(body));
export const silence: Answering = () => {};
export const cut: Answering = (response) => void response.destroy();
export const slowly =
  (ms: number, code: number): Answering =>
  async (response) => {
    await sleep(ms);
    response.writeHead(code).end();
  };

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Answering[] = [];
  let otherwise: Answering = status(204);
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => (text += part));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, text, json: parsed(text), at: Date.now() };
      received.push(one);
      void (answers.shift() ?? otherwise)(response, one);
      for (const look of waiting) look();
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (...more) => void answers.push(...more),
    otherwise: (answer) => {
      otherwise = answer;
    },
    until: (count) =>
      new Promise((done) => {
        const look = () => {
          if (received.length < count) return;
          waiting.delete(look);
          done(received);
        };
        waiting.add(look);
        look();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
