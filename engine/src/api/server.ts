/** The HTTP server, put together: schemas, security, resources, the page. */

import cookie from "@fastify/cookie";
import cors from "@fastify/cors";
import swagger from "@fastify/swagger";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import type { FastifySerializerCompiler } from "fastify/types/schema.js";
import type { TSchema } from "typebox";
import { keptReader } from "../store/kept-reader.ts";
import { httpLimits, httpsLimits, limits, refuseConnection } from "./connections.ts";
import type { ApiApp, ApiContext } from "./context.ts";
import { discordRoute } from "./discord-interactions.ts";
import { tagAnswers } from "./entity-tags.ts";
import { createFlush } from "./flush.ts";
import { followReloads } from "./follow-reloads.ts";
import { answerOnce } from "./idempotency.ts";
import { createInquiry } from "./inquiry.ts";
import { servePage } from "./page.ts";
import { answerProblems } from "./problems.ts";
import { openapiInfo } from "./reference/describe.ts";
import { openRemembered } from "./remembered.ts";
import { resources } from "./routes/index.ts";
import { createRunOwners } from "./run-owners.ts";
import { type AccessToken, createAccess } from "./security/access.ts";
import { type AuditLog, auditWrites, putOnRecord } from "./security/audit-writes.ts";
import { type Certificate, keepCertificate, readCertificate } from "./security/certificate.ts";
import { type GuardedRoute, guardRoutes, refuseUnreadable } from "./security/guard-routes.ts";
import { readKey } from "./security/key-file.ts";
import { signInRoutes } from "./security/sign-in.ts";
import { createSigner } from "./security/signing.ts";
import { createWrongTokens } from "./security/wrong-tokens.ts";
import { compileValidator } from "./validate.ts";

export interface ApiServerOptions extends Omit<ApiContext, "store" | "audit" | "flush" | "owners" | "inquiry"> {
  readonly tokens: readonly AccessToken[];
  readonly audit: AuditLog;
  /** Hears in words of what goes wrong besides answers, each once. */
  readonly onProblem: (problem: string) => void;
  /** Hears when what `linkTo` gives was used: it is good for nothing from then on. */
  onLinkUsed?(): void;
  /** What writes answers, instead of `JSON.stringify`. */
  readonly compileSerializer?: FastifySerializerCompiler<TSchema>;
}

export interface ApiServer {
  readonly app: ApiApp;
  readonly routes: readonly GuardedRoute[];
  /** By which it is served; null: without. */
  readonly certificate: Certificate | null;
  /** A link to the page that can be followed once. */
  linkTo(url: string): string;
  close(): Promise<void>;
}

export async function createApiServer(given: ApiServerOptions): Promise<ApiServer> {
  const { tokens, compileSerializer, audit, onProblem, onLinkUsed, ...options } = given;
  const { api: config } = options.input.config;
  const certificate = config.tls === null ? null : readCertificate(config.tls);
  const app = fastify({
    ...limits,
    ...(certificate === null
      ? { http: httpLimits }
      : { https: { ...httpsLimits, cert: certificate.cert, key: certificate.key } }),
    clientErrorHandler: refuseConnection,
    frameworkErrors: (_error, request, reply) =>
      refuseUnreadable(request as FastifyRequest, reply as FastifyReply, config),
  }) as unknown as ApiApp;
  app.setValidatorCompiler(compileValidator);
  // Answers go out as they are: the compiler holds their types against the contract, the tests against the schemas.
  app.setSerializerCompiler(compileSerializer ?? (() => JSON.stringify));
  const remembered = openRemembered(options.input.config.store.path, { onProblem });
  const signer = createSigner(readKey(options.input.config.store.path));
  const wrongTokens = createWrongTokens();
  const access = createAccess({
    ...{ tokens, signer, wrongTokens, used: remembered.links },
    ...(onLinkUsed && { onOwnUsed: onLinkUsed }),
  });
  const guard = { access, config, wrongTokens, cookie: `macro-engine-${signer.fingerprint("")}` };
  const store = keptReader(options.input.config.store.path);
  const input = followReloads(options.engine, options.input);
  const inquiry = createInquiry(() => ({ config: input.config, configPath: input.configPath, cwd: input.cwd }));
  const context: ApiContext = {
    ...options,
    input,
    store: store.open,
    inquiry,
    flush: createFlush(options.engine),
    audit: putOnRecord(audit, onProblem),
    owners: createRunOwners(),
  };
  if (config.tls !== null) {
    const renew = keepCertificate(app, config.tls, onProblem);
    options.engine.onEvent(({ event }) => event === "reload" && renew());
  }
  answerProblems(app, onProblem);
  await app.register(cookie);
  await app.register(swagger, openapiInfo(options.input.version));
  if (config.origins.length > 0) await app.register(cors, crossOrigin(config.origins));
  const routes = guardRoutes(app, guard);
  answerOnce(app, remembered);
  tagAnswers(app);
  const refusals = { strangers: createWrongTokens(), callers: createWrongTokens(undefined, callersRefusals) };
  auditWrites(app, { append: context.audit, refusals });
  const signIn = signInRoutes(app, guard);
  for (const add of resources) await app.register(async (scope) => add(scope as ApiApp, context));
  await app.register(async (scope) => discordRoute(scope as ApiApp, context, onProblem));
  await app.register(async (scope) => servePage(scope as ApiApp, signIn));
  await app.ready();
  return {
    app,
    routes,
    certificate,
    linkTo: access.linkTo,
    close: async () => {
      await app.close();
      await inquiry.close();
      store.close();
      remembered.close();
    },
  };
}

/** Of each caller who may not act: so many at once stand in the audit log, and then one in a few seconds. */
const callersRefusals = 60;

/** Other pages come with a token, never with the cookie. */
function crossOrigin(origins: readonly string[]) {
  return {
    origin: [...origins],
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID"],
    exposedHeaders: ["ETag", "Retry-After"],
    maxAge: 600,
  };
}
