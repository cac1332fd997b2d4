/**
 * The original's page, as far as it calls its server: relative paths and no token, from an origin of its own, behind which
 * a proxy stands that adds the token.
 */

import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface OriginalClient extends AsyncDisposable {
  get(path: string): Promise<Answer>;
  post(path: string, body?: object): Promise<Answer>;
}

/** What its page reads of an answer. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: it looks into answers without knowing what they are.
  readonly body: any;
}

const prefix = "/api/macro-safety";

/** `engine`: where the engine serves. */
export async function originalClient(engine: string, token: string): Promise<OriginalClient> {
  const proxy = createServer((asked, answer) => {
    // The page's own server answers whatever else there is.
    if (!asked.url?.startsWith(`${prefix}/`)) return void answer.writeHead(404).end();
    const { host: _, origin: __, ...headers } = asked.headers;
    const passed = request(new URL(asked.url, engine), {
      method: asked.method,
      headers: { ...headers, authorization: `Bearer ${token}` },
    });
    passed.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    passed.on("error", () => answer.writeHead(502).end());
    asked.pipe(passed);
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(new URL(`${prefix}/${path}`, origin), init);
    return { status: response.status, body: await response.json() };
  };
  return {
    get: (path) => call(path, {}),
    // Its page says that it sends JSON, whether it sends something or not.
    post: (path, body) =>
      call(path, {
        method: "POST",
        headers: { "content-type": "application/json", origin },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        proxy.close(() => done());
        proxy.closeAllConnections();
      }),
  };
}
