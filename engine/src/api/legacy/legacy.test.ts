/** The original's ten routes: its shapes to the letter, and what was never real there. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ControlError, errorCodes } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import type { RuleDecided } from "../../events.ts";
import { decisionEntries } from "../../store/entries.ts";
import type { Store } from "../../store/store.ts";
import { decision, noon, run, sessionStart } from "../../store/testing/example.ts";
import type { MacroStatus } from "../contract.ts";
import { type ApiFixture, type ApiFixtureOptions, apiFixture } from "../testing/api-fixture.ts";

const base = "/api/macro-safety";

const heal: MacroStatus = {
  id: "r1",
  macro: "heal",
  title: "Heal <b>Macro</b>",
  pid: null,
  profile: "heal",
  level: "safe",
  origin: "registered",
  startedAt: "2026-01-05T12:00:00.000Z",
  durationMs: 61_500,
  state: "running",
  metrics: { fps: 41, latency: 80 },
  order: null,
  rules: [],
};
const found: MacroStatus = {
  ...heal,
  id: "r2",
  macro: "notes",
  title: null,
  profile: null,
  level: null,
  metrics: { fps: 60 },
};

function measured(metric: string, value: number | null) {
  const known = {
    dimension: "percent",
    scope: "system",
    description: "",
    custom: false,
    available: true,
    why: null,
  } as const;
  return { ...known, metric, value, text: "", p95Today: null, at: null, stalenessMs: 6000 };
}

const engine: ApiFixtureOptions["engine"] = {
  status: async () => ({
    ...(await methods().status({}, null as never)),
    lastCheck: "2026-01-05T12:01:01.000Z",
    macros: [heal, found],
  }),
  measurements: () => ({
    time: "2026-01-05T12:01:01.000Z",
    metrics: [measured("cpu.usage", 12.5), measured("memory.usage", 40), measured("fps", null)],
  }),
};

/** Three cancellations of this session; one is another session's, one of a dry run, and one was muted. */
function fill(store: Store): void {
  store.write([
    sessionStart("s1", { startedWall: noon }),
    { kind: "run-start", session: "s1", run: run("run-1", { title: "Heal <b>Macro</b>" }) },
  ]);
  for (let second = 0; second < 4; second += 1) {
    const wall = noon + 1000 * second;
    store.sample("memory.usage", 40 + second, wall);
    store.sample("fps", 30 - second, wall, "run-1");
    store.sample("fps", 144, wall);
  }
  const made = (session: string, dryRun: boolean, changes = {}) =>
    store.write(
      decisionEntries([decision({ wall: noon + 3000, values: { "cpu.usage": 95 }, ...changes })], { session, dryRun }),
    );
  made("s1", false, { message: "first", wall: noon + 1000 });
  made("s1", false, { message: "second", run: "gone", macro: "dance", wall: noon + 2000 });
  made("s1", false, { message: 'third "&<', all: true });
  made("s0", false);
  made("s1", true);
  made("s1", false, { action: "warn" });
  const [entry] = decisionEntries([decision({ wall: noon + 3500 })], { session: "s1", dryRun: false });
  store.write([{ kind: "decision", decision: { ...entry!.decision, mute: "m1" } }]);
}

const post = async (api: ApiFixture, path: string, body?: object) => {
  const { status, json } = await api.ask("POST", `${base}/${path}`, body === undefined ? {} : { body });
  return { status, ...json };
};

