/** Policies over the API: what is on disk and what is in force, what is wrong with a text, and other limits. */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ControlError, errorCodes } from "../../control/protocol.ts";
import { decisionEntries } from "../../store/entries.ts";
import type { Store } from "../../store/store.ts";
import { decision, noon, run, sessionStart } from "../../store/testing/example.ts";
import type { CancellationDetail, EffectiveProfile, PolicyList, WhatIfAnswer } from "../contract.ts";
import { type ApiFixture, apiFixture } from "../testing/api-fixture.ts";

const heal = `profile heal {
  level safe
  notify ops on cancel
  rule cpu_hot: cancel when cpu.usage > 85% for 3s
    message "CPU at {cpu.usage}"
  rule fps_low: warn when fps < 20
}
`;

/** What the engine says of it. */
const inForce: EffectiveProfile = {
  name: "heal",
  level: "safe",
  file: "policies/heal.macropolicy",
  line: 1,
  graceMs: 5000,
  cooldownMs: 0,
  notify: [{ channel: "ops", actions: ["cancel"] }],
  rules: [
    {
      rule: "cpu_hot",
      action: "cancel",
      threshold: "cpu.usage > 85% for 3s",
      message: "CPU at {cpu.usage}",
      file: "policies/heal.macropolicy",
      line: 4,
      comparisons: [
        { text: "cpu.usage > 85%", value: 43, limit: 85, valueText: "43%", limitText: "85%", used: 43 / 85 },
      ],
    },
  ],
  problems: "policies/heal.macropolicy:1:15: …",
};
const listed = { name: "heal", level: "safe", file: "policies/heal.macropolicy", line: 1, rules: 1 } as const;

/** One server for all: what it is asked takes a thread that loads the language. */
let api: ApiFixture;
/** Of the cancellation on record. */
let id: string;

beforeAll(async () => {
  const profile = ({ name }: { readonly name: string }) => {
    if (name !== "heal") throw new ControlError(`no profile in force is called ${name}`, errorCodes.unknown);
    return inForce;
  };
  api = await apiFixture({ engine: { profile, profiles: () => ({ profiles: [listed] }) } });
  id = recordRun(api.store);
});

afterAll(() => api[Symbol.asyncDispose]());

/** The policy set is these files. */
function policies(files: Readonly<Record<string, string>>): void {
  const folder = join(api.folder, "policies");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "raid"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

describe("policies", () => {
  test("are listed with the profiles that they declare and those in force, and read by their path", async () => {
    policies({ "heal.macropolicy": heal, "raid/boss.macropolicy": "profile boss { }\n" });
    expect((await api.ask("GET", "/api/v1/policies", { as: "viewer" })).json).toEqual({
      files: [
        { path: "policies/heal.macropolicy", profiles: ["heal"] },
        { path: "policies/raid/boss.macropolicy", profiles: ["boss"] },
      ],
      profiles: [listed],
      problems: "",
    });
    const source = await api.ask("GET", "/api/v1/policies/source?path=policies/heal.macropolicy");
    expect(source.json).toEqual({ path: "policies/heal.macropolicy", text: heal });
  });

  test.each(["../macro-engine.yaml", "/etc/passwd", "policies/../store.sqlite", "policies/heal.macropolicy%00"])(
    "lead to no other file: %s",
    async (path) => {
      policies({ "heal.macropolicy": heal });
      expect((await api.ask("GET", `/api/v1/policies/source?path=${path}`)).status).toBe(404);
    },
  );

  test("that are broken are listed, with what is wrong; those that are not there, too", async () => {
    policies({ "heal.macropolicy": "profile heal {\n  rule a: explode when fps < 20\n}\n" });
    const broken: PolicyList = (await api.ask("GET", "/api/v1/policies")).json;
    expect(broken).toMatchObject({ files: [{ path: "policies/heal.macropolicy", profiles: [] }], profiles: [listed] });
    expect(broken.problems).toContain("policies/heal.macropolicy:2");
    const asked = [
      api.ask("GET", "/api/v1/policies/source?path=policies/heal.macropolicy"),
      api.ask("POST", "/api/v1/policies/check", { body: { path: "policies/heal.macropolicy", text: heal } }),
    ];
    expect((await Promise.all(asked)).map(({ json }) => json)).toMatchObject([
      { text: expect.stringContaining("explode") },
      { ok: true },
    ]);
    writeFileSync(join(api.folder, "policies", "heal.macropolicy"), heal);
    expect((await api.ask("GET", "/api/v1/policies")).json).toMatchObject({
      problems: "",
      files: [{ profiles: ["heal"] }],
    });
    policies({});
    const none: PolicyList = (await api.ask("GET", "/api/v1/policies")).json;
    expect(none).toEqual({ files: [], profiles: [listed], problems: expect.stringContaining("no *.macropolicy file") });
  });

  test("are checked as if they stood in the set, which stays as it is", async () => {
    policies({ "heal.macropolicy": heal });
    const check = async (body: object) =>
      (await api.ask("POST", "/api/v1/policies/check", { as: "viewer", body })).json;
    const path = "policies/heal.macropolicy";
    expect(await check({ path, text: heal })).toEqual({ ok: true, diagnostics: [] });
    expect(await check({ path, text: heal.replace("85%", "85ms") })).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: "error",
          code: expect.any(String),
          message: expect.stringContaining("percentage"),
          path,
          line: 4,
          column: expect.any(Number),
          endLine: 4,
          endColumn: expect.any(Number),
        },
      ],
    });
    // Beside the set: its profile is there already.
    expect(await check({ text: heal })).toMatchObject({ ok: false, diagnostics: [{ line: 1 }] });
    expect((await api.ask("POST", "/api/v1/policies/check", { body: { text: 7 } })).status).toBe(400);
  });

  test("are checked anew each time, since that changes nothing: no answer of viewers' is kept", async () => {
    for (const [text, ok] of [
      ["profile other { }", true],
      ["profile", false],
    ] as const) {
      const asked = { as: "viewer", body: { text }, headers: { "idempotency-key": "one" } } as const;
      expect((await api.ask("POST", "/api/v1/policies/check", asked)).json).toMatchObject({ ok });
    }
  });
});

