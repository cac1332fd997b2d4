/** How much, and for how long, a peer may keep the server busy before it has said what it wants. */

import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** The largest body that is read, bytes: policy texts are the largest there are. */
const mostBody = 1024 * 1024;

export const limits = {
  bodyLimit: mostBody,
  routerOptions: { maxParamLength: 1024 },
} as const;

/** How often those are looked for that take too long, ms: by Node's own measure they would have half a minute more. */
const lookedEveryMs = 2000;

export const httpLimits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  /** ms until a request must have come whole. */
  requestTimeout: 30_000,
  /** ms without another request, after which a connection is closed. */
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: lookedEveryMs,
} as const;

export const httpsLimits = { ...httpLimits, handshakeTimeout: 10_000 } as const;

const problems: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, `headers may have ${httpLimits.maxHeaderSize} bytes`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request did not come whole in time"],
};

/** Answers what is no HTTP, or too much of it, and hangs up. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const [status, detail] = problems[error.code ?? ""] ?? [400, "this is no request that can be read"];
  const title = STATUS_CODES[status] ?? "";
  const body = JSON.stringify({ type: "about:blank", title, status, detail });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
