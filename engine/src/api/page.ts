/** The dashboard's files, and the exchange of a link for a cookie. */

import { fileURLToPath } from "node:url";
import files from "@fastify/static";
import type { FastifyContextConfig, FastifyRequest } from "fastify";
import { dashboardFiles } from "../entry.ts";
import type { ApiApp } from "./context.ts";
import type { SignIn } from "./security/sign-in.ts";

export async function servePage(app: ApiApp, { follow }: SignIn): Promise<void> {
  app.addHook("onRoute", (route) => {
    route.config = { allow: "anyone", ...route.config };
  });
  await app.register(files, {
    root: fileURLToPath(dashboardFiles),
    wildcard: false,
    index: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => void reply.header("Cache-Control", isNamedByContent(path) ? forGood : asked),
  });
  // What looks at a link without following it, as chats do for a preview, asks by HEAD; that must not use it up.
  const config: FastifyContextConfig = {
    allow: "anyone",
    audit: "sign-in",
    auditIf: (request) => tokenIn(request) !== undefined,
  };
  app.get("/", { config, exposeHeadRoute: false }, (request, reply) => {
    const token = tokenIn(request);
    return token === undefined ? reply.sendFile("index.html") : follow(request, reply, token);
  });
}

/** A file that is another one has another name. */
const isNamedByContent = (path: string) => /[\\/]assets[\\/][^\\/]+-[\w-]{8}\.\w+(?:\.gz|\.br)?$/.test(path);
const forGood = "public, max-age=31536000, immutable";
const asked = "public, max-age=0, must-revalidate";

/** Of several, all: that is none. */
function tokenIn({ query }: FastifyRequest): string | undefined {
  const { token } = query as { readonly token?: string | readonly string[] };
  return token === undefined ? undefined : String(token);
}
