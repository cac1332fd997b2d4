import { spawnSync } from "node:child_process";
import { builtInMetrics } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import type { MacroStatus, Measurement, RuleStatus } from "../../control/protocol.ts";
import { methods } from "../../control/testing/example.ts";
import type { FiringTotal } from "../../store/firing-totals.ts";
import { exposition } from "./exposition.ts";
import { type Known, prometheusText } from "./prometheus.ts";

const evil = 'heal "group"\\ \n{a="b"} 1\u0000\ud800';

const rule = (name: string, changes: Partial<RuleStatus> = {}): RuleStatus => ({
  rule: name,
  action: "cancel",
  threshold: "cpu.usage > 80%",
  state: "idle",
  truth: "false",
  firesInMs: null,
  since: null,
  comparisons: [],
  ...changes,
});

const comparison = (used: number | null) => ({
  text: "cpu.usage > 80%",
  value: 40,
  limit: 80,
  valueText: "40%",
  limitText: "80%",
  used,
});

const macro = (changes: Partial<MacroStatus> = {}): MacroStatus => ({
  id: "r1",
  macro: "heal_group",
  title: null,
  pid: 42,
  profile: "heal",
  level: "safe",
  origin: "child",
  startedAt: "2026-01-05T12:00:00Z",
  durationMs: 90_000,
  state: "paused",
  metrics: {
    "macro.cpu": 7,
    "macro.memory": 2048,
    fps: 57.5,
    duration: 90_000,
    response_time: null,
    "macro.name": "x",
  },
  order: null,
  rules: [rule("hot", { state: "pending", comparisons: [comparison(0.5), comparison(0.75), comparison(null)] })],
  ...changes,
});

const measurement = (metric: string, dimension: string, changes: Partial<Measurement> = {}): Measurement => ({
  metric,
  dimension,
  scope: "system",
  description: `What ${metric} is`,
  custom: false,
  available: true,
  why: null,
  at: null,
  stalenessMs: 5000,
  value: 1,
  text: "",
  p95Today: null,
  ...changes,
});

const firing = (changes: Partial<FiringTotal> = {}): FiringTotal => ({
  macro: "heal_group",
  profile: "heal",
  rule: "hot",
  action: "cancel",
  dryRun: false,
  muted: false,
  count: 2,
  failed: 0,
  ...changes,
});

function known(changes: Partial<Known> = {}): Known {
  const status = methods().status!({}, undefined as never) as Known["status"];
  return {
    status: {
      ...status,
      lastCheck: "2026-01-05T12:30:00.500Z",
      cost: { cpuSeconds: 1.5, residentBytes: 18 * 2 ** 20 },
      channels: [{ channel: "guild", kind: "discord", waiting: 3, failed: 1, problem: "429" }],
      macros: [
        macro(),
        macro({ id: "r2", macro: evil, title: evil, pid: null, profile: null, level: null, rules: [] }),
      ],
    },
    measurements: {
      time: "2026-01-05T12:30:00Z",
      metrics: [
        ...builtInMetrics.map(({ name, dimension, scope }) => measurement(name, dimension, { scope, value: 7 })),
        measurement("guild.queue", "count", { custom: true, value: 12 }),
        measurement("guild_queue", "percent", { custom: true, value: 50 }),
        measurement("guild.name", "text", { custom: true, value: "x" }),
        measurement("idle", "duration", { custom: true, value: null, available: false }),
      ],
    },
    firings: [firing({ count: 5, failed: 1 }), firing({ macro: evil, muted: true })],
    controlPlane: { cpuSeconds: 3, residentBytes: 90 * 2 ** 20 },
    ...changes,
  };
}

const linesOf = (text: string) => text.trimEnd().split("\n");

