/** Macros that speak for themselves. */

import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { methods } from "../../control/testing/example.ts";
import { noon, sessionStart, run as storedRun } from "../../store/testing/example.ts";
import type { MacroOrder, MacroStatus } from "../contract.ts";
import { type ApiFixture, type ApiFixtureOptions, apiFixture, tokens } from "../testing/api-fixture.ts";

const run = "0d5fd2a6-9c2a-4d6e-8a3b-0c1d2e3f4a5b";
const time = "2026-01-05T12:00:00.000Z";

const order: MacroOrder = {
  event: "order",
  time,
  id: "o1",
  run,
  macro: "heal",
  order: "pause",
  reason: "fps is below 20",
  graceMs: null,
  decision: "d1",
};

/** A run of `heal`, with an order or without. */
const running = (outstanding: MacroOrder | null): MacroStatus => ({
  id: run,
  macro: "heal",
  title: null,
  pid: null,
  profile: "heal",
  level: "safe",
  origin: "registered",
  startedAt: time,
  durationMs: 1000,
  state: "running",
  metrics: {},
  order: outstanding,
  rules: [],
});

const engine = (outstanding: MacroOrder | null = null): NonNullable<ApiFixtureOptions["engine"]> => ({
  register: () => ({ id: run, profile: "heal", level: "safe" }),
  report: ({ run: named }) => ({ runs: [named!] }),
  acknowledge: ({ order: id }) => ({ noted: id === "o1" }),
  status: (params, client) => ({
    ...(methods().status(params, client) as Awaited<ReturnType<ReturnType<typeof methods>["status"]>>),
    macros: [running(outstanding)],
  }),
});

const register = (api: ApiFixture, as: "macro" | "operator" = "macro") =>
  api.ask("POST", "/api/v1/macros", { as, body: { macro: "heal", title: "Heal <b>me</b>", level: "risky" } });
const acts = ({ calls }: ApiFixture) => calls.filter(({ method }) => method !== "status");

it("a macro registers, and gets the id by which it speaks from then on", async () => {
  await using api = await apiFixture({ engine: engine() });
  const { status, json, headers } = await register(api);
  expect([status, json]).toEqual([201, { id: run, profile: "heal", level: "safe" }]);
  expect(headers.location).toBe(`/api/v1/macros/${run}`);
  expect(acts(api)).toEqual([
    { method: "register", params: { macro: "heal", title: "Heal <b>me</b>", level: "risky" } },
  ]);
});

it("it reports what it measures, and that it lives", async () => {
  await using api = await apiFixture({ engine: engine() });
  await register(api);
  const body = { metrics: { fps: 60, "guild.queue": 3, "game.zone": "Mordor" }, actions: 2 };
  const { status, json } = await api.ask("POST", `/api/v1/macros/${run}/report`, { as: "macro", body });
  expect([status, json]).toEqual([200, { runs: [run] }]);
  await api.ask("POST", `/api/v1/macros/${run}/report`, { as: "macro", body: { heartbeat: true } });
  expect(acts(api).slice(1)).toEqual([
    { method: "report", params: { run, ...body } },
    { method: "report", params: { run, heartbeat: true } },
  ]);
});

it.each([
  ["no name", "/api/v1/macros", { title: "x" }, "`macro` is missing"],
  ["something unknown", "/api/v1/macros", { macro: "heal", color: "red" }, "`color` is not known here"],
  ["a name that is too long", "/api/v1/macros", { macro: "x".repeat(257) }, "`macro` must not have more than 256"],
  ["a level that is none", "/api/v1/macros", { macro: "heal", level: "mild" }, "`level` must be one of safe, risky"],
  ["a pid that is none", "/api/v1/macros", { macro: "heal", pid: -1 }, "`pid` must be >= 1"],
  ["negative actions", `/api/v1/macros/${run}/report`, { actions: -1 }, "`actions` must be >= 0"],
  ["a list", `/api/v1/macros/${run}/report`, { metrics: { fps: [60] } }, "`metrics/fps` must be"],
])("%s is refused before the engine hears of it", async (_, path, body, detail) => {
  await using api = await apiFixture({ engine: engine() });
  const { status, json } = await api.ask("POST", path, { as: "macro", body });
  expect(status).toBe(400);
  expect(json.detail).toContain(detail);
  expect(acts(api)).toEqual([]);
});

