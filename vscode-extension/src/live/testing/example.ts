/** What an engine may tell, for tests of what is shown of it. */

import type { EngineStatus, MacroStatus, Readings, RuleStatus } from "../../../../engine/src/control/protocol.ts";
import type { RuleThresholds } from "../../../../lsp/src/editor-protocol.ts";

export const now = Date.parse("2027-01-04T12:00:00Z");

type Comparison = RuleStatus["comparisons"][number];

export function percent(metric: string, value: number | null, limit: number): Comparison {
  return {
    text: `${metric} > ${limit}%`,
    value,
    limit,
    valueText: value === null ? "missing" : `${value}%`,
    limitText: `${limit}%`,
    used: value === null ? null : value / limit,
  };
}

export function rule(name: string, comparisons: readonly Comparison[], changes: Partial<RuleStatus> = {}): RuleStatus {
  return {
    rule: name,
    action: "cancel",
    threshold: comparisons.map(({ text }) => text).join(" and "),
    state: "idle",
    truth: "false",
    firesInMs: null,
    since: null,
    comparisons,
    ...changes,
  };
}

export function macro(name: string, rules: readonly RuleStatus[], changes: Partial<MacroStatus> = {}): MacroStatus {
  return {
    id: `run of ${name}`,
    macro: name,
    pid: 42,
    profile: "heal",
    level: "safe",
    origin: "found",
    startedAt: "2027-01-04T11:58:00Z",
    durationMs: 120_000,
    state: "running",
    title: null,
    metrics: {},
    order: null,
    rules,
    ...changes,
  };
}

export function status(...macros: readonly MacroStatus[]): EngineStatus {
  return {
    pid: 1,
    version: "0.1.0",
    session: "s",
    startedAt: "2027-01-04T11:00:00Z",
    policies: ["/set/policies"],
    profiles: 1,
    rules: 1,
    dryRun: false,
    notRecording: null,
    problems: "",
    dashboard: null,
    notServing: null,
    intervalMs: 1000,
    lastCheck: null,
    cost: { cpuSeconds: 0, residentBytes: 0 },
    channels: [],
    mutes: [],
    namedSession: null,
    macros,
  };
}

export function readings(comparisons: readonly Comparison[], p95: string | null = null): Readings {
  const metric = {
    metric: "cpu.usage",
    value: 43,
    text: "43%",
    p95Today: p95 === null ? null : { value: 0, text: p95 },
  };
  return {
    time: "2027-01-04T12:00:00Z",
    metrics: [metric],
    profiles: [{ profile: "heal", rules: [{ rule: "hot", comparisons }] }],
  };
}

export const range = { start: { line: 1, character: 24 }, end: { line: 1, character: 39 } };

/** `rule hot: … cpu.usage > 80%` of the profile heal. */
export const hot: RuleThresholds = {
  rule: "hot",
  profiles: ["heal"],
  header: { start: { line: 1, character: 2 }, end: { line: 1, character: 10 } },
  total: 1,
  comparisons: [{ index: 0, range, measured: ["cpu.usage"], metric: "cpu.usage" }],
};
