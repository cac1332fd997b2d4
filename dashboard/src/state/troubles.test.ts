import { describe, expect, test } from "vitest";
import type { EngineStatus, MacroStatus } from "../../../engine/src/api/contract.ts";
import { type Known, names, troublesOf } from "./troubles.ts";

const time = "2026-01-05T12:00:00Z";
const status: EngineStatus = {
  ...{ pid: 1, version: "0.1.0", session: "s", startedAt: time, policies: [], profiles: 1, rules: 1, dryRun: false },
  ...{ notRecording: null, problems: "", dashboard: null, notServing: null, intervalMs: 1000, lastCheck: time },
  ...{ cost: { cpuSeconds: 0, residentBytes: 0 }, channels: [], mutes: [], namedSession: null, macros: [] },
};
const fine: Known = {
  ...{ connection: "live", status, macros: [], measurements: null, lookAgeMs: 900, isViewer: false },
};
const ids = (known: Partial<Known>) => troublesOf({ ...fine, ...known }).map(({ id }) => id);

test("an engine that does what it should is no trouble", () => {
  expect(ids({})).toEqual([]);
});

test("of an engine that does not answer, nothing else is claimed", () => {
  const [lost, ...rest] = troublesOf({
    ...fine,
    connection: "lost",
    lookAgeMs: 73_400,
    status: { ...status, dryRun: true },
  });
  expect(lost).toMatchObject({ id: "lost", tone: "bad" });
  expect(lost!.text).toContain("What you see is 1m 13s old.");
  expect(rest).toEqual([]);
});

describe("an engine is behind", () => {
  test("when its newest look is older than a few of its intervals", () => {
    expect(ids({ lookAgeMs: 4000 })).toEqual([]);
    expect(ids({ lookAgeMs: 6000 })).toEqual(["stale"]);
    expect(ids({ lookAgeMs: 6000, status: { ...status, intervalMs: 10_000 } })).toEqual([]);
  });
  test("later where it is asked only now and then", () => {
    expect(ids({ lookAgeMs: 10_000, connection: "polling" })).toEqual([]);
    expect(ids({ lookAgeMs: 25_000, connection: "polling" })).toEqual(["stale"]);
  });
});

test("dry runs, broken policies, a record that is not kept and undelivered notifications are told", () => {
  const channels = [{ channel: "raid", kind: "discord", waiting: 3, failed: 0, problem: "500" }];
  const broken = { ...status, dryRun: true, problems: "error: …", notRecording: "the disk is full", channels };
  expect(ids({ status: broken, isViewer: true })).toEqual([
    "problems",
    "dry-run",
    "not-recording",
    "channel raid",
    "viewer",
  ]);
});

test("a metric that rules of running macros read and nothing measures blinds them", () => {
  const comparison = {
    text: "avg(fps, 10s) < 15fps",
    value: null,
    limit: 15,
    valueText: "",
    limitText: "",
    used: null,
  };
  const rule = { rule: "choppy", action: "warn", threshold: "", state: "idle", truth: "unknown" } as const;
  const warmingUp = { ...comparison, text: "avg(cpu.usage, 1m) > 80%" };
  const rules = [comparison, warmingUp].map((each) => ({ ...rule, firesInMs: null, since: null, comparisons: [each] }));
  const macros = [{ rules } as unknown as MacroStatus];
  const metric = {
    value: null,
    text: "",
    p95Today: null,
    dimension: "framerate",
    scope: "either",
    description: "",
  } as const;
  const rest = { custom: false, available: false, why: "nothing reports it", at: null, stalenessMs: 5000 } as const;
  const measurements = { time, metrics: ["fps", "fps.low1"].map((name) => ({ metric: name, ...metric, ...rest })) };
  const [blind] = troublesOf({ ...fine, macros, measurements });
  expect(blind).toMatchObject({ id: "blind", title: "Blind on fps", details: "fps: nothing reports it" });
  expect(blind!.text).toMatch(/^1 rule cannot be judged/);
});

test("a name is found as a word of its own", () => {
  expect(names("avg(fps, 10s) < 15fps", "fps")).toBe(true);
  expect(names("fps.low1 < 15fps", "fps")).toBe(false);
  expect(names("macro.cpu > 5%", "cpu")).toBe(false);
});