describe("looking", () => {
  test("performance: what is measured, of what only macros know the worst", async () => {
    await using api = await apiFixture({ engine });
    expect((await api.ask("GET", `${base}/performance`, { as: "viewer" })).json).toEqual({
      success: true,
      metrics: { cpu_usage: 12.5, memory_usage: 40, fps: 41, latency: 80, response_time: null },
    });
  });

  test("status, active macros, cancellations and report", async () => {
    await using api = await apiFixture({ engine });
    fill(api.store);
    const get = async (path: string) => (await api.ask("GET", `${base}/${path}`, { as: "viewer" })).json;
    expect(await get("status")).toEqual({
      success: true,
      status: {
        monitoring_active: true,
        active_macros: 2,
        total_cancellations: 3,
        last_check: "2026-01-05T12:01:01.000Z",
      },
    });
    const active = [
      {
        macro_id: "heal",
        name: "Heal <b>Macro</b>",
        category: "heal",
        duration: 61.5,
        start_time: "2026-01-05T12:00:00.000Z",
        safety_level: "safe",
      },
      {
        macro_id: "notes",
        name: "notes",
        category: "unprotected",
        duration: 61.5,
        start_time: "2026-01-05T12:00:00.000Z",
        safety_level: "unknown",
      },
    ];
    expect(await get("active-macros")).toEqual({ success: true, macros: active });
    const { cancellations } = await get("cancellations");
    // Newest first.
    expect(cancellations.map(({ reason }: { reason: string }) => reason)).toEqual([
      'cpu_hot: third "&<',
      "cpu_hot: second",
      "cpu_hot: first",
    ]);
    expect(cancellations[2]).toEqual({
      macro_id: "heal_group",
      macro_name: "Heal <b>Macro</b>",
      reason: "cpu_hot: first",
      timestamp: "2026-01-05T12:00:01.000Z",
      session_id: "s1",
      // As the rule saw it; as it was sampled; its own rather than the system's; never measured.
      performance_metrics: { cpu_usage: 95, memory_usage: 41, fps: 29, latency: null, response_time: null },
    });
    expect(cancellations[1]).toMatchObject({
      macro_id: "dance",
      macro_name: "dance",
      performance_metrics: { fps: 144 },
    });
    const { report } = await get("report");
    expect(report).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      active_macros: 2,
      total_cancellations: 3,
      performance_metrics: { cpu_usage: 12.5, memory_usage: 40, fps: 41, latency: 80, response_time: null },
      active_macro_details: active,
      recent_cancellations: cancellations,
    });
  });
});

describe("start", () => {
  const config = "macros:\n  Dance: { command: [node, dance.js] }";

  test("registers a macro without a process, at the level that was given", async () => {
    await using api = await apiFixture({ engine, config });
    expect(
      await post(api, "start", { macro_id: "buff", macro_name: "Buff", safety_level: "dangerous", extra: 1 }),
    ).toEqual({
      status: 200,
      success: true,
      message: "Macro Buff started",
    });
    expect(api.calls.at(-1)).toEqual({
      method: "register",
      params: { macro: "buff", title: "Buff", level: "dangerous" },
    });
  });

  test("starts the process of a macro that the configuration has a command for", async () => {
    await using api = await apiFixture({ engine, config });
    expect(await post(api, "start", { macro_id: "dance", safety_level: "risky" })).toMatchObject({ success: true });
    expect(api.calls.at(-1)).toEqual({ method: "start", params: { macro: "Dance", level: "risky" } });
  });

  test("takes fields that were left empty for none", async () => {
    await using api = await apiFixture({ engine });
    const empty = { macro_id: "buff", macro_name: "", safety_level: "" };
    expect(await post(api, "start", empty)).toMatchObject({ success: true, message: "Macro buff started" });
    expect(api.calls.at(-1)).toEqual({ method: "register", params: { macro: "buff" } });
  });

  test.each([
    [{}, "macro_id"],
    [{ macro_id: "" }, "macro_id"],
    [{ macro_id: "buff", safety_level: "reckless" }, "safety_level"],
    [{ macro_id: "HEAL" }, "Macro HEAL is already running"],
    [undefined, "macro_id"],
  ])("of %j is refused with 400", async (body, words) => {
    await using api = await apiFixture({ engine, config });
    const answered = await post(api, "start", body);
    expect(answered).toEqual({ status: 400, success: false, error: expect.stringContaining(words) });
    expect(api.calls.filter(({ method }) => method !== "status")).toEqual([]);
  });

  test("that the engine refuses is 400 too", async () => {
    const register = () => {
      throw new ControlError("buff is dangerous; the configuration starts nothing above risky");
    };
    await using api = await apiFixture({ engine: { ...engine, register } });
    expect(await post(api, "start", { macro_id: "buff" })).toEqual({
      status: 400,
      success: false,
      error: "buff is dangerous; the configuration starts nothing above risky",
    });
  });
});

