import { describe, expect, test } from "vitest";
import { findings, ruleOf } from "../testing/analyze-text.ts";

const check = (condition: string) =>
  findings(`let n = 3 let wait = 5s metric guild.queue: count\nprofile p { rule r: warn when ${condition} }`);

describe("these agree", () => {
  test.each([
    "cpu.usage > memory.usage + 5%",
    "fps < 15 and fps < 15fps and fps < n and fps < cpu.load1",
    "macro.actions > 4 and macro.actions > 240/m",
    "macro.threads > 5 and guild.queue >= 3 + 2",
    "cpu.usage > 0 and latency > 0 and -0 < latency and 0 == memory.available",
    "cpu.usage + 0 > 5%",
    "latency * 2 > 5s and 2 * latency > 5s and latency / 2 > 5s",
    "latency / wait > 2 and macro.memory / memory.available > 0.5",
    "cpu.load1 / n * 2 > 1",
    "2 * (fps / fps.low1) + 1 - n > -(fps / fps.low1) / 2",
    "abs(latency - 5ms) > 3ms and abs(-5%) < cpu.usage * abs(-2)",
    "rate(macro.memory, 10s) > 1MiB/s and rate(macro.threads, 10s) > 4 and rate(cpu.usage, 10s) > 0.5",
    "delta(macro.memory, 10s) > 1MiB and stddev(latency, 10s) > 5ms and anomaly(fps, 1m) > 3",
    "share(fps < 15 or missing(fps), 30s) > 50%",
    "forecast(cpu.usage, wait) > 90% and forecast(cpu.usage, wait, 2 * wait) > 90%",
    'macro.name == "x" and power.on_battery != (fps < 3)',
    "missing(fps, 0s) or forecast(fps, 0s) < 3",
  ])("%s", (condition) => expect(check(condition)).toEqual([]));
});

describe("these do not", () => {
  test.each([
    ["cpu.usage > 500ms", "unit-mismatch: cpu.usage > 500ms"],
    ["macro.threads > fps", "unit-mismatch: macro.threads > fps"],
    ["cpu.usage > cpu.load1", "unit-mismatch: cpu.usage > cpu.load1"],
    ["cpu.usage > n", "missing-unit: n"],
    ["cpu.usage > 40 * 2", "missing-unit: 40 * 2"],
    ["latency + 5 > 5s", "missing-unit: 5"],
    ["fps * 15fps > 3", "unit-mismatch: fps * 15fps"],
    ["cpu.usage * 50% > 5%", "unit-mismatch: cpu.usage * 50%"],
    ["5 / latency > 3", "unit-mismatch: 5 / latency"],
    ["macro.threads * fps > 3", "unit-mismatch: macro.threads * fps"],
    ["cpu.load1 * fps > 3", "not-constant: cpu.load1 * fps"],
    ["(fps / fps.low1) * cpu.load1 > 3", "not-constant: (fps / fps.low1) * cpu.load1"],
    ["(fps / fps.low1 + 1) / cpu.load1 > 3", "not-constant: (fps / fps.low1 + 1) / cpu.load1"],
    [
      "latency / (latency.jitter / wait / cpu.load1) > 3s",
      "not-constant: latency / (latency.jitter / wait / cpu.load1)",
    ],
    ["abs(fps / fps.low1) > 3", "not-constant: fps / fps.low1"],
    ["not cpu.usage", "not-a-condition: cpu.usage"],
    ["power.on_battery * 2 > 3", "not-a-quantity: power.on_battery"],
    ["-power.on_battery > 3", "not-a-quantity: power.on_battery"],
    ['macro.name >= "x"', 'unit-mismatch: macro.name >= "x"'],
    ['macro.name == "x" == true', null],
    ["power.on_battery == 0", "unit-mismatch: power.on_battery == 0"],
    ['macro.name + "x" > 3', "unit-mismatch: macro.name"],
    ["power.on_battery * macro.name > 3", "not-a-quantity: power.on_battery"],
    ["avg(cpu.usage, 0.5 * fps) > 5%", "not-constant: fps"],
    ["avg(cpu.usage, 0s) > 5%", "wrong-arguments: 0s"],
    ["forecast(fps, -1s) < 3", "malformed-quantity: -1s"],
    ["avg(missing, 5s) > 5%", null],
    ["share(cpu.usage > 5, 30s) > 50%", "missing-unit: 5"],
    ["rate(macro.memory, 10s) > 5", "missing-unit: 5"],
  ])("%s", (condition, finding) => {
    const found = check(condition);
    if (finding === null) expect(found.length).toBeGreaterThan(0);
    else expect(found).toEqual([finding]);
  });
});

describe("compiling", () => {
  test("writes every literal in base units and folds constants", () => {
    expect(ruleOf("latency > 2 * 500ms + 1s").condition).toEqual({
      kind: "compare",
      operator: ">",
      left: { kind: "metric", metric: "latency" },
      right: { kind: "constant", value: 2000 },
      dimension: "duration",
    });
  });

  test("flattens chains, and drops what is decided", () => {
    expect(ruleOf("(missing(fps) or 1 > 2) or (power.on_battery or false)").condition).toEqual({
      kind: "or",
      operands: [
        { kind: "missing", metric: "fps", silentMs: null },
        { kind: "flag", metric: "power.on_battery" },
      ],
    });
    expect(ruleOf("fps < 3 and 5% > 6%").condition).toEqual({ kind: "constant", value: false });
  });

  test("leaves a division by zero to the runtime, where it is missing", () => {
    expect(ruleOf("cpu.usage > 5% / 0").condition).toMatchObject({
      right: { kind: "divide", left: { kind: "constant", value: 5 }, right: { kind: "constant", value: 0 } },
    });
  });

  test("lists what a rule reads, as it is written, and what counts as evidence", () => {
    const rule = ruleOf(
      "missing(latency) and fps < 3 and share(cpu.usage > 5% or missing(gpu.usage), 5s) > 3% and duration > 1s and false",
    );
    expect(rule.reads).toEqual(["latency", "fps", "cpu.usage", "gpu.usage", "duration"]);
    expect(rule.evidence).toEqual(["fps", "cpu.usage", "duration"]);
  });

  test("lists apart what only the message reads", () => {
    const rule = ruleOf(
      'fps < 3 until latency < 9ms message "{fps} {macro.memory} {avg(cpu.usage, 5s)} {macro.memory}"',
    );
    expect(rule.reads).toEqual(["fps", "latency"]);
    expect(rule.messageReads).toEqual(["macro.memory", "cpu.usage"]);
  });

  test("lists what counts as evidence for `until … for` as it is written, too", () => {
    const rule = ruleOf("fps < 3 until missing(latency) or 2s > 1s or cpu.usage < 1% for 2s");
    expect(rule.until).toEqual({
      condition: { kind: "constant", value: true },
      holdMs: 2000,
      evidence: ["cpu.usage"],
    });
  });

  test("keeps the text as written, on one line, with its wait", () => {
    const rule = ruleOf('fps <  15 # too few\n  and macro.name != "a  b"\n for\t n * 1s', "let n = 2");
    expect(rule.text).toBe('fps < 15 and macro.name != "a  b" for n * 1s');
    expect(rule.threshold).toBe('fps < 15 and macro.name != "a  b" for 2 * 1s');
  });
});
