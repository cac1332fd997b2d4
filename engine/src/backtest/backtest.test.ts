import { analyze, type Program } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { type BacktestOptions, backtest, type NamedRecording } from "./backtest.ts";
import { quantile } from "./histogram.ts";
import { mostFirings } from "./tally.ts";
import { recordingOf } from "./testing/recording.ts";

function programOf(text: string): Program {
  const { program, diagnostics } = analyze({ files: [{ path: "p.macropolicy", text }] });
  expect(diagnostics).toEqual([]);
  return program!;
}

const over = (program: Program, recordings: readonly NamedRecording[], more: Partial<BacktestOptions> = {}) =>
  backtest({ program, recordings, noisyPerHour: 6, ...more });

const hot = programOf(`profile p {
  cooldown 10s
  rule busy: warn when cpu.usage > 50% for 2s
  rule hot: cancel when cpu.usage > 80% for 5s
  rule low: pause when fps < 20 until fps > 30
}
profile q { rule any: warn when fps < 1000 }
`);

test("how often each rule fired, when and for how long, over recordings and runs", async () => {
  const found = await over(hot, [
    recordingOf("a", 30, { "cpu.usage": (second) => (second >= 10 && second < 16 ? 90 : 20), fps: () => 60 }),
    recordingOf("b", 60, { "cpu.usage": () => 60, fps: (second) => (second % 20 < 5 ? 10 : 60) }),
  ]);
  expect(found.profiles.map(({ profile }) => profile.name)).toEqual(["p"]);
  const [result] = found.profiles;
  // In `a` the cancel at 15 s ends a run, and from 25 s on there is another.
  expect(result).toMatchObject({ runs: 3, cancelled: 1, observedMs: 15_000 + 4000 + 59_000, recordings: [0, 1] });
  const [busy, hotRule, low] = result!.rules;
  expect(busy).toMatchObject({ fired: 2, runs: 2, firingMs: 3000 + 57_000, longestMs: 57_000 });
  expect(busy!.firings).toMatchObject([
    { recording: 0, run: 1, atMs: 12_000, sinceMs: 10_000, lastedMs: 3000, ended: "cancelled" },
    { recording: 1, run: 1, atMs: 2000, sinceMs: 0, lastedMs: 57_000, ended: "recording ended" },
  ]);
  expect(hotRule!.firings).toMatchObject([{ atMs: 15_000, sinceMs: 10_000, lastedMs: 0, ended: "cancelled" }]);
  expect(low!.firings.map(({ atMs, lastedMs, ended }) => [atMs, lastedMs, ended])).toEqual([
    [0, 5000, "cleared"],
    [20_000, 5000, "cleared"],
    [40_000, 5000, "cleared"],
  ]);
});

test("without restarts the first cancel ends a recording", async () => {
  const cpu = { "cpu.usage": () => 90 };
  const once = await over(hot, [recordingOf("a", 60, cpu, { restarts: false })]);
  expect(once.profiles[0]).toMatchObject({ runs: 1, cancelled: 1, observedMs: 5000 });
  const again = await over(hot, [recordingOf("a", 60, cpu)]);
  expect(again.profiles[0]).toMatchObject({ runs: 4, cancelled: 4 });
});

test("each recording is judged under its own profiles", async () => {
  const fps = { fps: () => 60 };
  const found = await over(hot, [
    recordingOf("a", 10, fps, { profiles: ["p", "q"] }),
    recordingOf("b", 10, fps, { profiles: ["q"] }),
  ]);
  expect(found.profiles.map(({ profile, runs }) => [profile.name, runs])).toEqual([
    ["p", 1],
    ["q", 2],
  ]);
});

