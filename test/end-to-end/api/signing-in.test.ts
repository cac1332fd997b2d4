/** Who comes in where a real engine serves: by the link that it prints, by `macro-engine dashboard`, by a token; and stays in. */

import { statSync } from "node:fs";
import { request } from "node:http";
import { expect, it } from "vitest";
import { openStage, type Stage } from "../testing/stage.ts";

const token = "a-token-for-a-tablet";
const config = `api:
  port: 0
  tokens:
    - { name: tablet, token: ${token} }
`;
const policies = {
  "policies/heal.macropolicy": 'profile heal { match process "*STAGE/heal.sh" rule late: cancel when duration > 1h }\n',
};

const linkIn = (text: string) => /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)?.[0];

async function serving(stage: Stage) {
  const engine = stage.start(["watch"]);
  await engine.says(/dashboard: http/);
  return { engine, link: linkIn(engine.out)! };
}

async function follow(link: string): Promise<{ readonly location: string; readonly cookie: string | null }> {
  const response = await fetch(link, { redirect: "manual" });
  await response.text();
  const set = response.headers.get("set-cookie");
  return { location: response.headers.get("location") ?? "", cookie: set?.split(";")[0] ?? null };
}

async function callerAt(link: string, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(new URL("/api/v1/caller", link), { headers });
  return response.ok ? await response.json() : response.status;
}

it("a link opens once; its cookie is known to the next engine, its token is not", async () => {
  const stage = openStage(policies, config);
  const first = await serving(stage);
  const { cookie } = await follow(first.link);
  expect(await callerAt(first.link, { cookie: cookie! })).toEqual({ name: "link", role: "operator" });
  expect(await follow(first.link)).toEqual({ location: "/?link=void", cookie: null });
  expect((statSync(stage.path("store.sqlite.key")).mode & 0o777).toString(8)).toBe("600");
  first.engine.signal("SIGINT");
  expect(await first.engine.ended).toBe(0);
  const second = await serving(stage);
  expect(await callerAt(second.link, { cookie: cookie! })).toEqual({ name: "link", role: "operator" });
  expect(await callerAt(second.link, {})).toBe(401);
  const old = new URL(first.link).searchParams.get("token")!;
  expect(await callerAt(second.link, { authorization: `Bearer ${old}` })).toBe(401);
});

it("`macro-engine dashboard` gives links to a running engine, for operators and viewers", async () => {
  const stage = openStage(policies, config);
  const none = await stage.run("dashboard");
  expect([none.code, none.out]).toEqual([1, ""]);
  const { link } = await serving(stage);
  const roleBy = async (...args: readonly string[]) => {
    const { code, out, err } = await stage.run("dashboard", ...args);
    expect([code, err]).toEqual([0, "It can be followed once, within 10 minutes.\n"]);
    const { cookie } = await follow(out.trim());
    return (await callerAt(link, { cookie: cookie! })) as { readonly role: string };
  };
  expect((await roleBy()).role).toBe("operator");
  expect((await roleBy("--viewer")).role).toBe("viewer");
});

it("an engine that serves nothing says so to `macro-engine dashboard`", async () => {
  const stage = openStage(policies);
  await stage.watch();
  const { code, err } = await stage.run("dashboard");
  expect([code, err]).toEqual([
    1,
    "this engine serves no dashboard: it runs with --no-api, or `api.enabled` is false\n",
  ]);
});

it("a token of the configuration comes in as what it is, from no other host", async () => {
  const stage = openStage(policies, config);
  const { link } = await serving(stage);
  expect(await callerAt(link, { authorization: `Bearer ${token}` })).toEqual({ name: "tablet", role: "viewer" });
  // fetch does not let a host be made up.
  const { port } = new URL(link);
  const options = { port, path: "/api/v1/status", headers: { host: "evil.example", authorization: `Bearer ${token}` } };
  const status = await new Promise((done) => request(options, (response) => done(response.resume().statusCode)).end());
  expect(status).toBe(421);
});

it.each([
  ["api: { port: 0, tokens: [{ name: tv, token: short }] }\n", /the token `tv` of `api.tokens` can be guessed/],
  ["api: { port: 0, host: 0.0.0.0 }\n", /`api.host` 0\.0\.0\.0 is reached from other machines: that needs/],
  [
    "api: { port: 0, tokens: [{ name: tv, token: { env: NO_SUCH } }] }\n",
    /the token `tv` of `api.tokens`: a secret is missing: the environment has no NO_SUCH/,
  ],
])("what may not be served is said, and macros are guarded all the same: %s", async (unsafe, words) => {
  const stage = openStage(policies, unsafe);
  const engine = stage.start(["watch"]);
  await engine.says("nothing is served: ");
  await engine.says(words);
  const { code, out } = await stage.run("status", "--json");
  expect(code).toBe(0);
  const status = JSON.parse(out);
  expect([status.dashboard, status.notServing]).toEqual([null, expect.stringMatching(words)]);
});
