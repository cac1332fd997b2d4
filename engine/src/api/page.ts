/** The dashboard's files, and the exchange of a link for a cookie. */

import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import { dashboardFiles } from "../entry.ts";
import type { ApiApp } from "./context.ts";
import type { Access } from "./security/access.ts";
import { cookieName } from "./security/guard-routes.ts";

export async function servePage(app: ApiApp, access: Access): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = { allow: "anyone", ...route.config };
  });
  await app.register(files, { root: fileURLToPath(dashboardFiles), wildcard: false, index: false });
  app.get("/", { config: { allow: "anyone" } }, (request, reply) => {
    const { token } = request.query as { token?: string };
    if (token === undefined) return reply.sendFile("index.html");
    const value = access.exchange(token);
    if (value !== null) {
      const secure = request.protocol === "https";
      reply.setCookie(cookieName, value, { httpOnly: true, sameSite: "strict", secure, path: "/" });
    }
    return reply.redirect("/", 303);
  });
}