it("an order that is not acknowledged is told at once, whether somebody waits or not", async () => {
  await using api = await apiFixture({ engine: engine(order) });
  for (const query of ["", "?wait=5m"]) {
    const { json } = await api.ask("GET", `/api/v1/macros/${run}/orders${query}`, { as: "macro" });
    expect(json).toEqual({ order, ended: false });
  }
});

it("one who waits is told of the next order of that run, and of its end", async () => {
  await using api = await apiFixture({ engine: engine() });
  const poll = (id: string) => api.ask("GET", `/api/v1/macros/${id}/orders?wait=60s`);
  const waiting = [poll(run), poll("heal"), poll(run)];
  await expect.poll(() => api.calls.length).toBeGreaterThan(0);
  // Those who wait have asked what is outstanding by then.
  await new Promise((done) => setTimeout(done, 300));
  api.engine.tell({ ...order, run: "another" });
  api.engine.tell({ ...order, id: "o2" });
  for (const { json } of await Promise.all(waiting))
    expect(json).toEqual({ order: { ...order, id: "o2" }, ended: false });
  for (const [end, isOver] of [
    [{ kind: "stopped" }, true],
    // The engine ends, and the macro goes on.
    [{ kind: "left" }, false],
  ] as const) {
    const last = poll(run);
    await new Promise((done) => setTimeout(done, 300));
    api.engine.tell({ event: "macro-end", time, run, macro: "heal", end, durationMs: 1 });
    expect((await last).json).toEqual({ order: null, ended: isOver });
  }
});

it("a run that has ended is told apart from one that an engine before has left, and has to register again", async () => {
  await using api = await apiFixture({ engine: engine() });
  const id = (digit: number) => `1111111${digit}-1111-4111-8111-111111111111`;
  api.store.write([sessionStart("s")]);
  for (const [digit, end] of [
    [1, { kind: "cancelled", decision: null }],
    [2, { kind: "left", released: true }],
    [3, { kind: "left" }],
  ] as const)
    api.store.write([
      { kind: "run-start", session: "s", run: storedRun(id(digit)) },
      { kind: "run-end", session: "s", run: id(digit), wall: noon, end },
    ]);
  const orders = (digit: number) => api.ask("GET", `/api/v1/macros/${id(digit)}/orders?wait=1m`, { as: "macro" });
  for (const digit of [1, 2]) expect((await orders(digit)).json).toEqual({ order: null, ended: true });
  for (const digit of [3, 4]) {
    const { status, json } = await orders(digit);
    const detail = `run ${id(digit)} is not under guard: the engine has begun anew since; register again`;
    expect([status, json.detail]).toEqual([404, detail]);
  }
});

it("where nothing comes it is said so, when the time is over", async () => {
  await using api = await apiFixture({ engine: engine() });
  for (const query of ["", "?wait=100ms"])
    expect((await api.ask("GET", `/api/v1/macros/${run}/orders${query}`)).json).toEqual({ order: null, ended: false });
  const nobody = await api.ask("GET", "/api/v1/macros/no%20such%2Fmacro/orders?wait=1m");
  expect([nobody.status, nobody.json.detail]).toEqual([404, "no running macro is called no such/macro"]);
  const never = await api.ask("GET", `/api/v1/macros/${run}/orders?wait=soon`);
  expect([never.status, never.json.detail]).toEqual([400, expect.stringContaining("`wait`")]);
});

