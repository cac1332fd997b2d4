/** An engine's HTTP API by its contract, spoken for a running engine from its socket, as the engine itself will. */

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { apiRoutes } from "../../../engine/src/api/contract.ts";
import type { ControlClient } from "../../../engine/src/control/connect-control.ts";

export interface ServedContract {
  readonly url: string;
  close(): void;
}

export interface ServedContractOptions {
  readonly token: string;
  /** HTML of a dashboard; without, the engine says that it serves none. */
  readonly dashboard?: string;
}

export async function serveContract(client: ControlClient, options: ServedContractOptions): Promise<ServedContract> {
  await client.call("subscribe", {});
  let url = "";
  const server = createServer(async (request, response) => {
    const asked = new URL(request.url!, "http://localhost");
    if (asked.pathname === "/board" && options.dashboard !== undefined) {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(options.dashboard);
      return;
    }
    const answer = (code: number, body: unknown) => response.writeHead(code).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${options.token}`) return answer(401, { detail: "who are you?" });
    const [, id, act] = /^\/api\/v1\/macros\/([^/]+)\/(stop|pause|resume)$/.exec(asked.pathname) ?? [];
    try {
      if (asked.pathname === apiRoutes.status) {
        const status = await client.call("status", {});
        answer(200, options.dashboard === undefined ? status : { ...status, dashboard: `${url}/board` });
      } else if (asked.pathname === apiRoutes.readings)
        answer(200, await client.call("readings", { profiles: asked.searchParams.getAll("profile") }));
      else if (id !== undefined && request.method === "POST")
        answer(200, await client.call(act as "stop", { id: decodeURIComponent(id) }));
      else if (asked.pathname === apiRoutes.events) stream(client, response);
      else answer(404, { detail: "there is no such route" });
    } catch (error) {
      answer(409, { detail: (error as Error).message });
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close() {
      client.close();
      server.close().closeAllConnections();
    },
  };
}

function stream(client: ControlClient, response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(": welcome\n\n");
  const off = client.onEvent((event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
  response.once("close", off);
  void client.closed.then(() => response.end());
}