describe("a profile", () => {
  test("is what the engine says, also while those on disk are broken", async () => {
    policies({ "heal.macropolicy": "profile heal {" });
    expect((await api.ask("GET", "/api/v1/profiles/heal", { as: "viewer" })).json).toEqual(inForce);
    expect((await api.ask("GET", "/api/v1/profiles/dance")).json).toMatchObject({
      status: 404,
      detail: "no profile in force is called dance",
    });
  });
});

/** A run of a minute that was hot from second 20 to its cancellation at 23, and at 70% from 5 to 10. */
function recordRun(store: Store): string {
  const begin = Date.now() - 600_000;
  const at = (second: number) => begin + 1000 * second;
  store.write([
    sessionStart("s", { startedWall: at(-60) }),
    { kind: "run-start", session: "s", run: run("r", { startedWall: at(0) - 300 }) },
  ]);
  for (let second = -30; second <= 23; second += 1) {
    const cpu = second >= 20 ? 95 : second >= 5 && second < 10 ? 70 : 20;
    store.sample("cpu.usage", cpu, at(second));
    if (second < 0) continue;
    store.sample("macro.cpu", 50, at(second), "r");
    store.sample("macro.memory", 2 ** 20 * (1 + second), at(second), "r");
    store.sample("fps", 22, at(second), "r");
  }
  const [entry] = decisionEntries(
    [
      decision({
        run: "r",
        wall: at(23),
        time: 23_000,
        since: 20_000,
        threshold: "cpu.usage > 85% for 3s",
        values: { "cpu.usage": 95 },
        place: { file: "policies/heal.macropolicy", line: 4, column: 3 },
      }),
    ],
    { session: "s", dryRun: false },
  );
  const { id } = entry!.decision;
  store.write([
    entry!,
    { kind: "run-end", session: "s", run: "r", wall: at(23) + 200, end: { kind: "cancelled", decision: id } },
    { kind: "session-end", session: "s", wall: at(60), how: "stopped" },
  ]);
  return id;
}

