/** The audit log of a real engine: what was done over HTTP, checked and listed by the command line. */

import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { served, tokens, urlOf } from "../testing/served.ts";
import { openStage } from "../testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": 'profile heal { match process "*STAGE/heal.sh" rule late: cancel when duration > 1h }\n',
};

it("every write stands there, is found whole, and a change of it is found", async () => {
  const stage = openStage(policies, served);
  stage.macro("heal");
  const engine = await stage.watch();
  const { run } = await engine.event("macro-start");
  const url = await urlOf(stage);
  const post = async (path: string, token: string, headers = {}) => {
    const init = { method: "POST", headers: { authorization: `Bearer ${token}`, ...headers } };
    return (await fetch(new URL(path, url), init)).status;
  };
  expect(await post(`/api/v1/macros/${run}/stop`, tokens.viewer)).toBe(403);
  expect(await post("/api/v1/stop-all", "a-token-that-nobody-has")).toBe(401);
  const once = { "idempotency-key": "stop-heal" };
  expect(await post(`/api/v1/macros/${run}/stop`, tokens.operator, once)).toBe(200);
  await engine.event("macro-end", { run });
  // Done once: a second time would find no such macro.
  expect(await post(`/api/v1/macros/${run}/stop`, tokens.operator, once)).toBe(200);

  const log = stage.path("store.sqlite-audit.jsonl");
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { seq: 1, who: "viewer of tests", role: "viewer", action: "macro.stop", target: run, from: "127.0.0.1" },
    { seq: 2, who: "nobody", role: "none", action: "macro.stop-all" },
    { seq: 3, who: "operator of tests", role: "operator", action: "macro.stop", target: run, outcome: "done" },
    { seq: 4, who: "operator of tests", action: "macro.stop", outcome: "answered again" },
  ]);
  expect((await stage.run("audit", "verify")).code).toBe(0);
  // Nobody's token lies in what was written, nor in what was said.
  const written = readdirSync(stage.folder).filter((name) => name.startsWith("store.sqlite"));
  expect(written).toContain("store.sqlite-api");
  for (const text of [engine.out, engine.err, ...written.map((name) => readFileSync(stage.path(name), "latin1"))])
    for (const token of [...Object.values(tokens), "a-token-that-nobody-has"]) expect(text).not.toContain(token);
  writeFileSync(
    log,
    lines.map((line, at) => `${at === 2 ? line.replace("operator of", "viewer of") : line}\n`).join(""),
  );
  const changed = await stage.run("audit", "verify");
  expect([changed.code, changed.out + changed.err]).toEqual([1, expect.stringContaining("3")]);
});

it("an engine that starts anew goes on where the log ended, past a line that was torn", async () => {
  const stage = openStage(policies, served);
  const stopAll = async () => {
    const url = await urlOf(stage);
    const headers = { authorization: `Bearer ${tokens.operator}` };
    expect((await fetch(new URL("/api/v1/stop-all", url), { method: "POST", headers })).status).toBe(200);
  };
  const first = await stage.watch();
  await stopAll();
  first.signal("SIGINT");
  await first.ended;
  appendFileSync(stage.path("store.sqlite-audit.jsonl"), '{"seq":2,"ti');
  await stage.watch();
  await stopAll();
  const lines = readFileSync(stage.path("store.sqlite-audit.jsonl"), "utf8").trimEnd().split("\n");
  // Between them, the log says that a line was torn.
  expect(lines.map((line) => JSON.parse(line).action)).toEqual([
    "macro.stop-all",
    expect.any(String),
    "macro.stop-all",
  ]);
  const { code, out } = await stage.run("audit", "verify");
  expect([code, out]).toEqual([0, expect.stringContaining(": as they were written")]);
});
