/** Each route, as the router has them: without a token, with each role's, and what of it stands in the audit log. */

import { beforeAll, describe, expect, test } from "vitest";
import { type Role, roles } from "../../config/config.ts";
import { type ApiFixture, apiFixture, tokens } from "../testing/api-fixture.ts";
import type { GuardedRoute } from "./guard-routes.ts";

/** Who may come in without saying who they are; a route that joins them is to be thought about. */
const open = [
  ...["GET /", "GET /docs.css", "GET /livez", "GET /readyz", "POST /api/v1/sign-in", "POST /api/v1/sign-out"],
  // What comes here is signed.
  "POST /discord/interactions",
];

/** With every route that a configuration can bring. */
const config = `discord: { bot: { application_id: "1", public_key: "${"5866".repeat(16)}" } }`;

const [routes, printed] = await (async () => {
  await using api = await apiFixture({ config });
  return [api.server.routes, api.app.printRoutes({ commonPrefix: false })];
})();

/** Questions that are too long for a URL: they change nothing. */
const questions = ["/api/v1/policies/check", "/api/v1/what-if"];
/** What is done there too often to be kept; only who is refused stands in the log. */
const reports = ["/api/v1/macros/:id/report"];

/** The page's own files are for everybody; they are built, and have names that change. */
const isFile = ({ url }: GuardedRoute) =>
  url !== "/" && !/^\/(api\/|livez|readyz|docs|openapi|metrics|discord)/.test(url);

let api: ApiFixture;
let url: string;
beforeAll(async () => {
  api = await apiFixture({ config });
  url = await api.app.listen({ host: "127.0.0.1", port: 0 });
  return async () => {
    // Streams that were let go of need not be known to be gone yet.
    api.app.server.closeAllConnections();
    await api[Symbol.asyncDispose]();
  };
});

/** An id as runs have them, of none that there is: to know one is what a macro has to. */
const unknownId = "00000000-0000-4000-8000-000000000000";
/** Strangers' refusals are kept by address. */
const addressOf = (route: GuardedRoute) => `192.0.2.${routes.indexOf(route) % 250}`;

/** No body fits and no id is known: what matters is whether the guard lets it past. */
async function outcome(route: GuardedRoute, as: Role | null): Promise<string> {
  const path = route.url.replaceAll(/:\w+/g, unknownId);
  const method = route.method as "POST";
  if (route.url.endsWith("/events")) return streamed(path, as);
  const body = route.method === "GET" || route.method === "HEAD" ? undefined : {};
  const answered = await api.ask(method, path, { as, body, from: addressOf(route) });
  const isRefused = () =>
    route.method === "HEAD" || /is a macro's token|may look only/.test(answered.json.detail ?? answered.json.error);
  return answered.status === 401 || (answered.status === 403 && isRefused()) ? "refused" : "let past";
}

/** It has no end that could be waited for. */
async function streamed(path: string, as: Role | null): Promise<string> {
  const end = new AbortController();
  const headers = as === null ? {} : { authorization: `Bearer ${tokens[as]}` };
  const { status } = await fetch(`${url}${path}?run=${unknownId}`, { signal: end.signal, headers });
  end.abort();
  return status === 200 ? "let past" : "refused";
}

/** A line of the printed tree has a part of a path, as deep as it is indented, and its methods. */
function routesIn(tree: string): string[] {
  const parts: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", part = "", methods = ""] = /^([│ ]*)[└├]── (\S+) \((.+)\)$/.exec(line) ?? [];
    if (part === "") return [];
    parts.splice(indent.length / 4, parts.length, part);
    return methods.split(", ").map((method) => `${method} ${parts.join("")}`);
  });
}

test("routes are open to nobody but those who are listed", () => {
  const without = routes.filter((route) => route.allow === "anyone" && !isFile(route) && route.method !== "HEAD");
  expect(without.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([...open].sort());
});

test("the list is the router's own, to the last route", () => {
  // What answers browsers' questions about origins is no route of ours.
  const served = routesIn(printed).filter((route) => route !== "OPTIONS *");
  expect(routes.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(served.sort());
  expect(routes.length).toBeGreaterThan(80);
});

describe.each(routes.filter((route) => route.allow !== "anyone"))("$method $url", (route) => {
  const isRead = route.method === "GET" || route.method === "HEAD" || questions.includes(route.url);

  test("refuses who does not say who they are", async () => {
    expect(await outcome(route, null)).toBe("refused");
    if (!isRead) expect(api.acts.at(-1)).toMatchObject({ who: "nobody", action: route.audit, from: addressOf(route) });
  });

  test.each(roles)("with the token of a role %s", async (role) => {
    const acts = api.acts.length;
    const may = role === "operator" || route.allow.includes(role);
    expect(await outcome(route, role)).toBe(may ? "let past" : "refused");
    const added = api.acts.slice(acts);
    if (isRead || (may && reports.includes(route.url))) return expect(added).toEqual([]);
    const entry = { who: role, role, action: route.audit, from: addressOf(route), outcome: expect.any(String) };
    expect(added).toMatchObject([may ? entry : { ...entry, outcome: expect.stringContaining("refused with 403") }]);
    expect(added[0]!.target).toBe(
      route.url
        .replaceAll(/:\w+/g, unknownId)
        .match(/[0-9a-f-]{36}/g)
        ?.join(" ") ?? "",
    );
  });

  test("is for operators alone where it changes something, but for macros' own reports", () => {
    if (!isRead) expect(route.allow).not.toContain("viewer");
  });
});

test("what changes something and is not put on record each time is known", () => {
  const unkept = routes.filter(({ method, audit }) => method !== "GET" && method !== "HEAD" && audit === null);
  expect(unkept.map(({ url }) => url).sort()).toEqual([...questions].sort());
  expect(routes.find(({ url }) => reports.includes(url))?.audit).toBe("macro.report");
});
