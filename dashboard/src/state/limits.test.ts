import { describe, expect, test } from "vitest";
import type { MacroStatus } from "../../../engine/src/api/contract.ts";
import { drawnMetric, judge, limitsOf, usualLimit } from "./limits.ts";

type Rule = MacroStatus["rules"][number];

function rule(name: string, action: Rule["action"], text: string, limit: number): Rule {
  const comparison = { text, value: 1, limit, valueText: "", limitText: `${limit}`, used: null };
  const idle = { state: "idle", truth: "false", firesInMs: null, since: null } as const;
  return { rule: name, action, threshold: text, ...idle, comparisons: [comparison] };
}

function running(id: string, ...rules: Rule[]): MacroStatus {
  const time = "2026-01-05T12:00:00Z";
  const rest = { title: null, pid: 1, profile: "p", level: "safe", origin: "found", startedAt: time } as const;
  return { id, macro: id, ...rest, durationMs: 0, state: "running", metrics: {}, order: null, rules };
}

describe("a limit is drawn beside a metric", () => {
  test.each([
    ["cpu.usage > 80%", "cpu.usage"],
    ["80% < cpu.usage", "cpu.usage"],
    ["avg(fps, 10s) < 15fps", "fps"],
    ["p95(latency, 1m) >= 500ms", "latency"],
  ])("%s belongs to %s", (text, metric) => {
    expect(drawnMetric({ text })).toBe(metric);
  });

  test.each([
    "rate(cpu.usage, 10s) > 5/s",
    "delta(macro.memory, 1m) > 100MiB",
    "memory.usage - swap.usage > 5%",
    "share(fps < 30fps, 1m) > 50%",
    "cpu.usage / 2 > 5%",
  ])("%s measures something else", (text) => {
    expect(drawnMetric({ text })).toBeNull();
  });
});

test("of several macros, a limit stands once with all whose it is, and cancels come first", () => {
  const macros = [
    running("heal", rule("hot", "warn", "cpu.usage > 60%", 60), rule("cpu", "cancel", "cpu.usage > 80%", 80)),
    running("craft", rule("busy", "cancel", "avg(cpu.usage, 5s) > 80%", 80), rule("slow", "warn", "fps < 20fps", 20)),
  ];
  expect(limitsOf("cpu.usage", macros)).toMatchObject([
    { value: 80, action: "cancel", rules: ["heal · cpu", "craft · busy"], isFloor: false },
    { value: 60, action: "warn", rules: ["heal · hot"] },
  ]);
  expect(limitsOf("cpu.usage", macros, "craft")).toMatchObject([{ value: 80, rules: ["craft · busy"] }]);
  expect(limitsOf("fps", macros)).toMatchObject([{ value: 20, isFloor: true }]);
});

describe("a value is judged", () => {
  const limits = limitsOf("cpu.usage", [
    running("heal", rule("hot", "warn", "cpu.usage > 40%", 40), rule("cpu", "cancel", "cpu.usage > 80%", 80)),
  ]);
  test.each([
    [30, "fine"],
    [41, "warning"],
    [70, "warning"],
    [80, "critical"],
  ])("by the limits in force: %d is %s", (value, judgement) => {
    expect(judge("cpu.usage", value, limits)).toBe(judgement);
  });

  const floors = limitsOf("fps", [running("heal", rule("choppy", "cancel", "fps < 15fps", 15))]);
  test.each([
    [60, "fine"],
    [17, "warning"],
    [15, "critical"],
    [0, "critical"],
  ])("by a limit from below: %d fps is %s", (value, judgement) => {
    expect(judge("fps", value, floors)).toBe(judgement);
  });

  test.each([
    ["cpu.usage", 59, "fine"],
    ["cpu.usage", 60, "warning"],
    ["memory.usage", 85, "critical"],
    ["fps", 30, "warning"],
    ["fps", 15, "critical"],
    ["latency", 499, "warning"],
    ["disk.usage", 100, "fine"],
  ])("by what is usual where no rule says: %s of %d is %s", (metric, value, judgement) => {
    expect(judge(metric, value, [])).toBe(judgement);
  });

  test("what is usual can be told", () => {
    expect(usualLimit("cpu.usage")).toEqual({ value: 60, isFloor: false });
    expect(usualLimit("fps")).toEqual({ value: 30, isFloor: true });
    expect(usualLimit("disk.usage")).toBeNull();
  });

  test("what is not known is not bad", () => {
    expect(judge("fps", null, [])).toBe("fine");
  });
});
