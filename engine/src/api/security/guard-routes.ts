/** Lets nobody past who may not: hosts, origins, tokens, roles, before anything of a request is read. */

import type { FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { ApiConfig, Role } from "../../config/config.ts";
import type { ApiApp, Caller } from "../context.ts";
import { isLoopback } from "../listen.ts";
import { sendProblem } from "../problems.ts";
import type { Access } from "./access.ts";

export const cookieName = "macro-engine";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export function guardRoutes(app: ApiApp, access: Access, config: ApiConfig): void {
  app.decorateRequest("caller", null);
  const routes: RouteOptions[] = [];
  app.addHook("onRoute", (route) => void routes.push(route));
  app.addHook("onReady", async () => {
    for (const { config: route, url, method } of routes)
      if (route?.allow === undefined) throw new Error(`${method} ${url} does not say who may call it`);
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "Content-Security-Policy": policy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Resource-Policy": "same-origin",
    });
    if (!isOwnHost(request, config)) return sendProblem(reply, 421, "requests for this host are not served here");
    request.caller = callerOf(request, access);
    return refuse(request, reply, config);
  });
}

function refuse(request: FastifyRequest, reply: FastifyReply, { origins }: ApiConfig): FastifyReply | undefined {
  const { allow } = request.routeOptions.config;
  const { caller } = request;
  if (allow === undefined || allow === "anyone") return undefined;
  if (caller === null) {
    reply.header("WWW-Authenticate", 'Bearer realm="macro-engine"');
    return sendProblem(reply, 401, "say who you are: follow the link that the engine printed, or send a token");
  }
  const { origin } = request.headers;
  const own = `${request.protocol}://${request.headers.host}`;
  if (request.method !== "GET" && origin !== undefined && origin !== own && !origins.includes(origin))
    return sendProblem(reply, 403, `pages of ${origin} may not change anything here`);
  if (!mayCall(caller, allow)) return sendProblem(reply, 403, notAllowed(caller));
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

function isOwnHost({ hostname }: FastifyRequest, { host, hosts }: ApiConfig): boolean {
  const name = hostname.replace(/^\[|\]$/g, "");
  return isLoopback(name) || name === host || hosts.includes(name);
}

function callerOf(request: FastifyRequest, access: Access): Caller | null {
  const [, token] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (token !== undefined) return access.byToken(token);
  const value = request.cookies[cookieName];
  return value === undefined ? null : access.byCookie(value);
}