describe("a cancellation", () => {
  test("has a page: why, what else was close, what was measured, what it cost, and as a test", async () => {
    policies({ "heal.macropolicy": heal });
    const detail: CancellationDetail = (await api.ask("GET", `/api/v1/cancellations/${id}`, { as: "viewer" })).json;
    expect(detail).toMatchObject({
      id,
      rule: "cpu_hot",
      changed: false,
      source: 'rule cpu_hot: cancel when cpu.usage > 85% for 3s\n    message "CPU at {cpu.usage}"',
      close: [{ rule: "fps_low", action: "warn", text: "fps < 20fps: 22fps", used: 20 / 22 }],
      cost: { durationSeconds: 23.3, memoryPeakBytes: 24 * 2 ** 20, readBytes: null },
    });
    expect(detail.explanation).toContain("What would have spared it");
    expect(detail.cost.cpuSeconds).toBeCloseTo(11.5, 0);
    const [course] = detail.course;
    expect(course).toMatchObject({ metric: "cpu.usage", run: null, dimension: "percent", limits: [85], stepMs: 1000 });
    expect(course!.max.at(-1)).toBe(95);
    // The test can be put into the set, and passes there.
    const text = `${heal}\n${detail.test}`;
    const body = { path: "policies/heal.macropolicy", text };
    expect((await api.ask("POST", "/api/v1/policies/check", { body })).json).toEqual({ ok: true, diagnostics: [] });
    expect(detail.test).toContain("expect cancel by cpu_hot at 3s");
  });

  test("tells when its rule has changed since, or is gone", async () => {
    policies({ "heal.macropolicy": heal.replace("85%", "90%") });
    const changed: CancellationDetail = (await api.ask("GET", `/api/v1/cancellations/${id}`)).json;
    expect([changed.changed, changed.source]).toEqual([true, expect.stringContaining("90%")]);
    expect(changed.course[0]!.limits).toEqual([85]);
    expect(changed.test).toContain("expect cancel by cpu_hot");
    writeFileSync(join(api.folder, "policies", "heal.macropolicy"), "profile other { }\n");
    const gone: CancellationDetail = (await api.ask("GET", `/api/v1/cancellations/${id}`)).json;
    expect(gone).toMatchObject({ changed: true, source: null });
  });

  test("of which nothing is left still says what was decided", async () => {
    policies({ "heal.macropolicy": heal });
    const [entry] = decisionEntries([decision({ wall: noon })], { session: "s", dryRun: false });
    api.store.write([entry!]);
    const detail: CancellationDetail = (await api.ask("GET", `/api/v1/cancellations/${entry!.decision.id}`)).json;
    expect(detail).toMatchObject({ close: [], cost: {}, course: [{ time: [] }, { time: [] }] });
    expect(detail.explanation).toContain("It cannot be replayed");
    expect((await api.ask("GET", "/api/v1/cancellations/none")).status).toBe(404);
  });
});

describe("what if", () => {
  const ask = async (changes: object = {}) => {
    const body = { profile: "heal", rule: "cpu_hot", comparison: 0, limit: 85, since: "1d", ...changes };
    return api.ask("POST", "/api/v1/what-if", { as: "viewer", body });
  };
  test("the limit were another: recorded cancellations vanish, and others appear", async () => {
    policies({ "heal.macropolicy": heal });
    const higher: WhatIfAnswer = (await ask({ limit: 97 })).json;
    expect(higher).toMatchObject({ judgedMs: 23_000, blindMs: 0, after: [] });
    expect(higher.before).toEqual([{ time: expect.any(String), run: "r", macro: "heal_group", decision: id }]);
    const lower: WhatIfAnswer = (await ask({ limit: 60 })).json;
    expect(lower.before).toEqual(higher.before);
    // Three seconds after it got warm, the run would have been over.
    expect(lower.after).toEqual([{ ...higher.before[0], time: expect.any(String), decision: null }]);
    expect(Date.parse(higher.before[0]!.time) - Date.parse(lower.after[0]!.time)).toBe(15_000);
    // As it is, nothing changes.
    const same: WhatIfAnswer = (await ask()).json;
    expect(same.after).toEqual(same.before);
  });

  test.each([
    [{ profile: "dance" }, 404, "no profile dance"],
    [{ rule: "cold" }, 404, "no rule cold"],
    [{ comparison: 1 }, 404, "no comparison 1"],
    [{ since: "yesterday" }, 400, "`since`"],
    [{ limit: null }, 400, "limit"],
  ])("of %j is %i", async (changes, status, words) => {
    policies({ "heal.macropolicy": heal });
    const answer = await ask(changes);
    expect(answer.json).toMatchObject({ status, detail: expect.stringContaining(words) });
  });
});
