/** The HTTP server, put together: schemas, security, resources, the page. */

import { isDeepStrictEqual } from "node:util";
import cookie from "@fastify/cookie";
import cors from "@fastify/cors";
import swagger from "@fastify/swagger";
import fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import type { FastifySerializerCompiler } from "fastify/types/schema.js";
import type { TSchema } from "typebox";
import type { Config } from "../config/config.ts";
import { keptReader } from "../store/kept-reader.ts";
import { limits } from "./connections.ts";
import type { ApiApp, ApiChange, ApiContext } from "./context.ts";
import { discordRoute } from "./discord-interactions.ts";
import { tagAnswers } from "./entity-tags.ts";
import { createFlush } from "./flush.ts";
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
import { type GuardedRoute, type GuardOptions, guardRoutes, refuseUnreadable } from "./security/guard-routes.ts";
import { readKey } from "./security/key-file.ts";
import { signInRoutes } from "./security/sign-in.ts";
import { createSigner } from "./security/signing.ts";
import { createWrongTokens } from "./security/wrong-tokens.ts";
import { compileValidator } from "./validate.ts";

export interface ApiServerOptions
  extends Omit<ApiContext, "store" | "audit" | "flush" | "owners" | "inquiry" | "onChange"> {
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
  /** A link to the page that can be followed once; another than before where that was used. */
  linkTo(url: string): string;
  /** Answers from now on by another configuration, and lets in whom its tokens are for. `problem`: why part of it is not in force. */
  follow(config: Config, tokens: readonly AccessToken[], problem?: string): void;
  close(): Promise<void>;
}

export async function createApiServer(given: ApiServerOptions): Promise<ApiServer> {
  const { compileSerializer, audit, onProblem, onLinkUsed, ...options } = given;
  let { tokens } = given;
  let { config } = given.input;
  const changes = new Set<(change: ApiChange) => void>();
  const app = fastify({
    ...limits,
    frameworkErrors: (_error, request, reply) =>
      refuseUnreadable(request as FastifyRequest, reply as FastifyReply, config.api),
  }) as unknown as ApiApp;
  app.setValidatorCompiler(compileValidator);
  // Answers go out as they are: the compiler holds their types against the contract, the tests against the schemas.
  app.setSerializerCompiler(compileSerializer ?? (() => JSON.stringify));
  const { path: storePath } = config.store;
  const remembered = openRemembered(storePath, { onProblem });
  const signer = createSigner(readKey(storePath));
  const wrongTokens = createWrongTokens();
  const access = createAccess({
    ...{ tokens: () => tokens, signer, wrongTokens, used: remembered.links },
    ...(onLinkUsed && { onOwnUsed: onLinkUsed }),
  });
  const guard = {
    access,
    wrongTokens,
    cookie: `macro-engine-${signer.fingerprint("")}`,
    get config() {
      return config.api;
    },
  };
  const store = keptReader(storePath);
  const input = {
    ...options.input,
    get config() {
      return config;
    },
  };
  const inquiry = createInquiry(() => {
    const { configPath, cwd, besides } = input;
    return { config, configPath, cwd, besides };
  });
  const context: ApiContext = {
    ...options,
    input,
    store: store.open,
    inquiry,
    flush: createFlush(options.engine),
    audit: putOnRecord(audit, onProblem),
    owners: createRunOwners(),
    onChange: (listener) => {
      changes.add(listener);
      return () => void changes.delete(listener);
    },
  };
  answerProblems(app, onProblem);
  await app.register(cookie);
  await app.register(swagger, openapiInfo(options.input.version));
  await app.register(cors, crossOrigin(guard));
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
    linkTo: access.linkTo,
    follow: (next, nextTokens, problem) => {
      const isSame = isDeepStrictEqual([config.api, tokens], [next.api, nextTokens]);
      config = next;
      tokens = nextTokens;
      for (const tell of [...changes]) tell({ access: !isSame, problem: problem ?? null });
    },
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
function crossOrigin(guard: Pick<GuardOptions, "config">) {
  return {
    origin: async (origin: string | undefined) => origin !== undefined && guard.config.origins.includes(origin),
    methods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID"],
    exposedHeaders: ["ETag", "Retry-After"],
    maxAge: 600,
  };
}
