/** The API for tests of its routes: the real server over a real store, an engine that answers plainly. */

import type { FastifySerializerCompiler } from "fastify/types/schema.js";
import type { TSchema } from "typebox";
import { Errors } from "typebox/value";
import { expect } from "vitest";
import { type Role, roles } from "../../config/config.ts";
import { parseConfigIn } from "../../config/load.ts";
import { renderConfigProblems } from "../../config/render.ts";
import type { Methods } from "../../control/client-connection.ts";
import type { ControlMethod } from "../../control/protocol.ts";
import { startNotifying } from "../../notify/start-notifying.ts";
import { openStore } from "../../store/sqlite-store.ts";
import type { Store } from "../../store/store.ts";
import { temporaryFolder } from "../../store/testing/example.ts";
import type { ApiApp } from "../context.ts";
import type { Act, AuditLog } from "../security/audit-writes.ts";
import { type ApiServer, createApiServer } from "../server.ts";
import { type FakeEngine, fakeEngine } from "./fake-engine.ts";

export interface ApiFixtureOptions {
  /** What the engine answers, where it is to be something else than `control/testing/example.ts` has. */
  readonly engine?: Partial<Methods>;
  /** More of `macro-engine.yaml`, such as a list of macros. */
  readonly config?: string;
  /** Writes the audit log, instead of `acts`. */
  readonly append?: AuditLog["append"];
}

type Method = "GET" | "HEAD" | "POST" | "PUT" | "DELETE";

export interface Asked {
  /** Default: an operator. Null: without a token. */
  readonly as?: Role | null;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The address that it comes from, another than this machine's. */
  readonly from?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The text as JSON; fails where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of it is for the test to say.
  readonly json: any;
}

export interface ApiFixture extends AsyncDisposable {
  readonly app: ApiApp;
  readonly server: ApiServer;
  /** To be filled; what is written is read by the next request. */
  readonly store: Store;
  readonly folder: string;
  /** What the engine was asked, in order. */
  readonly calls: readonly { readonly method: ControlMethod; readonly params: unknown }[];
  /** What stands in the audit log. */
  readonly acts: readonly Act[];
  /** What the server said of itself. */
  readonly problems: readonly string[];
  /** Asks the server. What comes back must fit the schema that the route has for it. */
  ask(method: Method, path: string, asked?: Asked): Promise<Answered>;
  /** Puts another configuration in force: more of `macro-engine.yaml`, as at its start. */
  follow(config: string): void;
  /** What else it was made to say and see. */
  readonly engine: FakeEngine;
}

export const tokens = {
  viewer: "a-viewer's-token-of-the-tests",
  operator: "an-operator's-token-of-the-tests",
  macro: "a-macro's-token-of-the-tests",
} as const satisfies Record<Role, string>;

export async function apiFixture(options: ApiFixtureOptions = {}): Promise<ApiFixture> {
  const folder = temporaryFolder();
  const config = configIn(folder.path, options.config ?? "");
  const store = openStore({ ...config.store });
  const flush = () => {
    store.flush();
    return { flushed: true };
  };
  const engine = fakeEngine({ flush, ...options.engine });
  const input = {
    socket: folder.file("engine.sock"),
    version: "0.1.0",
    session: "s1",
    config,
    configPath: null,
    cwd: folder.path,
    besides: [],
    dryRun: false,
    startedWall: Date.now(),
    audience: { profiles: [], dimensions: {} },
    lingerMs: 0,
    port: null,
  };
  const notifying = startNotifying({
    config,
    startedWall: input.startedWall,
    audience: input.audience,
    engine,
    store: () => null,
    onState: () => {},
    onProblem: () => {},
  });
  const named = roles.map((role) => ({ name: role, role, token: tokens[role] }));
  const misfits: string[] = [];
  const compileSerializer = checkingSerializer(misfits);
  const acts: Act[] = [];
  const problems: string[] = [];
  const server = await createApiServer({
    engine,
    input,
    notifying,
    tokens: named,
    compileSerializer,
    audit: { append: options.append ?? (async (act) => acts.push(act)) },
    onProblem: (problem) => problems.push(problem),
  });
  return {
    app: server.app,
    server,
    store,
    folder: folder.path,
    calls: engine.calls,
    acts,
    problems,
    async ask(method, path, asked = {}) {
      const answered = await ask(server.app, method, path, asked);
      if (misfits.length > 0) throw new Error(misfits.splice(0).join("\n"));
      return answered;
    },
    follow: (text) => server.follow(configIn(folder.path, text), named),
    engine,
    async [Symbol.asyncDispose]() {
      await server.close();
      await notifying.stop(0);
      store.close();
      folder[Symbol.dispose]();
    },
  };
}

function configIn(folder: string, text: string) {
  const source = { path: "macro-engine.yaml", text: `store: { path: store.sqlite }\n${text}` };
  const { config, problems } = parseConfigIn(folder, source);
  expect(renderConfigProblems(problems, { color: false })).toBe("");
  return config;
}

async function ask(app: ApiApp, method: Method, url: string, asked: Asked): Promise<Answered> {
  const { as = "operator", body, headers = {}, from } = asked;
  const authorization = as === null ? {} : { authorization: `Bearer ${tokens[as]}` };
  const response = await app.inject({
    method,
    url,
    headers: { ...authorization, ...headers },
    ...(body === undefined ? {} : { payload: body }),
    ...(from === undefined ? {} : { remoteAddress: from }),
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    get json() {
      return JSON.parse(response.body);
    },
  };
}

/** Answers are written without their schemas, so that it is here where they are held against them. */
function checkingSerializer(misfits: string[]): FastifySerializerCompiler<TSchema> {
  return ({ schema, method, url, httpStatus }) =>
    (answer) => {
      const text = JSON.stringify(answer);
      for (const { instancePath, message } of Errors(schema, JSON.parse(text)))
        misfits.push(`${method} ${url} ${httpStatus}: ${instancePath} ${message}`);
      return text;
    };
}
