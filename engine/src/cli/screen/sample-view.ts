/** A made-up moment of an engine, for the screen's tests. */

import type { RuleView } from "../../runtime/types.ts";
import type { EventLine } from "./event-line.ts";
import type { ScreenMacro, ScreenView } from "./view.ts";

/** A rule of one comparison, idle unless told. */
export function sampleRule(
  rule: string,
  action: RuleView["action"],
  text: string,
  [valueText, limitText, used]: readonly [string, string, number | null],
  more: Partial<RuleView> = {},
): RuleView {
  return {
    rule,
    action,
    threshold: `${text} ${limitText}`,
    state: "idle",
    truth: used === null ? "unknown" : used >= 1 ? "true" : "false",
    firesInMs: null,
    since: null,
    comparisons: [{ text, ...amounts(text, used), valueText, limitText, used }],
    ...more,
  };
}

/** A value and a limit of which `used` is the fraction. */
function amounts(text: string, used: number | null): { value: number | null; limit: number } {
  if (used === null) return { value: null, limit: 1 };
  return text.includes("<") ? { value: 1, limit: used } : { value: used, limit: 1 };
}

export function sampleMacro(macro: string, more: Partial<ScreenMacro> = {}): ScreenMacro {
  return {
    macro,
    profile: "default",
    level: "risky",
    pid: 4242,
    startedAt: 0,
    state: "running",
    rules: [],
    cpu: null,
    memory: null,
    ...more,
  };
}

export function sampleEvent(more: Partial<EventLine> = {}): EventLine {
  return {
    wall: Date.UTC(2026, 0, 5, 12, 0, 5),
    word: "cancel",
    macro: "burner",
    text: "cpu_hot: macro.cpu 99.8% > 80% for 5s (since 12:00:00)",
    outcome: "ended after SIGTERM in 0.1s",
    detail: [],
    style: "critical",
    ...more,
  };
}

function wave(length: number, middle: number, swing: number): number[] {
  return Array.from(
    { length },
    (_, index) => middle + swing * Math.sin(index / 3) + (swing / 3) * Math.sin(index * 1.7),
  );
}

const burner = sampleMacro("burner", {
  startedAt: 88_000,
  cpu: { valueText: "99.8%", history: [2, 2, 1, 40, 99, 100, 99, 100, 100] },
  memory: { valueText: "34.2MiB" },
  rules: [
    sampleRule("nearly_over", "warn", "duration >=", ["12s", "4m30s", 0.04]),
    sampleRule("time_up", "cancel", "duration >=", ["12s", "5m", 0.04]),
    sampleRule("cpu_busy", "throttle", "cpu.usage >", ["62%", "80%", 0.775]),
    sampleRule("cpu_hot", "cancel", "cpu.usage >", ["62%", "80%", 0.775]),
    sampleRule("memory_full", "cancel", "memory.usage >", ["61%", "85%", 0.718]),
    sampleRule("low_fps", "pause", "fps <", ["missing", "15fps", null]),
    sampleRule("hungry", "warn", "macro.cpu >", ["99.8%", "90%", 1.11], { state: "firing", since: 97_000 }),
    sampleRule("runaway", "cancel", "macro.cpu >", ["99.8%", "90%", 1.11], {
      state: "pending",
      since: 94_100,
      firesInMs: 2100,
    }),
    sampleRule("bloated", "cancel", "macro.memory >", ["34.2MiB", "1GiB", 0.03]),
  ],
});

const healer = sampleMacro("heal_group", {
  profile: "heal",
  level: "safe",
  startedAt: 57_000,
  state: "paused",
  cpu: { valueText: "3.1%", history: wave(20, 4, 3) },
  memory: { valueText: "18MiB" },
  rules: [
    sampleRule("time_up", "cancel", "duration >=", ["43s", "1m", 0.717]),
    sampleRule("cpu_hot", "cancel", "cpu.usage >", ["62%", "90%", 0.689]),
    sampleRule("low_fps", "pause", "fps <", ["8fps", "10fps", 1.25], { state: "firing", since: 96_000 }),
    sampleRule("unplayable", "cancel", "fps <", ["8fps", "10fps", 1.25], {
      state: "pending",
      since: 91_000,
      firesInMs: 21_000,
    }),
    sampleRule("lag", "warn", "latency >", ["38ms", "800ms", 0.048]),
  ],
});

/** Three macros: one running away, one paused, one unprotected. */
export function sampleView(more: Partial<ScreenView> = {}): ScreenView {
  return {
    now: 100_000,
    wall: Date.UTC(2026, 0, 5, 12, 0, 42),
    zone: "UTC",
    engine: { profiles: 8, rules: 129, demo: true, dryRun: false, policyProblem: null, recordingProblem: null },
    metrics: [
      { metric: "cpu.usage", value: 62, valueText: "62%", history: wave(60, 55, 30) },
      { metric: "memory.usage", value: 61, valueText: "61%", history: wave(60, 60, 4) },
      { metric: "fps", value: 8, valueText: "8fps", history: [...wave(50, 60, 4), 20, 12, 9, 8, 8] },
      { metric: "latency", value: 38, valueText: "38ms", history: wave(60, 40, 12) },
      { metric: "gpu.usage", value: null, valueText: "", history: [] },
    ],
    macros: [healer, burner, sampleMacro("notepad.exe", { profile: null, level: null, startedAt: 20_000 })],
    cooling: [{ macro: "craft_potions", leftMs: 21_000 }],
    events: [
      sampleEvent({
        word: "start",
        text: "profile heal, safe (pid 4240)",
        macro: "heal_group",
        outcome: null,
        style: "fine",
      }),
      sampleEvent({ macro: "craft_potions", wall: Date.UTC(2026, 0, 5, 12, 0, 33) }),
      sampleEvent({
        word: "pause",
        macro: "heal_group",
        text: "low_fps: fps 8fps < 10fps for 5s (since 12:00:33)",
        outcome: "stopped 2 processes",
        style: "hold",
        wall: Date.UTC(2026, 0, 5, 12, 0, 38),
      }),
      sampleEvent({
        word: "warn",
        text: "hungry: macro.cpu 99.8% > 90% for 3s (since 12:00:36)",
        outcome: null,
        style: "warning",
        wall: Date.UTC(2026, 0, 5, 12, 0, 39),
      }),
    ],
    ...more,
  };
}
