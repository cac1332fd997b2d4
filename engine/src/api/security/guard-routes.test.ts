/** Hosts, origins, roles and wrong tokens, before anything of a request is read. */

import { expect, test } from "vitest";
import { apiFixture, tokens } from "../testing/api-fixture.ts";

const status = "/api/v1/status";
const stopAll = "/api/v1/stop-all";

test.each([
  ["localhost:8750", 200],
  ["127.0.0.1:8750", 200],
  ["[::1]:8750", 200],
  ["LOCALHOST.", 200],
  ["games.example.net", 200],
  ["evil.example.net", 421],
  ["127.0.0.1.evil.example.net", 421],
  ["localhost.evil.example.net:8750", 421],
  ["0x7f000001", 421],
])("a request for the host %s is answered with %i", async (host, expected) => {
  await using api = await apiFixture({ config: "api: { hosts: [games.example.net] }" });
  expect((await api.ask("GET", status, { headers: { host } })).status).toBe(expected);
  expect((await api.ask("GET", "/", { as: null, headers: { host } })).status).toBe(expected);
  expect((await api.ask("GET", "/%zz", { as: null, headers: { host } })).status).toBe(expected === 200 ? 400 : 421);
});

test("pages of elsewhere change nothing and follow nothing, unless they are configured", async () => {
  await using api = await apiFixture({ config: 'api: { origins: ["https://overlay.example.net"] }' });
  const statusOf = async (method: "GET" | "POST", path: string, origin: string) =>
    (await api.ask(method, path, { headers: { origin, host: "localhost:8750" } })).status;
  for (const [origin, expected] of [
    ["http://localhost:8750", 200],
    ["https://overlay.example.net", 200],
    ["https://localhost:8750", 403],
    ["http://localhost:3000", 403],
    ["https://overlay.example.net.evil.example", 403],
    ["null", 403],
  ] as const) {
    expect([origin, await statusOf("POST", stopAll, origin)]).toEqual([origin, expected]);
    expect([origin, await statusOf("GET", status, origin)]).toEqual([origin, expected]);
  }
  expect(api.calls.filter(({ method }) => method === "stop")).toHaveLength(2);
});

test("a configured page may ask what it may send; without one, nobody is told", async () => {
  const preflight = { origin: "https://overlay.example.net", "access-control-request-method": "POST" };
  const ask = async (config: string) => {
    await using api = await apiFixture({ config });
    const { headers } = await api.app.inject({ method: "OPTIONS", url: stopAll, headers: preflight });
    return [headers["access-control-allow-origin"], headers["access-control-allow-credentials"]];
  };
  expect(await ask('api: { origins: ["https://overlay.example.net"] }')).toEqual([
    "https://overlay.example.net",
    undefined,
  ]);
  expect(await ask("")).toEqual([undefined, undefined]);
});

test("the cookie is of no use to a page at another port of this machine", async () => {
  await using api = await apiFixture();
  const { headers } = await api.ask("POST", "/api/v1/sign-in", { as: null, body: { token: tokens.operator } });
  const cookie = String(headers["set-cookie"]).split(";")[0]!;
  const ask = async (method: "GET" | "POST", path: string, site: string, mode = "cors") => {
    const sent = { cookie, "sec-fetch-site": site, "sec-fetch-mode": mode };
    return (await api.ask(method, path, { as: null, headers: sent })).status;
  };
  expect(await ask("GET", status, "same-origin")).toBe(200);
  expect(await ask("GET", status, "none", "navigate")).toBe(200);
  expect(await ask("GET", "/api/v1/events", "same-site")).toBe(403);
  expect(await ask("POST", stopAll, "same-site", "navigate")).toBe(403);
  expect(await ask("GET", status, "cross-site", "no-cors")).toBe(403);
});

test("a token becomes a cookie that scripts cannot read, and is forgotten when asked", async () => {
  await using api = await apiFixture();
  const signedIn = await api.ask("POST", "/api/v1/sign-in", { as: null, body: { token: tokens.viewer } });
  expect(signedIn.json).toEqual({ name: "viewer", role: "viewer" });
  const set = String(signedIn.headers["set-cookie"]);
  expect(set).toMatch(/^macro-engine-\S+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = set.split(";")[0]!;
  const caller = await api.ask("GET", "/api/v1/caller", { as: null, headers: { cookie } });
  expect(caller.json).toEqual({ name: "viewer", role: "viewer" });
  const signedOut = await api.ask("POST", "/api/v1/sign-out", { as: null, headers: { cookie } });
  expect([signedOut.status, String(signedOut.headers["set-cookie"])]).toEqual([
    204,
    expect.stringMatching(/=; .*Expires=Thu, 01 Jan 1970/),
  ]);
});

test("a printed link is exchanged by whoever follows it first, and not by who only looks at it", async () => {
  await using api = await apiFixture();
  const { pathname, search } = new URL(api.server.linkTo("http://localhost"));
  const link = `${pathname}${search}`;
  await api.app.inject({ method: "HEAD", url: link });
  const first = await api.ask("GET", link, { as: null });
  expect([first.status, first.headers.location, first.headers["cache-control"]]).toEqual([303, "/", "no-store"]);
  expect(first.headers["set-cookie"]).toBeDefined();
  const second = await api.ask("GET", link, { as: null });
  expect([second.headers.location, second.headers["set-cookie"]]).toEqual(["/?link=void", undefined]);
});

test("who tries many tokens is told to wait, by whichever door, while those who came in before go on", async () => {
  await using api = await apiFixture();
  const bearer = (token: string) => api.ask("GET", status, { as: null, headers: { authorization: `Bearer ${token}` } });
  const linked = (token: string) => api.ask("GET", `/?token=${token}`, { as: null });
  const link = api.server.linkTo("");
  expect((await api.ask("GET", status)).status).toBe(200);
  for (let n = 0; n < 5; n++) {
    expect((await bearer(`guess-${n}`)).status).toBe(401);
    expect((await linked(`guess-${n}`)).headers.location).toBe("/?link=void");
  }
  const refused = await bearer("guess");
  expect([refused.status, refused.headers["retry-after"]]).toEqual([429, "6"]);
  expect((await linked("guess")).status).toBe(429);
  const signIn = (token: string) => api.ask("POST", "/api/v1/sign-in", { as: null, body: { token } });
  expect((await signIn("guess")).status).toBe(429);
  // To guess right tells no more than to guess wrong.
  expect([(await bearer(tokens.viewer)).status, (await signIn(tokens.viewer)).status]).toEqual([429, 429]);
  expect((await linked(tokens.viewer)).status).toBe(429);
  // Who was known before, and what nobody can guess.
  expect((await api.ask("GET", status)).status).toBe(200);
  expect((await api.ask("GET", link, { as: null })).headers["set-cookie"]).toBeDefined();
});

test("every answer carries what keeps a browser careful", async () => {
  await using api = await apiFixture();
  for (const path of ["/", status, "/nothing/here", "/%zz", `/api/v1/macros/${"a".repeat(2000)}`]) {
    const { headers } = await api.ask("GET", path, { as: null });
    const csp = String(headers["content-security-policy"]);
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("frame-ancestors vscode-webview: vscode-file:");
    expect(csp).not.toMatch(/unsafe|\*|https?:/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["referrer-policy"]).toBe("no-referrer");
  }
});

test("refusals give away no token", async () => {
  await using api = await apiFixture();
  const { text } = await api.ask("GET", status, { as: null, headers: { authorization: "Bearer a-mistyped-secret" } });
  expect(text).not.toContain("a-mistyped-secret");
});
