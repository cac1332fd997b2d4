/** The API while its configuration changes: what follows in place, what moves, what is kept where the new one cannot be had. */

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { connect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { type MadeCertificate, makeCertificate } from "../api/testing/certificate.ts";
import { fakeEngine } from "../api/testing/fake-engine.ts";
import { parseConfigIn } from "../config/load.ts";
import type { Serving } from "../control/protocol.ts";
import { startNotifying } from "../notify/start-notifying.ts";
import { temporaryFolder } from "../store/testing/example.ts";
import { serveApi } from "./serve-api.ts";

const token = "a-token-of-an-operator";
const newToken = "another-token-of-an-operator";
const withToken = (text: string) => `tokens: [{ name: ann, role: operator, token: ${text} }]`;

/** Served by `api: { … }`, until the test has ended. */
async function serving(api: string) {
  const folder = temporaryFolder();
  const configOf = (text: string, more = "") => {
    const source = { path: "macro-engine.yaml", text: `store: { path: store.sqlite }\napi: { ${text} }\n${more}` };
    const { config, problems } = parseConfigIn(folder.path, source);
    expect(problems).toEqual([]);
    return config;
  };
  const config = configOf(api);
  const engine = fakeEngine();
  const audience = { profiles: [], dimensions: {} };
  const startedWall = Date.now();
  const noted = { onState: () => {}, onProblem: () => {} };
  const notifying = startNotifying({ config, startedWall, audience, engine, store: () => null, ...noted });
  let now: Serving = { dashboard: null, link: null, problem: null, channels: [] };
  let told = 0;
  const served = serveApi({
    ...{ engine, notifying, onProblem: () => {}, retryMs: 50 },
    input: {
      ...{ socket: "", version: "0.1.0", session: "s", config, configPath: "macro-engine.yaml", cwd: folder.path },
      ...{ besides: [], dryRun: false, startedWall, audience, lingerMs: 0, port: null },
    },
    tell: (change) => {
      now = { ...now, ...change };
      if ("problem" in change) told++;
    },
  });
  const follow = async (text: string, more?: string) => {
    const before = told;
    served.follow(configOf(text, more));
    await expect.poll(() => told).toBeGreaterThan(before);
  };
  onTestFinished(async () => {
    await follow("enabled: false");
    await notifying.stop(0);
    folder[Symbol.dispose]();
  });
  await follow(api);
  return {
    folder,
    engine,
    follow,
    get now() {
      return now;
    },
    status: async (path: string, as = token) =>
      (await fetch(`${now.dashboard}${path}`, { headers: { authorization: `Bearer ${as}` } })).status,
  };
}

/** A program that listens; at a port if one is given. */
async function program(port = 0) {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = () => new Promise((done) => server.close(done));
  return { port: (server.address() as AddressInfo).port, close };
}

test("tokens, hosts and macros are followed in place; streams go on from where they were", async () => {
  const api = await serving(`port: 0, ${withToken(token)}`);
  const { dashboard, link } = api.now;
  const open = (after: string) =>
    fetch(`${dashboard}/api/v1/events`, { headers: { authorization: `Bearer ${token}`, "last-event-id": after } });
  const stream = await open("");
  const reader = stream.body!.getReader();
  const [, id] = /id: (\S+)/.exec(new TextDecoder().decode((await reader.read()).value))!;
  await api.follow(`port: 0, ${withToken(newToken)}`, "macros: { heal: { command: [node, heal.js] } }\n");
  // Whose token is gone reads no more.
  await expect(toEnd(reader)).resolves.toBe("ended");
  expect(await api.status("/api/v1/caller")).toBe(401);
  expect(await api.status("/api/v1/caller", newToken)).toBe(200);
  await expect(open(id!)).resolves.toMatchObject({ status: 401 });
  expect(api.now).toMatchObject({ dashboard, link, problem: null });
  await api.follow(`port: 0, ${withToken(token)}`, "macros: { heal: { command: [node, heal.js] } }\n");
  const again = await open(id!);
  const text = new TextDecoder().decode((await again.body!.getReader().read()).value);
  expect(text).not.toContain("event: reset");
  const { configured } = (await (
    await fetch(`${dashboard}/api/v1/macros`, { headers: { authorization: `Bearer ${token}` } })
  ).json()) as { configured: { macro: string }[] };
  expect(configured.map(({ macro }) => macro)).toEqual(["heal"]);
});

test("origins of other pages are followed in place", async () => {
  const origin = "https://overlay.example.net";
  const api = await serving(`port: 0, ${withToken(token)}`);
  const asked = async () => {
    const headers = { origin, authorization: `Bearer ${token}` };
    const { status, headers: answered } = await fetch(`${api.now.dashboard}/api/v1/stop-all`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ reason: "a raid" }),
    });
    return [status, answered.get("access-control-allow-origin")];
  };
  expect(await asked()).toEqual([403, null]);
  await api.follow(`port: 0, origins: ["${origin}"], ${withToken(token)}`);
  expect(await asked()).toEqual([200, origin]);
  await api.follow(`port: 0, ${withToken(token)}`);
  expect(await asked()).toEqual([403, null]);
});

