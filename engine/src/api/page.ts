/** The dashboard's files, and the exchange of a link for a cookie. */

import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import { dashboardFiles } from "../entry.ts";
import type { ApiApp } from "./context.ts";
import type { SignIn } from "./security/sign-in.ts";

export async function servePage(app: ApiApp, { exchange }: SignIn): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = { allow: "anyone", ...route.config };
  });
  await app.register(files, { root: fileURLToPath(dashboardFiles), wildcard: false, index: false });
  // What looks at a link without following it, as chats do for a preview, asks by HEAD; that must not use it up.
  app.get("/", { config: { allow: "anyone" }, exposeHeadRoute: false }, (request, reply) => {
    const { token } = request.query as { readonly token?: string | readonly string[] };
    if (token === undefined) return reply.sendFile("index.html");
    reply.header("Cache-Control", "no-store");
    const caller = typeof token === "string" ? exchange(request, reply, token) : null;
    return reply.redirect(caller === null ? "/?link=void" : "/", 303);
  });
}
