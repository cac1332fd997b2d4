/** The audit log as the API fills it: every write, the refused ones too. */

import { connect } from "node:net";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { ControlError } from "../../control/protocol.ts";
import { apiFixture, tokens } from "../testing/api-fixture.ts";

test("an entry says who did what to what, from where, and what came of it", async () => {
  await using api = await apiFixture();
  await api.ask("POST", "/api/v1/macros/heal_group/stop");
  await api.ask("PUT", "/api/v1/macros/dance/level", { body: { level: "safe" } });
  await api.ask("POST", "/api/v1/stop-all");
  const by = { who: "operator", role: "operator", from: "127.0.0.1", outcome: "done" };
  expect(api.acts).toEqual([
    { ...by, action: "macro.stop", target: "heal_group" },
    { ...by, action: "macro.level", target: "dance" },
    { ...by, action: "macro.stop-all", target: "" },
  ]);
});

test("who hangs up at once leaves the same trace", async () => {
  const gate = Promise.withResolvers<void>();
  const stop = () => gate.promise.then(() => ({ stopping: [] }));
  await using api = await apiFixture({ engine: { stop } });
  const { port } = new URL(await api.app.listen({ port: 0 }));
  const client = connect(Number(port), "127.0.0.1");
  const lines = ["POST /api/v1/stop-all HTTP/1.1", "Host: localhost", `Authorization: Bearer ${tokens.operator}`];
  client.write(`${lines.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`);
  await expect.poll(() => api.calls.length).toBe(1);
  client.resetAndDestroy();
  await expect.poll(async () => await promisify(api.app.server.getConnections.bind(api.app.server))()).toBe(0);
  gate.resolve();
  await expect.poll(() => api.acts).toMatchObject([{ who: "operator", action: "macro.stop-all", from: "127.0.0.1" }]);
});

test("what was refused stands there with why", async () => {
  const stop = () => {
    throw new ControlError("no running macro is called heal; none runs");
  };
  await using api = await apiFixture({ engine: { stop } });
  await api.ask("POST", "/api/v1/macros/heal/stop");
  await api.ask("POST", "/api/v1/macros/heal/stop", { as: "viewer" });
  await api.ask("POST", "/api/v1/macros/heal/stop", { as: null });
  await api.ask("PUT", "/api/v1/macros/heal/level", { body: { level: "wild" } });
  expect(api.acts.map(({ who, action, target, outcome }) => `${who} ${action} ${target}: ${outcome}`)).toEqual([
    expect.stringMatching(
      /^operator macro.stop heal: refused with 40[49]: no running macro is called heal; none runs$/,
    ),
    "viewer macro.stop heal: refused with 403: viewer may look only: this needs an operator's token",
    "nobody macro.stop heal: refused with 401: say who you are: `macro-engine dashboard` gives a link, or send a token",
    expect.stringMatching(
      /^operator macro.level heal: refused with 400: the body does not fit: `level` must be one of/,
    ),
  ]);
});

test("reading leaves no trace, signing in does", async () => {
  await using api = await apiFixture();
  await api.ask("GET", "/api/v1/status");
  await api.ask("GET", "/", { as: null });
  await api.ask("GET", "/?token=nonsense", { as: null });
  await api.ask("POST", "/api/v1/sign-in", { as: null, body: { token: tokens.viewer } });
  await api.ask("POST", "/api/v1/sign-in", { as: null, body: { token: "wrong" } });
  expect(api.acts.map(({ who, action, outcome }) => [who, action, outcome.slice(0, 16)])).toEqual([
    ["nobody", "sign-in", "refused: this li"],
    ["viewer", "sign-in", "done"],
    ["nobody", "sign-in", "refused with 401"],
  ]);
});

test("tokens never stand there", async () => {
  await using api = await apiFixture();
  await api.ask("POST", "/api/v1/sign-in", { as: null, body: { token: tokens.viewer } });
  await api.ask("GET", `/?token=${tokens.operator}`, { as: null });
  expect(JSON.stringify(api.acts)).not.toMatch(/token-of-the-tests/);
});

test("strangers do not fill the log, however often they are refused", async () => {
  await using api = await apiFixture();
  for (let n = 0; n < 30; n++) await api.ask("POST", "/api/v1/stop-all", { as: null });
  expect(api.acts).toHaveLength(10);
  await api.ask("POST", "/api/v1/stop-all");
  expect(api.acts).toHaveLength(11);
});

test("nor do those who may not act; how many are not kept is", async () => {
  await using api = await apiFixture();
  const ask = async (as: "viewer" | "operator" | "macro", times: number) => {
    for (let n = 0; n < times; n++) await api.ask("POST", "/api/v1/macros/heal/stop", { as });
  };
  await ask("viewer", 80);
  expect(api.acts).toHaveLength(60);
  await ask("operator", 80);
  await ask("macro", 1);
  expect(api.acts).toHaveLength(141);
  vi.useFakeTimers({ now: Date.now() + 10_000, toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  await ask("viewer", 1);
  expect(api.acts.at(-1)).toMatchObject({
    who: "viewer",
    outcome: expect.stringMatching(/; 20 more were refused before$/),
  });
});

test("whose reports are refused stands there, reports do not", async () => {
  await using api = await apiFixture();
  const { id } = (await api.ask("POST", "/api/v1/macros", { as: "macro", body: { macro: "farm" } })).json;
  const report = (as: "macro" | "viewer") => api.ask("POST", `/api/v1/macros/${id}/report`, { as, body: {} });
  expect([(await report("macro")).status, (await report("viewer")).status]).toEqual([200, 403]);
  expect(api.acts.map(({ who, action }) => `${who} ${action}`)).toEqual([
    "macro macro.register",
    "viewer macro.report",
  ]);
});

test("a log that cannot be written is told, and the macro is stopped all the same", async () => {
  const append = () => Promise.reject(new Error("ENOSPC: no space left on device"));
  await using api = await apiFixture({ append });
  expect((await api.ask("POST", "/api/v1/macros/heal/stop")).status).toBe(200);
  expect(api.calls.map(({ method }) => method)).toEqual(["stop"]);
  expect(api.problems).toEqual(["the audit log cannot be written: ENOSPC: no space left on device"]);
});