async function toEnd(reader: ReadableStreamDefaultReader): Promise<"ended"> {
  try {
    while (!(await reader.read()).done);
  } catch {
    // It was cut off.
  }
  return "ended";
}

test("another port is moved to, with a link that is printed anew; the old one is free", async () => {
  const api = await serving(`port: 0, ${withToken(token)}`);
  const before = api.now;
  expect((await fetch(before.link!, { redirect: "manual" })).status).toBe(303);
  expect(api.now.link).toBeNull();
  const free = await program();
  await free.close();
  await api.follow(`port: ${free.port}, ${withToken(token)}`);
  expect(api.now).toMatchObject({ dashboard: `http://127.0.0.1:${free.port}`, problem: null });
  expect(api.now.link).toMatch(new RegExp(`:${free.port}/\\?token=`));
  expect(await api.status("/api/v1/caller")).toBe(200);
  await (await program(Number(new URL(before.dashboard!).port))).close();
});

test("TLS comes to the same port, and a renewed certificate to new connections", async () => {
  const api = await serving(`port: 0, ${withToken(token)}`);
  const { port } = new URL(api.now.dashboard!);
  const put = ({ cert, key }: MadeCertificate) => {
    writeFileSync(api.folder.file("cert.pem"), cert);
    writeFileSync(api.folder.file("key.pem"), key);
  };
  put(makeCertificate({ names: ["127.0.0.1"] }));
  const tls = `port: 0, tls: { cert: cert.pem, key: key.pem }, ${withToken(token)}`;
  await api.follow(tls);
  expect(api.now.dashboard).toBe(`https://127.0.0.1:${port}`);
  expect(await namesAt(port)).toBe("IP Address:127.0.0.1");
  put(makeCertificate({ names: ["localhost"] }));
  await api.follow(tls);
  expect(await namesAt(port)).toBe("DNS:localhost");
  writeFileSync(api.folder.file("cert.pem"), "no certificate");
  await api.follow(tls);
  expect(api.now.problem).toContain("`api` is not as configured, and serves as before: `api.tls.cert`");
  expect(await namesAt(port)).toBe("DNS:localhost");
});

async function namesAt(port: string): Promise<string | undefined> {
  const socket = connect({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { subjectaltname: names } = socket.getPeerCertificate();
  socket.destroy();
  return names;
}

test.each([
  ["port: 0, host: 0.0.0.0", "`api.host` 0.0.0.0 is reached from other machines"],
  ["port: 0, tokens: [{ name: tv, token: short }]", "the token `tv` of `api.tokens` can be guessed"],
  ["port: 0, tls: { cert: none.pem, key: none.pem }", "`api.tls.cert`"],
  ["port: 0, host: 192.0.2.1, tls: { cert: cert.pem, key: key.pem }, TOKEN", "cannot listen at 192.0.2.1"],
])("%s leaves what is served as it was, and is said", async (text, problem) => {
  const api = await serving(`port: 0, ${withToken(token)}`);
  const made = makeCertificate({ names: [] });
  writeFileSync(api.folder.file("cert.pem"), made.cert);
  writeFileSync(api.folder.file("key.pem"), made.key);
  const { dashboard } = api.now;
  await api.follow(text.replace("TOKEN", withToken(token)), "macros: { heal: { command: [node, heal.js] } }\n");
  expect(api.now).toMatchObject({ dashboard, problem: expect.stringContaining(problem) });
  const config = await fetch(`${dashboard}/api/v1/engine/config`, { headers: { authorization: `Bearer ${token}` } });
  // What has no mistake is in force all the same, and what is not in force is not told as if it were.
  expect(await config.json()).toMatchObject({ macros: { heal: {} }, api: { host: "127.0.0.1", tls: null } });
  await api.follow(`port: 0, ${withToken(token)}`);
  expect(api.now).toMatchObject({ dashboard, problem: null });
});

test("a taken port is said, and had once it is free; `enabled: false` gives it back", async () => {
  const other = await program();
  const api = await serving(`port: ${other.port}, ${withToken(token)}`);
  const taken = `port ${other.port} is taken by another program: choose another \`api.port\``;
  expect(api.now).toMatchObject({ dashboard: null, problem: taken });
  await other.close();
  await expect.poll(() => api.now).toMatchObject({ dashboard: `http://127.0.0.1:${other.port}`, problem: null });
  const silent = new Socket().connect(other.port, "127.0.0.1");
  await once(silent, "connect");
  await api.follow("enabled: false");
  expect(api.now).toMatchObject({ dashboard: null, link: null, problem: null });
  await (await program(other.port)).close();
  await api.follow(`port: ${other.port}, ${withToken(token)}`);
  expect(await api.status("/api/v1/caller")).toBe(200);
});
