/** The HTTP server, put together: schemas, security, resources, the page. */

import { readFileSync } from "node:fs";
import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import fastify from "fastify";
import type { FastifySerializerCompiler } from "fastify/types/schema.js";
import type { TSchema } from "typebox";
import { openStoreReader } from "../store/sqlite-store.ts";
import type { StoreReader } from "../store/store.ts";
import type { ApiApp, ApiContext } from "./context.ts";
import { createFlush } from "./flush.ts";
import { servePage } from "./page.ts";
import { answerProblems } from "./problems.ts";
import { resources } from "./routes/index.ts";
import { createRunOwners } from "./run-owners.ts";
import { type AccessToken, createAccess } from "./security/access.ts";
import { guardRoutes } from "./security/guard-routes.ts";
import { compileValidator } from "./validate.ts";

export interface ApiServerOptions extends Omit<ApiContext, "store" | "flush" | "owners"> {
  readonly tokens: readonly AccessToken[];
  /** What writes answers, instead of `JSON.stringify`. */
  readonly compileSerializer?: FastifySerializerCompiler<TSchema>;
}

export interface ApiServer {
  readonly app: ApiApp;
  /** A link to the page that can be followed once. */
  linkTo(url: string): string;
  close(): Promise<void>;
}

/** The largest body that is read, bytes: policy texts are the largest there are. */
const mostBody = 1024 * 1024;

export async function createApiServer({ tokens, compileSerializer, ...options }: ApiServerOptions): Promise<ApiServer> {
  const { tls } = options.input.config.api;
  const app = fastify({
    bodyLimit: mostBody,
    routerOptions: { maxParamLength: 1024 },
    ...(tls === null ? {} : { https: { cert: readFileSync(tls.cert), key: readFileSync(tls.key) } }),
  }) as unknown as ApiApp;
  app.setValidatorCompiler(compileValidator);
  // Answers go out as they are: the compiler holds their types against the contract, the tests against the schemas.
  app.setSerializerCompiler(compileSerializer ?? (() => JSON.stringify));
  const access = createAccess(tokens);
  const store = keptReader(options.input.config.store.path);
  const context: ApiContext = {
    ...options,
    store: store.open,
    flush: createFlush(options.engine),
    owners: createRunOwners(),
  };
  answerProblems(app);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "macro-engine", version: options.input.version } },
  });
  guardRoutes(app, access, options.input.config.api);
  for (const add of resources) await app.register(async (scope) => add(scope as ApiApp, context));
  await app.register(async (scope) => servePage(scope as ApiApp, access));
  await app.ready();
  return {
    app,
    linkTo: access.linkTo,
    close: async () => {
      await app.close();
      store.close();
    },
  };
}

/** Opened at the first use: the engine makes the file. */
function keptReader(path: string) {
  let reader: ReturnType<typeof openStoreReader> | null = null;
  return {
    open: (): StoreReader => {
      reader ??= openStoreReader(path);
      return reader;
    },
    close: () => reader?.close(),
  };
}