describe("stop, stop-all, check and log", () => {
  test("stop one, or say that it does not run", async () => {
    await using api = await apiFixture({ engine });
    expect(await post(api, "stop/heal")).toEqual({ status: 200, success: true, message: "Macro heal stopped" });
    expect(api.calls).toEqual([{ method: "stop", params: { id: "heal" } }]);
    const stop = () => {
      throw new ControlError("no running macro is called dance; none runs", errorCodes.unknown);
    };
    await using other = await apiFixture({ engine: { stop } });
    expect(await post(other, "stop/dance")).toEqual({
      status: 404,
      success: false,
      error: "no running macro is called dance; none runs",
    });
  });

  test("stop all, and count them", async () => {
    const stopping = ["a", "b"].map((id) => ({ id, macro: id, pid: null }));
    await using api = await apiFixture({ engine: { stop: () => ({ stopping }) } });
    expect(await post(api, "stop-all")).toMatchObject({ success: true, message: "Stopped 2 macros", stopped_count: 2 });
  });

  test("check now, and tell what that cancelled", async () => {
    const decided = (changes: Partial<RuleDecided>): RuleDecided => {
      const { place, wall, since, time, all, ...same } = decision({ run: "r1", macro: "heal" });
      return {
        ...same,
        event: "fire",
        id: "d1",
        session: "s1",
        time: "2026-01-05T12:00:00.000Z",
        since: "2026-01-05T12:00:00.000Z",
        file: place.file,
        line: place.line,
        dryRun: false,
        ...changes,
      };
    };
    const decisions = [decided({}), decided({ action: "warn" }), decided({ event: "clear" }), decided({ mute: "m1" })];
    await using api = await apiFixture({ engine: { ...engine, check: () => ({ time: "", decisions }) } });
    expect(await post(api, "check")).toEqual({
      status: 200,
      success: true,
      cancellations: 1,
      cancellation_details: [
        {
          macro_id: "heal",
          macro_name: "Heal <b>Macro</b>",
          reason: "CPU at 95%, limit 85%",
          timestamp: "2026-01-05T12:00:00.000Z",
        },
      ],
    });
  });

  test("write the log in the original's format, and never over another", async () => {
    await using api = await apiFixture({ engine });
    fill(api.store);
    const saved = [await post(api, "log"), await post(api, "log")];
    const folder = join(api.folder, "logs");
    for (const { success, log_path: path, message } of saved) {
      expect(success).toBe(true);
      expect(path).toMatch(/^logs\/macro_cancellations_\d{8}_\d{6}(_\d+)?\.json$/);
      expect(message).toContain(path);
    }
    expect(readdirSync(folder)).toHaveLength(2);
    const log = JSON.parse(readFileSync(join(api.folder, saved[0].log_path), "utf8"));
    expect(Object.keys(log)).toEqual(["timestamp", "total_cancellations", "cancellations"]);
    expect(log.total_cancellations).toBe(3);
    expect(log.cancellations[0]).toEqual({
      macro_id: "heal_group",
      macro_name: "Heal <b>Macro</b>",
      cancellation_reason: "cpu_hot: first",
      timestamp: "2026-01-05T12:00:01.000Z",
      session_id: "s1",
      performance_metrics: { cpu_usage: 95, memory_usage: 41, fps: 29, latency: null, response_time: null },
    });
  });

  test("into the configured folder; where that cannot be made, say so", async () => {
    await using api = await apiFixture({ engine, config: "log: { folder: store.sqlite/logs }" });
    expect(await post(api, "log")).toEqual({
      status: 503,
      success: false,
      error: expect.stringContaining("the log cannot be written"),
    });
  });
});

describe("failures are the original's", () => {
  test.each([
    ["GET", "status", null, 401],
    ["POST", "start", "viewer", 403],
  ] as const)("%s %s as %s: %i", async (method, path, as, status) => {
    await using api = await apiFixture({ engine });
    const answered = await api.ask(method, `${base}/${path}`, { as });
    expect([answered.status, answered.json]).toEqual([status, { success: false, error: expect.any(String) }]);
    expect(answered.headers["content-type"]).toContain("application/json");
  });

  test("an empty body that is said to be JSON is none; a broken one is refused", async () => {
    await using api = await apiFixture({ engine });
    const headers = { "content-type": "application/json" };
    expect((await api.ask("POST", `${base}/stop-all`, { headers, body: "" })).status).toBe(200);
    const broken = await api.ask("POST", `${base}/start`, { headers, body: "{macro" });
    expect([broken.status, broken.json]).toEqual([400, { success: false, error: expect.any(String) }]);
  });
});
