/** Macros over the API: what is asked of the engine, and how its answers and refusals come back. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { outputFile } from "../../config/folders.ts";
import { ControlError, errorCodes } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import { noon, run, sessionStart } from "../../store/testing/example.ts";
import type { MacroStatus } from "../contract.ts";
import { apiFixture } from "../testing/api-fixture.ts";

function macro(id: string, changes: Partial<MacroStatus> = {}): MacroStatus {
  return {
    id,
    macro: "heal",
    title: null,
    pid: 4242,
    profile: "heal",
    level: "safe",
    origin: "child",
    startedAt: "2026-01-05T12:00:00.000Z",
    durationMs: 1000,
    state: "running",
    metrics: { fps: 60 },
    order: null,
    rules: [],
    ...changes,
  };
}

const status = async (macros: readonly MacroStatus[]) => ({ ...(await methods().status({}, null as never)), macros });

describe("macros", () => {
  test("what one has printed is read from its end, by its name after its end too, and by operators alone", async () => {
    await using api = await apiFixture();
    const id = "11111111-1111-4111-8111-111111111111";
    api.store.write([
      sessionStart("s"),
      { kind: "run-start", session: "s", run: run(id, { macro: "heal" }) },
      { kind: "run-end", session: "s", run: id, wall: noon, end: { kind: "exited", code: 1, signal: null } },
    ]);
    const path = outputFile(join(api.folder, "store.sqlite"), id);
    mkdirSync(dirname(path));
    writeFileSync(path, "<b>\u00fcber</b> \u0007\n");
    const output = (name: string, query = "") => api.ask("GET", `/api/v1/macros/${name}/output${query}`);
    const whole = { run: id, path, text: "<b>\u00fcber</b> \u0007\n", whole: true };
    expect((await output("heal")).json).toEqual(whole);
    expect((await output(id)).json).toEqual(whole);
    // Not the second half of a character.
    expect((await output("heal", "?bytes=11")).json).toEqual({
      ...whole,
      text: "ber</b> \u0007\n",
      whole: false,
    });
    writeFileSync(`${path}.old`, "before\n");
    expect((await output("heal")).json).toEqual({ ...whole, text: `before\n${whole.text}`, whole: false });
    const unknown = await output("dance");
    expect([unknown.status, unknown.json.detail]).toEqual([
      404,
      expect.stringContaining("nothing is kept of what dance printed"),
    ]);
    expect((await api.ask("GET", "/api/v1/macros/heal/output", { as: "viewer" })).status).toBe(403);
  });

  test("are listed with those that may be started", async () => {
    await using api = await apiFixture({
      config: "macros:\n  Heal: { command: [node, heal.js], profile: heal }\n  dance: { command: [node, dance.js] }",
      engine: {
        status: () => status([macro("r1")]),
        admit: ({ macro: name }) =>
          name === "dance"
            ? { refusal: "dance was cancelled and may start again in 9s", untilWall: Date.UTC(2026, 0, 5, 12, 0, 9) }
            : { refusal: null, untilWall: null },
      },
    });
    expect((await api.ask("GET", "/api/v1/macros")).json).toEqual({
      running: [macro("r1")],
      configured: [
        { macro: "Heal", profile: "heal", running: true, refusal: null, startsAt: null },
        {
          macro: "dance",
          profile: null,
          running: false,
          refusal: "dance was cancelled and may start again in 9s",
          startsAt: "2026-01-05T12:00:09.000Z",
        },
      ],
    });
    expect(api.calls[1]?.params).toEqual({ macro: "Heal", profile: "heal", command: ["node", "heal.js"] });
  });

  test("are got by a run's id, a name or a pid; of several the youngest", async () => {
    const younger = macro("r2", { startedAt: "2026-01-05T13:00:00.000Z", pid: 7 });
    await using api = await apiFixture({ engine: { status: () => status([macro("r1"), younger]) } });
    for (const [name, id] of [
      ["r1", "r1"],
      ["HEAL", "r2"],
      ["4242", "r1"],
      ["7", "r2"],
    ])
      expect((await api.ask("GET", `/api/v1/macros/${name}`)).json).toMatchObject({ id });
    expect((await api.ask("GET", "/api/v1/macros/dance")).json).toMatchObject({
      status: 404,
      detail: "no running macro is called dance; GET /api/v1/macros lists them",
    });
  });

  test.each([
    ["POST", "/api/v1/macros/heal%20group/start", { level: "risky" }, "start", { macro: "heal group", level: "risky" }],
    ["POST", "/api/v1/macros/heal/start", undefined, "start", { macro: "heal" }],
    ["POST", "/api/v1/macros/heal/stop", undefined, "stop", { id: "heal" }],
    ["POST", "/api/v1/macros/heal/pause", undefined, "pause", { id: "heal" }],
    ["POST", "/api/v1/macros/heal/resume", undefined, "resume", { id: "heal" }],
    ["PUT", "/api/v1/macros/heal/level", { level: null }, "level", { id: "heal", level: null }],
    ["DELETE", "/api/v1/macros/heal", undefined, "release", { id: "heal" }],
    ["POST", "/api/v1/stop-all", undefined, "stop", { all: true }],
  ] as const)("%s %s %j asks the engine to %s", async (method, url, body, called, params) => {
    await using api = await apiFixture();
    const answer = await api.ask(method, url, body === undefined ? {} : { body });
    expect([answer.status, api.calls]).toEqual([200, [{ method: called, params }]]);
  });

  test.each([
    [new ControlError("no running macro is called x; none runs", errorCodes.unknown), 404],
    [new ControlError("x is dangerous; the configuration starts nothing above risky"), 409],
    [new ControlError("`level` as safe, risky, dangerous or null", errorCodes.invalidParams), 400],
  ])("that the engine refuses: %s → %i", async (error, code) => {
    await using api = await apiFixture({
      engine: {
        stop: () => {
          throw error;
        },
      },
    });
    const answer = await api.ask("POST", "/api/v1/macros/x/stop");
    expect(answer.json).toMatchObject({ status: code, detail: error.message });
  });

  test.each([
    ["/api/v1/macros/heal/level", { level: "furious" }],
    ["/api/v1/macros/heal/level", {}],
    ["/api/v1/macros/heal/level", { level: "safe", force: true }],
  ])("%s %j is refused before the engine is asked", async (url, body) => {
    await using api = await apiFixture();
    expect([(await api.ask("PUT", url, { body })).status, api.calls]).toEqual([400, []]);
  });
});

describe("mutes", () => {
  test("say who wants them, and end after a while or at a time", async () => {
    await using api = await apiFixture();
    const made = await api.ask("POST", "/api/v1/mutes", { body: { macro: "heal", for: "30m", reason: "raid" } });
    expect([made.status, made.headers.location]).toEqual([201, "/api/v1/mutes/m1"]);
    const { until, ...rest } = api.calls[0]!.params as { readonly until: string };
    expect(rest).toEqual({ macro: "heal", rule: null, reason: "raid", by: "operator" });
    expect(Math.abs(Date.parse(until) - Date.now() - 30 * 60_000)).toBeLessThan(60_000);

    const later = { from: "2126-01-01T00:00:00Z", for: "1h", rule: "cpu_hot", reason: "patch day" };
    await api.ask("POST", "/api/v1/mutes", { body: later });
    expect(api.calls[1]!.params).toMatchObject({
      macro: null,
      rule: "cpu_hot",
      from: "2126-01-01T00:00:00.000Z",
      until: "2126-01-01T01:00:00.000Z",
    });
    expect((await api.ask("DELETE", "/api/v1/mutes/m1")).status).toBe(409);
    expect(api.calls[2]).toEqual({ method: "unmute", params: { id: "m1", by: "operator" } });
  });

  test.each([
    [{ reason: "raid" }, "say when it ends"],
    [{ reason: "raid", for: "30m", until: "2126-01-01" }, "say when it ends"],
    [{ reason: "raid", until: "2020-01-01" }, "a mute ends in the future"],
    [{ reason: "raid", for: "-5m" }, "`for`"],
    [{ reason: "raid", for: "0s" }, "`for` is longer than nothing"],
    [{ for: "30m" }, "reason"],
  ])("%j makes none", async (body, words) => {
    await using api = await apiFixture();
    const answer = await api.ask("POST", "/api/v1/mutes", { body });
    expect([answer.status, api.calls]).toEqual([400, []]);
    expect(answer.text).toContain(words);
  });
});
