import { expect, it } from "vitest";
import type { EngineStatus, MacroStatus } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import { painter } from "./paint.ts";
import { statusText } from "./status-text.ts";

const noon = Date.parse("2026-01-05T12:00:00Z");
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString();

const macro: MacroStatus = {
  id: "r1",
  macro: "heal",
  title: null,
  pid: 4242,
  profile: "heal",
  level: "safe",
  origin: "found",
  startedAt: at(-2),
  durationMs: 120_000,
  state: "running",
  metrics: {},
  order: null,
  rules: [],
};

function text(changes: Partial<EngineStatus>): string {
  const status = methods().status({}, undefined as never) as EngineStatus;
  const plain = { ...status, pid: 7, startedAt: at(-10), ...changes };
  return statusText(plain, noon, painter(false)).replace(/^engine 7, for 10m: .*\n/, "");
}

it("is short when all is well", () => {
  expect(text({})).toBe("no macro is running\n");
  expect(text({ macros: [macro] })).toBe("  heal  pid 4242  running for 2m  heal, safe\n");
  const channels = [{ channel: "screen", kind: "desktop", waiting: 0, failed: 0, problem: null }];
  expect(text({ channels })).toBe("no macro is running\n");
});

it("says where the dashboard is, or why there is none", () => {
  expect(text({ dashboard: "http://127.0.0.1:8750/" })).toContain("dashboard: http://127.0.0.1:8750/\n");
  expect(text({ notServing: "port 8750 is taken" })).toContain("no dashboard: port 8750 is taken\n");
  const before = { dashboard: "http://127.0.0.1:8750", notServing: "`api` is not as configured" };
  expect(text(before)).toContain("dashboard http://127.0.0.1:8750: `api` is not as configured\n");
});

it("says what is yet to be delivered, and what was given up", () => {
  const channels = [
    { channel: "ops", kind: "discord", waiting: 3, failed: 0, problem: "HTTP 500" },
    { channel: "log", kind: "webhook", waiting: 0, failed: 1, problem: null },
  ];
  expect(text({ channels })).toContain(
    "channel ops (discord): 3 notifications yet to be delivered; HTTP 500\nchannel log (webhook): 1 given up\n",
  );
});

it("lists mutes in force and to come, and the session under way", () => {
  const mute = { id: "m", macro: null, rule: null, from: at(-5), until: at(55), reason: "patch day", by: "anna" };
  const mutes = [
    { ...mute, endedAt: null },
    { ...mute, macro: "heal", rule: "lost", from: at(120), until: at(150), endedAt: null },
  ];
  const namedSession = { id: "n", name: "raid", startedAt: at(-3), endedAt: null };
  expect(text({ mutes, namedSession })).toContain(
    [
      "session raid, for 3m",
      "every macro: muted for 55m more: patch day (anna)",
      "rule lost of heal: muted in 2h, for 30m: patch day (anna)",
    ].join("\n"),
  );
});

it("names what macros call themselves, and what they were told", () => {
  const order = {
    event: "order",
    time: at(0),
    id: "o",
    run: "r2",
    macro: "dance",
    reason: "",
    decision: null,
  } as const;
  const quiet: MacroStatus = {
    ...macro,
    macro: "dance",
    title: "Dance \u001b[2J",
    pid: null,
    state: "paused",
    order: { ...order, order: "pause", graceMs: null },
  };
  const printed = text({ macros: [quiet] });
  expect(printed).toContain("no process  running for 2m, paused, has yet to say that it obeys (pause)  heal, safe");
  expect(printed).not.toContain("\u001b");
});
