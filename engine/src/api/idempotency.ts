/** Writes that may be sent again: with an `Idempotency-Key`, the same request is answered as before and done once. */

import { createHash } from "node:crypto";
import type { FastifyContextConfig, FastifyRequest } from "fastify";
import type { ApiApp } from "./context.ts";
import { ApiError } from "./problems.ts";
import type { Remembered } from "./remembered.ts";

/** How long an answer is kept, ms. */
const keptMs = 86_400_000;
const longestKey = 255;

interface Asked {
  readonly who: string;
  /** Of who asks and their key. */
  readonly key: string;
  /** Of what is asked. */
  readonly digest: string;
}

/** `now` in ms since the epoch. */
export function answerOnce(app: ApiApp, remembered: Remembered, now: () => number = Date.now): void {
  const underWay = new Set<string>();
  const asking = new WeakMap<FastifyRequest, Asked>();
  app.addHook("preHandler", async (request, reply) => {
    const asked = askedBy(request);
    if (asked === null) return;
    const before = remembered.answer(asked.key);
    if (before !== null) {
      if (before.digest !== asked.digest)
        throw new ApiError(422, "this `Idempotency-Key` was sent with another request: take a new one for this");
      reply.header("Idempotent-Replayed", "true").code(before.status).type(before.type);
      return reply.serializer(String).send(before.body);
    }
    if (underWay.has(asked.key)) {
      reply.header("Retry-After", 1);
      throw new ApiError(409, "a request with this `Idempotency-Key` is under way: wait for its answer");
    }
    underWay.add(asked.key);
    asking.set(request, asked);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const asked = asking.get(request);
    // What failed here may be tried again.
    if (asked === undefined || reply.statusCode >= 500 || typeof payload !== "string") return;
    const type = String(reply.getHeader("content-type") ?? "application/json");
    const { who, key, digest } = asked;
    remembered.keep(who, key, { digest, status: reply.statusCode, type, body: payload }, now() + keptMs);
  });
  app.addHook("onResponse", async (request) => {
    const asked = asking.get(request);
    if (asked !== undefined) underWay.delete(asked.key);
  });
}

function askedBy({ method, headers, caller, url, body, routeOptions }: FastifyRequest): Asked | null {
  const key = headers["idempotency-key"];
  if (key === undefined || method === "GET" || method === "HEAD" || caller === null) return null;
  if (!mayChange(routeOptions.config)) return null;
  if (typeof key !== "string" || key === "" || key.length > longestKey)
    throw new ApiError(400, `an \`Idempotency-Key\` has 1 to ${longestKey} characters`);
  const digest = (...parts: readonly string[]) =>
    createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
  // A link may have been asked for in the name of a token.
  const who = digest(caller.name, caller.role);
  return { who, key: digest(who, key), digest: digest(method, url, JSON.stringify(body ?? null)) };
}

/** What viewers may ask changes nothing, however long its answer is; signing in is answered by a cookie, each time anew. */
function mayChange({ allow = "anyone" }: FastifyContextConfig): boolean {
  return allow !== "anyone" && ![allow].flat().includes("viewer");
}
