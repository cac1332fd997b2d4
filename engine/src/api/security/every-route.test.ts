/** Each route, as the router has them: without a token, with each role's. */

import { beforeAll, describe, expect, test } from "vitest";
import { roles } from "../../config/config.ts";
import { type ApiFixture, apiFixture } from "../testing/api-fixture.ts";
import type { GuardedRoute } from "./guard-routes.ts";

/** Who may come in without saying who they are; a route that joins them is to be thought about. */
const open = ["GET /", "GET /docs.css", "GET /livez", "GET /readyz", "POST /api/v1/sign-in", "POST /api/v1/sign-out"];

const routes = await (async () => {
  await using api = await apiFixture();
  return api.server.routes;
})();

/** Questions that are too long for a URL: they change nothing. */
const questions = ["/api/v1/policies/check", "/api/v1/what-if"];

/** The page's own files are for everybody; they are built, and have names that change. */
const isFile = ({ url }: GuardedRoute) => url !== "/" && !/^\/(api\/|livez|readyz|docs|openapi|metrics)/.test(url);

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
  return () => api[Symbol.asyncDispose]();
});

/** An id as runs have them, of none that there is: to know one is what a macro has to. */
const unknownId = "00000000-0000-4000-8000-000000000000";

/** No body fits and no id is known: what matters is whether the guard lets it past. */
async function outcome({ method, url }: GuardedRoute, as: "viewer" | "operator" | "macro" | null): Promise<string> {
  const path = url.replaceAll(/:\w+/g, unknownId);
  const answered = await api.ask(method as "POST", path, { as, body: method === "GET" ? undefined : {} });
  const isRefused = () => /is a macro's token|may look only/.test(answered.json.detail ?? answered.json.error);
  return answered.status === 401 || (answered.status === 403 && isRefused()) ? "refused" : "let past";
}

test("routes are open to nobody but those who are listed", () => {
  const without = routes.filter((route) => route.allow === "anyone" && !isFile(route) && route.method !== "HEAD");
  expect(without.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([...open].sort());
});

test("the list is the router's own", () => {
  expect(routes.map(({ method, url }) => `${method} ${url}`)).toContain("POST /api/v1/stop-all");
  expect(routes.length).toBeGreaterThan(20);
});

describe.each(routes.filter((route) => route.allow !== "anyone" && route.method !== "HEAD"))(
  "$method $url",
  (route) => {
    test("refuses who does not say who they are", async () => {
      expect(await outcome(route, null)).toBe("refused");
    });

    test.each(roles)("with the token of a role %s", async (role) => {
      // What streams has no end that could be waited for.
      if (route.url.endsWith("/events")) return;
      const may = role === "operator" || route.allow.includes(role);
      expect(await outcome(route, role)).toBe(may ? "let past" : "refused");
    });

    test("is for operators alone where it changes something, but for macros' own reports", () => {
      if (route.method === "GET" || questions.includes(route.url)) return;
      expect(route.allow).not.toContain("viewer");
    });
  },
);
