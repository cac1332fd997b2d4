/** Whether a request is meant for this server, and comes from a page that may send it. */

import type { FastifyRequest } from "fastify";
import type { ApiConfig } from "../../config/config.ts";
import { isLoopback } from "../listen.ts";

/** A page of elsewhere whose name was made to lead here names a host that is none of ours (DNS rebinding). */
export function isOwnHost({ hostname, socket }: FastifyRequest, { host, hosts }: ApiConfig): boolean {
  if (typeof hostname !== "string") return false;
  const name = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, "");
  // An address cannot be made to lead elsewhere.
  const address = socket.localAddress?.replace(/^::ffff:/, "");
  return isLoopback(name) || name === host || name === address || hosts.includes(name);
}

/**
 * Whose page sent a request that it may not send; null: it may. All that changes something is asked for its `Origin`; what comes
 * by cookie for its `Sec-Fetch-Site` as well, since to a cookie every port of this machine is the same site.
 */
export function foreignPage(request: FastifyRequest, byCookie: boolean, { origins }: ApiConfig): string | null {
  const { origin, host } = request.headers;
  const { "sec-fetch-site": site, "sec-fetch-mode": mode } = request.headers;
  if (origin !== undefined)
    return origin === `${request.protocol}://${host}` || origins.includes(origin) ? null : origin;
  const isFollowed = mode === "navigate" && (request.method === "GET" || request.method === "HEAD");
  return byCookie && (site === "cross-site" || site === "same-site") && !isFollowed ? "another site" : null;
}
