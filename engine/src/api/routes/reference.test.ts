import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { apiFixture } from "../testing/api-fixture.ts";

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly operationId: string;
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

test("the description is valid OpenAPI 3.1", async () => {
  await using api = await apiFixture();
  const { json } = await api.ask("GET", "/openapi.json", { as: "viewer" });
  expect(json.openapi).toBe("3.1.0");
  const { valid, errors } = await new Validator().validate(json);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});

test("every route of the API is described, and nothing else", async () => {
  await using api = await apiFixture();
  const { json } = await api.ask("GET", "/openapi.json");
  const described = Object.entries(json.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const served = api.server.routes
    .filter(({ method, url }) => method !== "HEAD" && /^\/(api\/|livez|readyz|metrics|openapi.json|docs$)/.test(url))
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(described.sort()).toEqual(served.sort());
});

test("it says who may call, what comes back, and how refusals look", async () => {
  await using api = await apiFixture();
  const { paths } = (await api.ask("GET", "/openapi.json")).json;
  const stop = paths["/api/v1/macros/{id}/stop"].post as Operation;
  expect(stop).toMatchObject({
    operationId: "postMacrosIdStop",
    tags: ["macros"],
    security: [{ token: [] }, { cookie: [] }],
    parameters: [{ name: "id", in: "path", required: true }],
  });
  expect(Object.keys(stop.responses.default!.content!)).toEqual(["application/problem+json"]);
  expect(paths["/livez"].get.security).toEqual([]);
  const ids = operations(paths).map(([, { operationId }]) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("it says in words what each route is for, and by what a path names things", async () => {
  await using api = await apiFixture();
  const { paths } = (await api.ask("GET", "/openapi.json")).json;
  const words = Object.fromEntries(operations(paths));
  expect(Object.keys(words).filter((route) => words[route]!.summary === undefined)).toEqual([]);
  const ids = Object.entries(words).flatMap(([route, { parameters = [] }]) =>
    parameters.filter(({ name }) => name === "id").map(({ description }) => `${route}: ${description}`),
  );
  expect(ids).toContain("get /api/v1/sessions/{id}: A session's id");
  expect(ids).toContain("get /api/v1/macros/{id}: A run's id, a macro's name or a pid");
});

function operations(paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
}

test("the page has every route, no script, and loads its style alone", async () => {
  await using api = await apiFixture();
  const { text, headers } = await api.ask("GET", "/docs", { as: "viewer" });
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  for (const { url } of api.server.routes.filter((route) => route.url.startsWith("/api/")))
    expect(text).toContain(`<code>${url.replaceAll(/:(\w+)/g, "{$1}")}</code>`);
  expect(text).not.toMatch(/<script| style=| on\w+=|undefined|\[object/);
  expect([...text.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, target]) => target)).toEqual([
    "/docs.css",
    "/openapi.json",
  ]);
  expect((await api.ask("GET", "/docs.css", { as: null })).headers["content-type"]).toBe("text/css; charset=utf-8");
});
