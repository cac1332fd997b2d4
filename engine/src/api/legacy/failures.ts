/** Failures in the original's form: `{success: false, error}` instead of problem details. */

import type { ApiApp } from "../context.ts";
import type { Problem } from "../contract.ts";

/** The original answers 400 where a start is refused, as where a request makes no sense. */
const originalStatus: Readonly<Record<number, number>> = { 409: 400, 422: 400 };

export function answerLikeOriginal(app: ApiApp): void {
  app.addHook("onSend", async (_request, reply, payload) => {
    const type = String(reply.getHeader("content-type") ?? "");
    if (!type.startsWith("application/problem+json") || typeof payload !== "string") return payload;
    const { detail, status } = JSON.parse(payload) as Problem;
    reply.code(originalStatus[status] ?? status).type("application/json");
    return JSON.stringify({ success: false, error: detail });
  });
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeContentTypeParser("application/json");
  // Its page says that it sends JSON even where it sends nothing.
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") return done(null, {});
    return parse(request, body as string, done);
  });
  app.addHook("preValidation", async (request) => {
    if (request.method === "POST") request.body ??= {};
  });
}
