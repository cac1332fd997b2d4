/** Answers that have not changed are not sent again: `ETag`, and 304 for who has it. */

import { createHash } from "node:crypto";
import type { ApiApp } from "./context.ts";

export function tagAnswers(app: ApiApp): void {
  app.addHook("onSend", async (request, reply, payload) => {
    if (request.method !== "GET" || reply.statusCode !== 200 || typeof payload !== "string") return payload;
    const tag = `"${createHash("sha256").update(payload).digest("base64url").slice(0, 22)}"`;
    // May be kept, by its reader alone, and is asked for anew each time.
    reply.headers({ ETag: tag, "Cache-Control": "private, no-cache", Vary: "Authorization, Cookie" });
    if (!isKnown(tag, request.headers["if-none-match"])) return payload;
    reply.code(304).removeHeader("content-type").removeHeader("content-length");
    return null;
  });
}

/** RFC 9110: a list, compared weakly. */
function isKnown(tag: string, known: string | undefined): boolean {
  if (known === undefined) return false;
  return known.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
}
