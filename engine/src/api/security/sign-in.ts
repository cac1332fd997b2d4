/** Signing in and out: a link or a token becomes a cookie that no script can read. */

import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiApp, Caller } from "../context.ts";
import { apiRoutes } from "../contract.ts";
import { strict } from "../schemas/schema.ts";
import { caller, token } from "../schemas/security.ts";
import { cookieLifeMs } from "./access.ts";
import { type GuardOptions, refuseWrong, tellToWait } from "./guard-routes.ts";

const signIn = strict({ token });

export interface SignIn {
  /** What `/?token=…` does: the way to the page, with the cookie where the token is right. */
  follow(request: FastifyRequest, reply: FastifyReply, token: string): FastifyReply;
}

export function signInRoutes(app: ApiApp, options: GuardOptions): SignIn {
  const { access, cookie, wrongTokens } = options;
  const settings = { httpOnly: true, sameSite: "strict", path: "/" } as const;
  /** Sets the cookie; null where the token is wrong. */
  const exchange = (request: FastifyRequest, reply: FastifyReply, token: string): Caller | null => {
    const exchanged = access.exchange(token, request.from);
    if (exchanged === null) return null;
    const secure = request.protocol === "https";
    reply.setCookie(cookie, exchanged.value, { ...settings, secure, maxAge: cookieLifeMs / 1000 });
    request.caller = exchanged.caller;
    return exchanged.caller;
  };
  app.post(
    apiRoutes.signIn,
    {
      config: { allow: "anyone", audit: "sign-in" },
      schema: {
        summary: "A cookie for a token, or for the code of a link",
        body: signIn,
        response: { 200: caller },
      },
    },
    async (request, reply) => exchange(request, reply, request.body.token) ?? refuseWrong(request, reply, options),
  );
  app.post(
    apiRoutes.signOut,
    { config: { allow: "anyone", audit: "sign-out" }, schema: { summary: "Forgets the cookie" } },
    (_request, reply) => reply.clearCookie(cookie, settings).code(204).send(),
  );
  app.get(
    apiRoutes.caller,
    { config: { allow: ["viewer", "macro"] }, schema: { summary: "Who asks", response: { 200: caller } } },
    async ({ caller }) => caller as Caller,
  );
  return {
    follow: (request, reply, token) => {
      reply.header("Cache-Control", "no-store");
      if (exchange(request, reply, token) !== null) return reply.redirect("/", 303);
      const waitS = wrongTokens.count(request.from);
      return waitS === null ? reply.redirect("/?link=void", 303) : tellToWait(request, reply, waitS);
    },
  };
}
