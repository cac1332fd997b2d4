/** The HTTP server, put together: schemas, security, resources, the page. */

import { readFileSync } from "node:fs";
import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import fastify from "fastify";
import { openStoreReader } from "../store/sqlite-store.ts";
import type { StoreReader } from "../store/store.ts";
import type { ApiApp, ApiContext } from "./context.ts";
import { servePage } from "./page.ts";
import { answerProblems } from "./problems.ts";
import { resources } from "./routes/index.ts";
import { type AccessToken, createAccess } from "./security/access.ts";
import { guardRoutes } from "./security/guard-routes.ts";

export interface ApiServerOptions extends Omit<ApiContext, "store"> {
  readonly tokens: readonly AccessToken[];
}

export interface ApiServer {
  readonly app: ApiApp;
  /** A link to the page that can be followed once. */
  linkTo(url: string): string;
}

/** The largest body that is read, bytes: policy texts are the largest there are. */
const mostBody = 1024 * 1024;

export async function createApiServer({ tokens, ...options }: ApiServerOptions): Promise<ApiServer> {
  const { tls } = options.input.config.api;
  const app: ApiApp = fastify({
    bodyLimit: mostBody,
    routerOptions: { maxParamLength: 1024 },
    ...(tls === null ? {} : { https: { cert: readFileSync(tls.cert), key: readFileSync(tls.key) } }),
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler) as unknown as ApiApp;
  const access = createAccess(tokens);
  const context: ApiContext = { ...options, store: keptReader(options.input.config.store.path) };
  answerProblems(app);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: { openapi: "3.1.0", info: { title: "macro-engine", version: options.input.version } },
  });
  guardRoutes(app, access, options.input.config.api);
  for (const add of resources) await app.register(async (scope) => add(scope as ApiApp, context));
  await app.register(async (scope) => servePage(scope as ApiApp, access));
  await app.ready();
  return { app, linkTo: access.linkTo };
}

/** Opened at the first use: the engine makes the file. */
function keptReader(path: string): () => StoreReader {
  let reader: StoreReader | null = null;
  return () => {
    reader ??= openStoreReader(path);
    return reader;
  };
}
