/** Lets nobody past who may not: hosts, origins, tokens, roles, before anything of a request is read. */

import type { FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { ApiConfig, Role } from "../../config/config.ts";
import { limits } from "../connections.ts";
import type { ApiApp, Caller } from "../context.ts";
import { sendProblem } from "../problems.ts";
import type { Access } from "./access.ts";
import { securityHeaders } from "./headers.ts";
import { foreignPage, isOwnHost } from "./own-place.ts";
import type { WrongTokens } from "./wrong-tokens.ts";

export interface GuardOptions {
  readonly access: Access;
  readonly wrongTokens: WrongTokens;
  readonly config: ApiConfig;
  /** Of the cookie. */
  readonly cookie: string;
}

/** A route as it is guarded. */
export interface GuardedRoute {
  readonly method: string;
  readonly url: string;
  readonly allow: "anyone" | readonly Role[];
  /** What the audit log calls it; null: it does not stand there. */
  readonly audit: string | null;
}

/** Returns the list of all routes, complete once the server is ready. */
export function guardRoutes(app: ApiApp, options: GuardOptions): readonly GuardedRoute[] {
  app.decorateRequest("caller", null);
  app.decorateRequest("from", "");
  const routes: RouteOptions[] = [];
  const guarded: GuardedRoute[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  app.addHook("onReady", async () => {
    for (const { config, url, method } of routes) {
      // What answers questions about origins is no route of ours.
      if (method === "OPTIONS") continue;
      if (config?.allow === undefined) throw new Error(`${method} ${url} does not say who may call it`);
      if (config.audit === undefined && ![method].flat().every((one) => one === "GET" || one === "HEAD"))
        throw new Error(`${method} ${url} does not say what the audit log calls it`);
      const allow = config.allow === "anyone" ? config.allow : [config.allow].flat();
      for (const one of [method].flat()) guarded.push({ method: one, url, allow, audit: config.audit ?? null });
    }
  });
  let { config } = options;
  let headers = securityHeaders(config);
  app.addHook("onRequest", async (request, reply) => {
    request.from = request.ip;
    if (options.config !== config) headers = securityHeaders(options.config);
    ({ config } = options);
    reply.headers(headers);
    return admit(request, reply, options);
  });
  return guarded;
}

/** What no route can be found for, since its URL is none. */
export function refuseUnreadable(request: FastifyRequest, reply: FastifyReply, config: ApiConfig): FastifyReply {
  reply.headers(securityHeaders(config));
  if (!isOwnHost(request, config)) return refuseHost(reply);
  const most = limits.routerOptions.maxParamLength;
  return sendProblem(
    reply,
    400,
    `this is no URL that can be read: % comes before two hex digits, a name has up to ${most} characters`,
  );
}

function refuseHost(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 421, "requests for this host are not served here");
}

/** Finds out who asks. The reply, where it is refused. */
function admit(request: FastifyRequest, reply: FastifyReply, options: GuardOptions): FastifyReply | undefined {
  const { access, config } = options;
  if (!isOwnHost(request, config)) return refuseHost(reply);
  const { allow = "anyone" } = request.routeOptions.config;
  const token = bearerOf(request);
  const byCookie = token === null ? cookieCaller(request, options) : null;
  request.caller = token === null ? byCookie : access.byToken(token, request.from);
  const page = foreignPage(request, byCookie !== null, config);
  const isChange = request.method !== "GET" && request.method !== "HEAD";
  if (page !== null && (isChange || allow !== "anyone"))
    return sendProblem(reply, 403, `pages of ${page} may not call this: \`api.origins\` lists those that may`);
  if (allow === "anyone") return undefined;
  if (request.caller === null) return refuseUnknown(request, reply, token !== null, options);
  if (!mayCall(request.caller, allow)) return sendProblem(reply, 403, notAllowed(request.caller));
  return undefined;
}

function mayCall({ role }: Caller, allow: Role | readonly Role[]): boolean {
  return role === "operator" || [allow].flat().includes(role);
}

function notAllowed({ name, role }: Caller): string {
  if (role === "macro")
    return `${name} is a macro's token, to register, report and take orders: this needs another one`;
  return `${name} may look only: this needs an operator's token`;
}

function refuseUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  isWrong: boolean,
  options: GuardOptions,
): FastifyReply {
  reply.header("WWW-Authenticate", 'Bearer realm="macro-engine"');
  if (!isWrong)
    return sendProblem(reply, 401, "say who you are: `macro-engine dashboard` gives a link, or send a token");
  return refuseWrong(request, reply, options);
}

/** A token that nobody has; whoever tries many is told to wait. */
export function refuseWrong(
  request: FastifyRequest,
  reply: FastifyReply,
  { wrongTokens }: Pick<GuardOptions, "wrongTokens">,
): FastifyReply {
  const waitS = wrongTokens.count(request.from);
  if (waitS === null)
    return sendProblem(
      reply,
      401,
      "this token is unknown, or its link was used: `macro-engine dashboard` gives another",
    );
  return tellToWait(request, reply, waitS);
}

export function tellToWait({ from }: FastifyRequest, reply: FastifyReply, waitS: number): FastifyReply {
  reply.header("Retry-After", waitS);
  return sendProblem(reply, 429, `too many wrong tokens came from ${from}: wait ${waitS}s`);
}

function bearerOf({ headers }: FastifyRequest): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}

function cookieCaller(request: FastifyRequest, { access, cookie }: GuardOptions): Caller | null {
  const value = request.cookies[cookie];
  return value === undefined ? null : access.byCookie(value);
}