test("metrics have the units of Prometheus, and labels where they are a macro's", () => {
  const lines = linesOf(prometheusText(known(), "prometheus"));
  for (const line of [
    "# HELP macro_engine_system_cpu_usage_ratio What cpu.usage is (cpu.usage)",
    "# TYPE macro_engine_system_cpu_usage_ratio gauge",
    "macro_engine_system_cpu_usage_ratio 0.07",
    "macro_engine_system_latency_seconds 0.007",
    "macro_engine_system_disk_read_bytes_per_second 7",
    "macro_engine_system_cpu_temperature_celsius 7",
    "macro_engine_system_fps 7",
    'macro_engine_macro_cpu_ratio{macro="heal_group",run="r1"} 0.07',
    'macro_engine_macro_memory_bytes{macro="heal_group",run="r1"} 2048',
    'macro_engine_macro_fps{macro="heal_group",run="r1"} 57.5',
    'macro_engine_macro_duration_seconds{macro="heal_group",run="r1"} 90',
    'macro_engine_declared_metric{metric="guild.queue",unit=""} 12',
    'macro_engine_declared_metric{metric="guild_queue",unit="ratio"} 0.5',
    'macro_engine_metric_available{metric="idle"} 0',
  ])
    expect(lines).toContain(line);
  // What is not known is not told, and neither are texts.
  expect(
    lines.filter((line) => /response_time_seconds\{|macro_name|guild\.name"[^}]*unit|metric="idle",/.test(line)),
  ).toEqual([]);
});

test("every built-in metric that is a number is there", () => {
  const text = prometheusText(known(), "prometheus");
  for (const { name, dimension, scope } of builtInMetrics) {
    if (dimension === "text" || scope === "macro") continue;
    expect(text).toContain(`(${name})\n`);
  }
});

test("rules have their state and how much of their limit is used; macros theirs", () => {
  const lines = linesOf(prometheusText(known(), "prometheus"));
  const of = 'macro="heal_group",run="r1",profile="heal",rule="hot",action="cancel"';
  for (const line of [
    `macro_engine_rule_state{${of},state="idle"} 0`,
    `macro_engine_rule_state{${of},state="pending"} 1`,
    `macro_engine_rule_state{${of},state="firing"} 0`,
    `macro_engine_rule_limit_used_ratio{${of}} 0.75`,
    'macro_engine_macro_state{macro="heal_group",run="r1",state="paused"} 1',
    'macro_engine_macros{protected="false"} 1',
  ])
    expect(lines).toContain(line);
});

test("decisions are counted whatever their threshold was, the engine's and the control plane's cost told", () => {
  const lines = linesOf(prometheusText(known(), "prometheus"));
  const of = 'macro="heal_group",profile="heal",rule="hot",action="cancel",dry_run="false",muted="false"';
  for (const line of [
    "# TYPE macro_engine_firings_total counter",
    `macro_engine_firings_total{${of}} 5`,
    `macro_engine_failed_actions_total{${of}} 1`,
    'macro_engine_process_cpu_seconds_total{process="engine"} 1.5',
    'macro_engine_process_resident_memory_bytes{process="control plane"} 94371840',
    'macro_engine_notifications_waiting{channel="guild",kind="discord"} 3',
    'macro_engine_channel_up{channel="guild",kind="discord"} 0',
    "macro_engine_last_check_time_seconds 1767616200.5",
  ])
    expect(lines).toContain(line);
});

test("a run's series end with it, and its macro's counters stay", () => {
  const before = known();
  const after = known({ status: { ...before.status, macros: before.status.macros.slice(1) } });
  const seriesOf = (told: Known) =>
    linesOf(prometheusText(told, "prometheus")).filter((line) => line.includes('"heal_group"'));
  expect(seriesOf(before).filter((line) => line.includes('run="r1"')).length).toBeGreaterThan(5);
  expect(seriesOf(after).map((line) => line.split("{")[0])).toEqual([
    "macro_engine_firings_total",
    "macro_engine_failed_actions_total",
  ]);
});

test("names are labels' values, whatever is in them", () => {
  const lines = linesOf(prometheusText(known(), "prometheus"));
  const written = 'heal \\"group\\"\\\\ \\n{a=\\"b\\"} 1\u0000�';
  expect(lines).toContain(`macro_engine_macro_cpu_ratio{macro="${written}",run="r2"} 0.07`);
  for (const line of lines) expect(line).toMatch(/^(# (HELP|TYPE) )?macro_engine_/);
});

describe("the text", () => {
  const family = { name: "x", type: "counter", help: 'a\n"b"\\', samples: [] } as const;
  const sample = (value: number, labels = {}) => ({ labels, value });

  test("leaves out what has no sample, and tells a series once", () => {
    expect(exposition([family], "prometheus")).toBe("");
    const samples = [sample(1, { a: "b" }), sample(2, { a: "b" })];
    expect(exposition([{ ...family, samples }], "prometheus")).toBe(
      '# HELP x_total a\\n"b"\\\\\n# TYPE x_total counter\nx_total{a="b"} 2\n',
    );
  });

  test("of OpenMetrics names counters by their family, and ends", () => {
    expect(exposition([{ ...family, samples: [sample(1)] }], "openmetrics")).toBe(
      '# HELP x a\\n\\"b\\"\\\\\n# TYPE x counter\nx_total 1\n# EOF\n',
    );
  });

  test("writes numbers as Go reads them", () => {
    const samples = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21, -0.5];
    const text = exposition(
      [{ ...family, type: "gauge", samples: samples.map((value, at) => sample(value, { at: String(at) })) }],
      "prometheus",
    );
    expect(
      linesOf(text)
        .slice(2)
        .map((line) => line.split(" ")[1]),
    ).toEqual(["NaN", "+Inf", "-Inf", "1e+21", "-0.5"]);
  });
});

/** Debian's package `prometheus` has it; `PROMTOOL` names another one. */
const promtool = process.env.PROMTOOL ?? "promtool";
const isThere = spawnSync(promtool, ["--version"]).error === undefined;

test("promtool finds nothing wrong with it", ({ skip }) => {
  skip(!isThere, "promtool is not there: install Debian's package prometheus, or name it by PROMTOOL");
  const { status, stdout, stderr } = spawnSync(promtool, ["check", "metrics"], {
    input: prometheusText(known(), "prometheus"),
    encoding: "utf8",
  });
  expect(stdout + stderr).toBe("");
  expect(status).toBe(0);
});
