import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { apiFixture } from "../testing/api-fixture.ts";

interface Operation {
  readonly summary: string;
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
  const ids = Object.values(paths as Record<string, Record<string, Operation>>).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

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
