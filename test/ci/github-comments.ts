/** The part of GitHub's API that comments need, on this machine. */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Comment {
  readonly id: number;
  body: string;
}

export interface CommentsServer {
  readonly url: string;
  readonly comments: Comment[];
  /** `METHOD path` of each request. */
  readonly requests: string[];
  /** Answers everything with this status. */
  refuse(status: number): void;
  close(): Promise<void>;
}

export async function serveComments(before: readonly string[] = []): Promise<CommentsServer> {
  const comments: Comment[] = before.map((body, id) => ({ id, body }));
  const requests: string[] = [];
  let refused: number | null = null;
  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    requests.push(`${request.method} ${request.url}`);
    if (refused !== null) return [refused, { message: "Resource not accessible by integration" }];
    if (request.headers.authorization !== "Bearer t0ken") return [401, {}];
    const url = new URL(request.url!, "http://localhost");
    const path = url.pathname.replace("/repos/guild/macros/issues", "");
    if (request.method === "GET" && path === "/7/comments") {
      const size = Number(url.searchParams.get("per_page"));
      const from = (Number(url.searchParams.get("page")) - 1) * size;
      return [200, comments.slice(from, from + size)];
    }
    const { body } = JSON.parse(await text(request)) as { body: string };
    if (request.method === "POST" && path === "/7/comments") {
      comments.push({ id: comments.length, body });
      return [201, comments.at(-1)];
    }
    const comment = comments.find(({ id }) => path === `/comments/${id}`);
    if (request.method !== "PATCH" || comment === undefined) return [404, {}];
    comment.body = body;
    return [200, comment];
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    requests,
    refuse: (status) => {
      refused = status;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