describe("a rule is noisy", () => {
  const flicker = { fps: (second: number) => (second % 100 === 50 ? 10 : 60) };
  const noisy = async (seconds: number, noisyPerHour: number) => {
    const found = await over(hot, [recordingOf("a", seconds, flicker)], { noisyPerHour });
    return found.profiles[0]!.rules.find(({ rule }) => rule.name === "low")!.noisy;
  };

  test("when it fires more often in an hour", async () => {
    expect(await noisy(7201, 35)).toBe(true);
    expect(await noisy(7201, 36)).toBe(false);
  });

  test("a recording of minutes counts as an hour: one firing in it is no noise", async () => {
    expect(await noisy(60, 2)).toBe(false);
    expect(await noisy(400, 3)).toBe(true);
  });

  test("unless it is a limit of time", async () => {
    const program = programOf("profile p { rule long: cancel when duration >= 10s }");
    const found = await over(program, [recordingOf("a", 3600, { fps: () => 60 })]);
    expect(found.profiles[0]!.rules[0]).toMatchObject({ noisy: false });
    expect(found.profiles[0]!.rules[0]!.fired).toBeGreaterThan(300);
  });
});

describe("a rule that could not have fired is told from one that never did", () => {
  const reasons = async (rule: string, seconds = 10) => {
    const program = programOf(`profile p { rule r: warn when ${rule} }`);
    const found = await over(program, [recordingOf("a", seconds, { "cpu.usage": () => 1, fps: () => null })]);
    return found.profiles[0]!.rules[0]!.blind;
  };

  test.each([
    ["cpu.usage > 90%", null],
    ["fps < 15", "no fps in any recording"],
    ["fps < 15 or cpu.usage > 90%", null],
    ["fps < 15 and cpu.usage > 90%", "no fps in any recording"],
    ["not fps < 15 and latency > 1s", "no fps in any recording; no latency in any recording"],
    ["missing(fps, 1m)", null],
    ["missing(fps) and fps < 15", "no fps in any recording"],
    ["power.on_battery", "no power.on_battery in any recording"],
    ["power.on_battery == (cpu.usage > 90%)", "no power.on_battery in any recording"],
    ['macro.name == "x"', null],
    ["duration > 1h and macros.running > 2", null],
    ["avg(cpu.usage, 9s) > 90%", null],
    ["avg(cpu.usage, 1m) > 90%", "avg(cpu.usage) looks back 1m, and the longest recording has 9s"],
    ["share(fps < 15, 5s) > 50%", "no fps in any recording"],
    ["cpu.usage > 90% for 30s", "it waits 30s, and the longest recording has 9s"],
    ["abs(cpu.usage - memory.usage) > 5%", "no memory.usage in any recording"],
  ])("%s", async (rule, reason) => {
    expect(await reasons(rule)).toBe(reason);
  });
});

test("how metrics were distributed, of those that rules read", async () => {
  const found = await over(hot, [recordingOf("a", 1000, { "cpu.usage": (second) => second / 10, latency: () => 1 })]);
  expect(found.metrics.map(({ metric }) => metric.name)).toEqual(["cpu.usage"]);
  const { distribution } = found.metrics[0]!;
  expect(distribution).toMatchObject({ count: 1000, min: 0, max: 99.9 });
  expect(distribution.mean).toBeCloseTo(49.95, 6);
  expect(quantile(distribution, 0.5)).toBeCloseTo(50, -0.5);
  expect(Math.abs(quantile(distribution, 0.95) - 95)).toBeLessThan(1);
});

test("the course of metrics is kept, coarser as it grows, where something fired", async () => {
  const quiet = recordingOf("quiet", 100, { "cpu.usage": () => 5 });
  const loud = recordingOf("loud", 5000, { "cpu.usage": (second) => (second === 4321 ? 99 : 60) });
  const found = await over(hot, [quiet, loud], { courses: true });
  expect(found.recordings[0]!.courses.size).toBe(0);
  const course = found.recordings[1]!.courses.get("cpu.usage")!;
  expect(course.stepMs).toBe(16_000);
  expect(course.stretches).toHaveLength(Math.ceil(5000 / 16));
  expect(course.stretches[Math.floor(4321 / 16)]).toEqual([60, 99]);
  expect((await over(hot, [loud])).recordings[0]!.courses.size).toBe(0);
});

test("firings past a thousand are counted, not kept", async () => {
  const found = await over(hot, [recordingOf("a", 4000, { fps: (second) => (second % 2 === 0 ? 10 : 60) })]);
  const low = found.profiles[0]!.rules.find(({ rule }) => rule.name === "low")!;
  expect([low.fired, low.firings.length, low.leftOut]).toEqual([2000, mostFirings, 1000]);
  expect(low.firingMs).toBe(2_000_000);
});
