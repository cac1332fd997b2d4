import { expect, test } from "vitest";
import { ControlError } from "../control/protocol.ts";
import { apiFixture, tokens } from "./testing/api-fixture.ts";

const start = "/api/v1/macros/heal/start";
const once = { "idempotency-key": "a-key" };

test("a write that is sent again is done once and answered as before", async () => {
  await using api = await apiFixture();
  const first = await api.ask("POST", start, { body: { level: "safe" }, headers: once });
  const again = await api.ask("POST", start, { body: { level: "safe" }, headers: once });
  expect([again.status, again.text]).toEqual([first.status, first.text]);
  expect([first.headers["idempotent-replayed"], again.headers["idempotent-replayed"]]).toEqual([undefined, "true"]);
  expect(again.headers["content-type"]).toBe(first.headers["content-type"]);
  expect(api.calls.filter(({ method }) => method === "start")).toHaveLength(1);
  expect(api.acts.map(({ outcome }) => outcome)).toEqual(["done", "answered again"]);
});

test("another request with the same key is refused", async () => {
  await using api = await apiFixture();
  await api.ask("POST", start, { body: { level: "safe" }, headers: once });
  for (const [path, body] of [
    [start, { level: "risky" }],
    ["/api/v1/macros/buff/start", { level: "safe" }],
  ] as const)
    expect((await api.ask("POST", path, { body, headers: once })).status).toBe(422);
  expect(api.calls.filter(({ method }) => method === "start")).toHaveLength(1);
});

test("keys of one caller are not those of another, and without a key every write is done", async () => {
  await using api = await apiFixture();
  const macro = { macro: "heal" };
  await api.ask("POST", "/api/v1/macros", { body: macro, headers: once });
  await api.ask("POST", "/api/v1/macros", { as: "macro", body: macro, headers: once });
  await api.ask("POST", "/api/v1/macros", { body: macro });
  expect(api.calls.filter(({ method }) => method === "register")).toHaveLength(3);
});

test("a refusal is an answer too, a failure is not", async () => {
  const answers: (() => never)[] = [
    () => {
      throw new ControlError("heal may not start before 20:00");
    },
    () => {
      throw new Error("a bug");
    },
  ];
  await using api = await apiFixture({ engine: { start: () => answers.shift()!() } });
  const ask = async (key: string) =>
    (await api.ask("POST", start, { body: {}, headers: { "idempotency-key": key } })).status;
  expect([await ask("one"), await ask("one")]).toEqual([409, 409]);
  expect(answers).toHaveLength(1);
  expect(await ask("two")).toBe(500);
  answers.push(() => {
    throw new ControlError("heal is running");
  });
  expect(await ask("two")).toBe(409);
});

test("the same write twice at once is done once", async () => {
  const gate = Promise.withResolvers<void>();
  const started = { id: "r1", pid: 1, profile: "heal", level: "safe", output: null } as const;
  await using api = await apiFixture({ engine: { start: () => gate.promise.then(() => started) } });
  const first = api.ask("POST", start, { body: {}, headers: once });
  await expect.poll(() => api.calls.length).toBe(1);
  const second = await api.ask("POST", start, { body: {}, headers: once });
  expect([second.status, second.headers["retry-after"]]).toEqual([409, "1"]);
  gate.resolve();
  expect((await first).status).toBeLessThan(300);
  expect((await api.ask("POST", start, { body: {}, headers: once })).headers["idempotent-replayed"]).toBe("true");
});

test("a key is a text of 1 to 255 characters", async () => {
  await using api = await apiFixture();
  const ask = (key: string) => api.ask("POST", start, { body: {}, headers: { "idempotency-key": key } });
  expect((await ask("k".repeat(256))).status).toBe(400);
  expect((await ask("k".repeat(255))).status).toBe(200);
});

test("signing in is answered anew each time, by a cookie", async () => {
  await using api = await apiFixture();
  for (const time of ["first", "second"]) {
    const body = { token: tokens.viewer };
    const { headers } = await api.ask("POST", "/api/v1/sign-in", { as: "viewer", body, headers: once });
    expect([time, headers["idempotent-replayed"], headers["set-cookie"]]).toEqual([time, undefined, expect.anything()]);
  }
});
