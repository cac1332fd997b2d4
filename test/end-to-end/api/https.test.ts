/** Beyond this machine: a real engine that listens at every address, by a certificate made for the test, from link to renewal. */

import { renameSync } from "node:fs";
import { connect, getCACertificates, setDefaultCACertificates } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { makeCertificate } from "../../../engine/src/api/testing/certificate.ts";
import { httpLink } from "../../../vscode-extension/src/live/http-link.ts";
import { ask, openEvents, served, tokens } from "../testing/served.ts";
import { openStage, type Stage, until } from "../testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": 'profile heal { match process "*STAGE/heal.sh" rule late: cancel when duration > 1h }\n',
};
const beyond = `${served}  host: 0.0.0.0
  hosts: [games.example.net]
  tls: { cert: cert.pem, key: key.pem }
`;
const names = ["127.0.0.1", "games.example.net"];

/** As programs of this machine would with the certificate in their list. */
function trust(cert: string): void {
  const before = getCACertificates("default");
  setDefaultCACertificates([...before, cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

/** Until when the certificate is good that a new connection is shown. */
async function shown(url: string): Promise<number> {
  const { hostname: host, port } = new URL(url);
  const socket = connect({ host, port: Number(port), rejectUnauthorized: false });
  await new Promise((done) => socket.once("secureConnect", done));
  const { valid_to: until } = socket.getPeerCertificate();
  socket.destroy();
  return Date.parse(until);
}

/** As a renewing program does: each file is there whole or not at all. */
function put(stage: Stage, { cert, key }: { readonly cert: string; readonly key: string }): void {
  stage.write({ "new-cert.pem": cert, "new-key.pem": key });
  for (const which of ["key", "cert"]) renameSync(stage.path(`new-${which}.pem`), stage.path(`${which}.pem`));
}

it("pages, programs, streams and editors come in by https, and a renewed certificate is taken up", async () => {
  const made = makeCertificate({ names });
  trust(made.cert);
  const stage = openStage({ ...policies, "cert.pem": made.cert, "key.pem": made.key }, beyond);
  const engine = stage.start(["watch"]);
  await engine.says(/dashboard: https/);
  const link = /https:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(engine.out)![0];
  const url = new URL(link).origin;

  // A browser: the link, the cookie, the page.
  const followed = await fetch(link, { redirect: "manual" });
  const set = followed.headers.get("set-cookie")!;
  expect([followed.status, followed.headers.get("location")]).toEqual([303, "/"]);
  expect(set).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  const asBrowser = { cookie: set.split(";")[0]!, "sec-fetch-site": "same-origin" };
  const page = await fetch(url, { headers: asBrowser });
  expect([page.status, page.headers.get("content-type"), await page.text()]).toEqual([
    200,
    "text/html; charset=utf-8",
    expect.stringContaining("<script"),
  ]);
  const own = { ...asBrowser, origin: url };
  expect((await fetch(`${url}/api/v1/caller`, { headers: own })).status).toBe(200);
  // Its http twin is another origin.
  const origin = url.replace("https", "http");
  expect((await fetch(`${url}/api/v1/caller`, { headers: { ...own, origin } })).status).toBe(403);
  await expect(fetch(origin)).rejects.toThrow();

  // Programs, streams and editors, with a token.
  const { heard } = await openEvents(url);
  expect((await ask(`${url}/api/v1/engine/check`, { method: "POST" })).status).toBe(200);
  expect((await ask(`${url}/api/v1/engine/check`, { method: "POST", token: "" })).status).toBe(401);
  const editor = await httpLink(url, tokens.operator);
  onTestFinished(() => editor.close());
  expect((await editor.status()).dashboard).toBe(url);

  // One that is renewed is shown to whoever connects anew; that this one is no good is told.
  const end = new Date("2025-06-01T00:00:00Z");
  put(stage, makeCertificate({ names, from: new Date("2025-01-01"), until: end }));
  expect((await ask(`${url}/api/v1/engine/reload`, { method: "POST" })).status).toBe(200);
  await engine.says(/cert\.pem has expired on 2025-06-01: nobody will trust it/);
  expect(await shown(url)).toBe(end.getTime());
  await until(() => heard.some(({ data }) => data.includes("has expired")), "the stream to tell of it");
});