it("a server that closes lets those go who wait", async () => {
  const api = await apiFixture({ engine: engine() });
  const waiting = api.ask("GET", `/api/v1/macros/${run}/orders?wait=5m`);
  await expect.poll(() => api.calls.length).toBe(1);
  await api[Symbol.asyncDispose]();
  expect((await waiting).json).toEqual({ order: null, ended: false });
});

it("an acknowledgement is passed on", async () => {
  await using api = await apiFixture({ engine: engine(order) });
  for (const [id, noted] of [
    ["o1", true],
    ["o9", false],
  ] as const) {
    const path = `/api/v1/macros/${run}/orders/${id}/acknowledge`;
    expect((await api.ask("POST", path, { as: "macro" })).json).toEqual({ noted });
  }
  expect(acts(api)[0]).toEqual({ method: "acknowledge", params: { run, order: "o1" } });
});

it("a macro's token is good for its own runs, and for nothing else", async () => {
  await using api = await apiFixture({ engine: engine(order) });
  await register(api, "operator");
  const own = "11111111-2222-4333-8444-555555555555";
  const may = async (method: "GET" | "POST" | "DELETE", path: string, body?: object) =>
    (await api.ask(method, path, { as: "macro", ...(body === undefined ? {} : { body }) })).status;
  for (const id of [run, "heal", "4711", "..%2F..%2Fx", `${run},heal`]) {
    expect(await may("POST", `/api/v1/macros/${id}/report`, {}), id).toBe(403);
    expect(await may("GET", `/api/v1/macros/${id}/orders`), id).toBe(403);
    expect(await may("POST", `/api/v1/macros/${id}/orders/o1/acknowledge`), id).toBe(403);
    expect(await may("DELETE", `/api/v1/macros/${id}`), id).toBe(403);
    expect(await may("GET", `/api/v1/events?run=${id}`), id).toBe(403);
  }
  for (const path of ["/api/v1/status", "/api/v1/macros", "/api/v1/events", `/api/v1/events?run=${own}&snapshots=1`])
    expect(await may("GET", path), path).toBe(403);
  expect(await may("POST", "/api/v1/stop-all")).toBe(403);
  expect(await may("POST", `/api/v1/macros/${own}/stop`)).toBe(403);
  expect(acts(api).map(({ method }) => method)).toEqual(["register"]);
  // Known to nobody here, as after a restart: whoever knows the id has been told it.
  expect(await may("POST", `/api/v1/macros/${own}/report`, {})).toBe(200);
  expect(await may("DELETE", `/api/v1/macros/${own}`)).toBe(200);
});

it("viewers do not speak for macros", async () => {
  await using api = await apiFixture({ engine: engine(order) });
  const asked = await Promise.all([
    api.ask("POST", "/api/v1/macros", { as: "viewer", body: { macro: "heal" } }),
    api.ask("POST", `/api/v1/macros/${run}/report`, { as: "viewer", body: {} }),
    api.ask("GET", `/api/v1/macros/${run}/orders`, { as: "viewer" }),
    api.ask("POST", `/api/v1/macros/${run}/orders/o1/acknowledge`, { as: "viewer" }),
  ]);
  expect(asked.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});

it("a pid is taken from callers of this machine, of the user whose process it is", async () => {
  await using api = await apiFixture({ engine: engine() });
  await api.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/macros`, {
    method: "POST",
    headers: { Authorization: `Bearer ${tokens.macro}`, "Content-Type": "application/json" },
    body: JSON.stringify({ macro: "heal", pid: process.pid }),
  });
  expect([answer.status, acts(api).length]).toEqual([201, 1]);
  const elsewhere = await api.app.inject({
    method: "POST",
    url: "/api/v1/macros",
    remoteAddress: "203.0.113.7",
    headers: { authorization: `Bearer ${tokens.operator}` },
    payload: { macro: "heal", pid: process.pid },
  });
  expect([elsewhere.statusCode, acts(api).length]).toEqual([400, 1]);
  expect(elsewhere.json().detail).toContain("means nothing from another machine");
});
