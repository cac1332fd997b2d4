/** Each sentence of LANGUAGE section 9 about tests, as an example. */

import { analyze, type Program } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "./evaluator.ts";
import { explainVerdict, timeText } from "./expectations-explain.ts";
import type { SampleRow, Trace } from "./simulate.ts";
import { runTest, type TestRun } from "./simulate-test.ts";

function compile(text: string): Program {
  const { program, diagnostics } = analyze({ files: [{ path: "p.macropolicy", text }] });
  expect(diagnostics).toEqual([]);
  return program!;
}

/** Runs the one test of a policy made of a profile's rules and a test's steps. */
async function run(rules: string, steps: string, trace: Trace | null = null): Promise<TestRun> {
  const program = compile(`profile p {\n${rules}\n}\ntest "t" {\nprofile p\n${steps}\n}`);
  return runTest(program, program.tests[0]!, createEvaluator, trace);
}

/** What happened: `fire hot 5s`. */
function events({ decisions }: TestRun): string[] {
  return decisions.map(({ kind, rule, time }) => `${kind} ${rule} ${timeText(time)}`);
}

function failures(result: TestRun): string[] {
  return result.verdicts.filter(({ met }) => !met).map((verdict) => explainVerdict(verdict, result));
}

/** A recording of rows `[seconds, {metric: value}]`. */
function traceOf(
  rows: readonly (readonly [number, Record<string, number | string | null>])[],
  startWallMs: number | null = null,
): Trace {
  const all = rows.map(
    ([time, samples]): SampleRow => ({
      timeMs: time * 1000,
      metrics: Object.keys(samples),
      values: Object.values(samples),
    }),
  );
  return {
    startWallMs,
    intervalMs: all.find(({ timeMs }) => timeMs > all[0]!.timeMs)?.timeMs ?? null,
    firstRow: all[0] ?? null,
    async *rows() {
      // In chunks, as a file comes.
      for (let at = 0; at < all.length; at += 2) yield all.slice(at, at + 2);
    },
  };
}

const watchHot = "rule hot: warn when cpu.usage > 80%";

test("a decision carries what only its message reads, too", async () => {
  const rules = 'rule r: warn when cpu.usage > 80% until fps > 5 message "{macro.memory} of {memory.usage + 1%}"';
  const steps = "given cpu.usage = 90%, macro.memory = 2MiB, fps = 1\nat 2s: fps = 9, macro.memory = 3MiB\nexpect warn";
  const { decisions } = await run(rules, steps);
  expect(decisions.map(({ kind, message, values }) => ({ kind, message, values }))).toEqual([
    {
      kind: "fire",
      message: "2MiB of missing",
      values: { "cpu.usage": 90, fps: 1, "macro.memory": 2 ** 21, "memory.usage": null },
    },
    {
      kind: "clear",
      message: "2MiB of missing",
      values: { "cpu.usage": 90, fps: 9, "macro.memory": 3 * 2 ** 20, "memory.usage": null },
    },
  ]);
});

describe("fractional times", () => {
  const every = "every 33.3ms\nrun 400ms\nexpect warn";
  const given = `given cpu.usage = 20%\nat 33.3ms: cpu.usage = 90%\n${every}`;

  test.each([
    ["cpu.usage > 80% for 99.9ms", given, ["fire r 0.133s"]],
    ["cpu.usage > 80% for 3 * 33.3ms", given, ["fire r 0.133s"]],
    ["duration < 1ms until cpu.usage > 80% for 99.9ms", given, ["fire r 0s", "clear r 0.133s"]],
    ["min(cpu.usage, 99.9ms) > 80%", given.replace("33.3ms:", "66.6ms:"), ["fire r 0.133s"]],
    ["rate(cpu.usage, 99.9ms) > 0 and rate(cpu.usage, 99.9ms) <= 1000", ramp(), ["fire r 0.1s"]],
    ["share(cpu.usage > 80%, 99.9ms) >= 100%", given.replace("33.3ms:", "66.6ms:"), ["fire r 0.133s"]],
    [
      "missing(cpu.usage, 99.9ms)",
      `given cpu.usage = 20%\nat 66.6ms: cpu.usage = missing\n${every}`,
      ["fire r 0.167s"],
    ],
    ["duration >= 99.9ms", every, ["fire r 0.1s"]],
  ])("%s", async (condition, steps, happened) => {
    const result = await run(`rule r: warn when ${condition}`, steps);
    expect(events(result)).toEqual(happened);
  });

  function ramp() {
    return `from 0ms to 999ms: cpu.usage = 0% -> 100%\n${every}`;
  }

  test("three intervals are no gap", async () => {
    const rows = [0, 0.0333, 0.1332, 0.2331, 0.333].map((time) => [time, { "cpu.usage": 90 }] as const);
    const result = await run("rule r: warn when cpu.usage > 80% for 333ms", 'trace "x"\nexpect warn', traceOf(rows));
    expect(events(result)).toEqual(["fire r 0.333s"]);
  });
});

describe("evidence", () => {
  test("is what a condition reads as it is written, of `for` and of `until … for` alike", async () => {
    const always = "2s > 1s or cpu.usage < 1% for 2s";
    const rules = `rule a: warn when ${always}\nrule b: warn when duration < 1s until ${always}`;
    const steps = "run 9s\nexpect warn";
    expect(events(await run(rules, steps))).toEqual(["fire b 0s"]);
    expect(events(await run(rules, `at 6s: cpu.usage = 50%\n${steps}`))).toEqual([
      "fire b 0s",
      "clear b 6s",
      "fire a 6s",
    ]);
  });
});

describe("snapshots", () => {
  test("are taken at 0, every, 2·every … up to and including run", async () => {
    const result = await run(watchHot, "given cpu.usage = 10%\nevery 2s\nrun 10s\nexpect no warn");
    expect(result.end).toMatchObject({ snapshots: 6, lastMs: 10_000 });
    expect((await run(watchHot, "every 4s\nrun 10s\nexpect no warn")).end).toMatchObject({
      snapshots: 3,
      lastMs: 8000,
    });
    expect((await run(watchHot, "every 100ms\nrun 300ms\nexpect no warn")).end).toMatchObject({
      snapshots: 4,
      lastMs: 300,
    });
  });

  test("are a second apart unless `every` says otherwise", async () => {
    expect((await run(watchHot, "run 10s\nexpect no warn")).end.snapshots).toBe(11);
  });
});

describe("without `run` a test lasts", () => {
  test.each([
    ["to the last time that a step names", "at 5s: cpu.usage = 1%\nat 7s: cpu.usage = 2%\nexpect no warn", 7],
    ["… a ramp's end", "from 1s to 9s: cpu.usage = 1% -> 5%\nexpect no warn", 9],
    ["… an expectation's time", "expect no warn before 12s", 12],
    ["… one interval past it where `after` is named", "every 2s\nexpect no warn after 12s", 14],
    ["no longer than a snapshot where only 0 is named", "at 0s: cpu.usage = 1%\nexpect no warn", 0],
    ["a minute if no step names a time", "given cpu.usage = 1%\nexpect no warn", 60],
  ])("%s", async (_, steps, seconds) => {
    expect((await run(watchHot, steps)).end.lastMs).toBe(seconds * 1000);
  });

  test("to the trace's last row, if that is later", async () => {
    const trace = traceOf([
      [0, { "cpu.usage": 1 }],
      [1, { "cpu.usage": 1 }],
      [2, { "cpu.usage": 1 }],
    ]);
    expect((await run(watchHot, `trace "x.csv"\nexpect no warn before 1s`, trace)).end.lastMs).toBe(2000);
    expect((await run(watchHot, `trace "x.csv"\nevery 1s\nexpect no warn before 5s`, trace)).end.lastMs).toBe(5000);
    expect((await run(watchHot, `trace "x.csv"\nevery 500ms\nexpect no warn`, trace)).end).toMatchObject({
      snapshots: 5,
      lastMs: 2000,
    });
    expect((await run(watchHot, `trace "x.csv"\nrun 1s\nexpect no warn`, trace)).end.lastMs).toBe(1000);
  });
});

describe("the macro", () => {
  test("starts at t = 0", async () => {
    const result = await run("rule long: warn when duration >= 5s", "run 10s\nexpect warn at 5s");
    expect(events(result)).toEqual(["fire long 5s"]);
  });

  test("is named after the profile unless macro.name is given", async () => {
    const rules = `rule by_name: warn when macro.name == "p"\nrule other: warn when macro.name == "q"`;
    expect(events(await run(rules, "run 1s\nexpect warn"))).toEqual(["fire by_name 0s"]);
    const given = await run(rules, `given macro.name = "q"\nrun 1s\nexpect warn`);
    expect(events(given)).toEqual(["fire other 0s"]);
    expect(given.decisions[0]!.macro).toBe("q");
  });

  test("is alone", async () => {
    expect(events(await run("rule lone: warn when macros.running == 1", "run 1s\nexpect warn"))).toEqual([
      "fire lone 0s",
    ]);
    const crowd = await run(
      "rule crowd: warn when macros.running > 3",
      "given macros.running = 4\nrun 1s\nexpect warn",
    );
    expect(events(crowd)).toEqual(["fire crowd 0s"]);
    expect(
      events(
        await run("rule m: warn when missing(macros.running)", "given macros.running = missing\nrun 9s\nexpect warn"),
      ),
    ).toEqual(["fire m 6s"]);
  });

  test("has metrics of its own", async () => {
    expect(
      events(await run("rule own: warn when macro.cpu > 50%", "at 3s: macro.cpu = 60%\nexpect warn at 3s")),
    ).toEqual(["fire own 3s"]);
  });
});

describe("assignments", () => {
  test("take effect at the first snapshot at or after their time", async () => {
    const result = await run(
      watchHot,
      "every 2s\ngiven cpu.usage = 10%\nat 3s: cpu.usage = 90%\nrun 10s\nexpect warn at 4s",
    );
    expect(events(result)).toEqual(["fire hot 4s"]);
  });

  test("are sampled anew at every snapshot until they change", async () => {
    const rules = "rule hot: warn when cpu.usage > 80% for 30s";
    expect(events(await run(rules, "given cpu.usage = 95%\nrun 40s\nexpect warn at 30s"))).toEqual(["fire hot 30s"]);
  });

  test("of two the later text wins", async () => {
    const over = await run(watchHot, "at 5s: cpu.usage = 90%\ngiven cpu.usage = 10%\nrun 10s\nexpect no warn");
    expect(events(over)).toEqual([]);
    const ramp = await run(
      watchHot,
      "from 0s to 10s: cpu.usage = 0% -> 100%\nat 5s: cpu.usage = 10%\nrun 12s\nexpect no warn",
    );
    expect(events(ramp)).toEqual([]);
    const same = await run(watchHot, "at 5s: cpu.usage = 10%\nat 5s: cpu.usage = 90%\nexpect warn at 5s");
    expect(same.passed).toBe(true);
  });

  test("`missing` stops a metric's samples", async () => {
    const result = await run(
      "rule silent: warn when missing(cpu.usage, 3s)",
      "given cpu.usage = 10%\nat 5s: cpu.usage = missing\nrun 10s\nexpect warn at 8s",
    );
    // The last sample is of 4 s: more than 3 s of silence is first seen at 8 s.
    expect(events(result)).toEqual(["fire silent 8s"]);
  });

  test("replace a trace's metric from their time on", async () => {
    const rows = [0, 1, 2, 3, 4, 5].map((time) => [time, { "cpu.usage": 90, fps: 60 }] as const);
    const steps = (more: string) => `trace "x.csv"\n${more}\nexpect no warn`;
    expect(events(await run(watchHot, steps("given cpu.usage = 10%"), traceOf(rows)))).toEqual([]);
    expect(events(await run(watchHot, steps("at 3s: cpu.usage = 10%"), traceOf(rows)))).toEqual([
      "fire hot 0s",
      "clear hot 3s",
    ]);
    expect(
      events(
        await run("rule silent: warn when missing(cpu.usage, 1s)", steps("at 2s: cpu.usage = missing"), traceOf(rows)),
      ),
    ).toEqual(["fire silent 3s"]);
  });

  test("text and bool metrics are assigned as well", async () => {
    const result = await run(
      "rule battery: warn when power.on_battery for 2s",
      "given power.on_battery = false\nat 3s: power.on_battery = true\nrun 9s\nexpect warn at 5s",
    );
    expect(events(result)).toEqual(["fire battery 5s"]);
  });
});

describe("ramps", () => {
  test("are linear, and inclusive at both ends", async () => {
    const at = async (limit: string) =>
      events(
        await run(`rule r: warn when cpu.usage >= ${limit}`, "from 10s to 20s: cpu.usage = 0% -> 100%\nexpect no warn"),
      )[0];
    expect(await at("0%")).toBe("fire r 10s");
    expect(await at("30%")).toBe("fire r 13s");
    expect(await at("100%")).toBe("fire r 20s");
  });

  test("pass exactly through whole values", async () => {
    const steps = "from 0s to 100s: cpu.usage = 0% -> 100%, fps = 100 -> 0\nexpect no warn";
    const limits = Array.from({ length: 99 }, (_, at) => at + 1);
    const rules = limits.map(
      (at) => `rule over_${at}: warn when cpu.usage > ${at}%\nrule under_${at}: warn when fps < ${at}`,
    );
    const fired = new Set(events(await run(rules.join("\n"), steps)));
    const wrong = limits.filter((at) => {
      return (
        !fired.has(`fire over_${at} ${timeText((at + 1) * 1000)}`) ||
        !fired.has(`fire under_${at} ${timeText((101 - at) * 1000)}`)
      );
    });
    expect(wrong).toEqual([]);
  });

  test("hold their end value", async () => {
    const result = await run(
      "rule r: warn when cpu.usage == 100% for 10s",
      "from 0s to 5s: cpu.usage = 0% -> 100%\nrun 20s\nexpect warn at 15s",
    );
    expect(result.passed).toBe(true);
  });
});

describe("traces", () => {
  test("without `every`, the rows are the snapshots", async () => {
    const rows = [0, 0.5, 1.75, 2].map((time) => [time, { "cpu.usage": time === 1.75 ? 90 : 10 }] as const);
    const result = await run(watchHot, `trace "x.csv"\nexpect warn at 1750ms`, traceOf(rows));
    expect(events(result)).toEqual(["fire hot 1.75s", "clear hot 2s"]);
    expect(result.end.snapshots).toBe(4);
  });

  test("with `every`, they are the samples between them", async () => {
    const rows = [0, 0.5, 1.75, 2.5].map((time) => [time, { "cpu.usage": time === 1.75 ? 90 : 10 }] as const);
    const result = await run(watchHot, `trace "x.csv"\nevery 1s\nexpect warn at 2s`, traceOf(rows));
    expect(events(result)).toEqual(["fire hot 2s"]);
    expect(result.end).toMatchObject({ snapshots: 3, lastMs: 2000 });
  });

  test("rows of one time are one snapshot", async () => {
    const rows = [
      [0, { "cpu.usage": 90 }],
      [0, { fps: 60 }],
      [1, { "cpu.usage": 10 }],
      [1, { "cpu.usage": 95 }],
    ] as const;
    const result = await run(
      "rule both: warn when cpu.usage > 80% and fps > 50",
      `trace "x.csv"\nexpect warn at 0s`,
      traceOf(rows),
    );
    expect(events(result)).toEqual(["fire both 0s"]);
    expect(result.end.snapshots).toBe(2);
  });

  test("the interval is the spacing of the first two rows: three of them without a row are a gap", async () => {
    const hot = (times: readonly number[]) => traceOf(times.map((time) => [time, { "cpu.usage": 90 }] as const));
    const rules = "rule hot: warn when cpu.usage > 80% for 3s";
    const steps = `trace "x.csv"\nexpect no warn`;
    expect(events(await run(rules, steps, hot([0, 1, 4, 5])))).toEqual(["fire hot 4s"]);
    expect(events(await run(rules, steps, hot([0, 0.5, 4, 5, 6, 7])))).toEqual(["fire hot 7s"]);
  });

  test("an empty cell is no sample, and the name of the macro may be in the trace", async () => {
    const rows = [0, 1, 2].map(
      (time) => [time, { "cpu.usage": time === 1 ? null : 90, "macro.name": "night" }] as const,
    );
    const result = await run(
      "rule r: warn when missing(cpu.usage, 500ms)",
      `trace "x.csv"\nexpect warn at 1s`,
      traceOf(rows),
    );
    expect(events(result)).toEqual(["fire r 1s", "clear r 2s"]);
    expect(result.decisions[0]!.macro).toBe("night");
  });
});

describe("the wall clock", () => {
  const rules = "rule night: warn when night";
  const policy = (steps: string) =>
    compile(`schedule night = mon 22:00-24:00\nprofile p {\n${rules}\n}\ntest "t" {\nprofile p\n${steps}\n}`);
  const play = async (steps: string, trace: Trace | null = null) => {
    const program = policy(steps);
    return events(await runTest(program, program.tests[0]!, createEvaluator, trace));
  };

  test("stands at a Monday noon, UTC, unless `start` says otherwise", async () => {
    expect(await play("every 1h\nrun 12h\nexpect no warn")).toEqual(["fire night 10h", "clear night 12h"]);
    expect(await play(`start "2026-01-05T21:59:58Z"\nrun 5s\nexpect warn at 2s`)).toEqual(["fire night 2s"]);
  });

  test("is set by a trace's dates, but `start` goes before", async () => {
    const rows = [
      [0, { fps: 1 }],
      [1, { fps: 1 }],
    ] as const;
    const dated = traceOf(rows, Date.UTC(2026, 0, 5, 22, 30));
    expect(await play(`trace "x.csv"\nexpect warn`, dated)).toEqual(["fire night 0s"]);
    expect(await play(`trace "x.csv"\nstart "2026-01-06T22:30:00Z"\nexpect no warn`, dated)).toEqual([]);
  });
});

describe("expectations", () => {
  const steps = (...expectations: string[]) =>
    `given cpu.usage = 10%\nat 5s: cpu.usage = 90%\nat 8s: cpu.usage = 10%\nrun 12s\n${expectations.join("\n")}`;

  test.each([
    ["expect warn", true],
    ["expect warn by hot", true],
    ["expect warn by cold", false],
    ["expect pause", false],
    ["expect warn at 5s", true],
    ["expect warn at 6s", false],
    ["expect warn before 5s", false],
    ["expect warn before 6s", true],
    ["expect warn after 5s", false],
    ["expect warn after 4s", true],
    ["expect no warn", false],
    ["expect no warn by cold", true],
    ["expect no warn before 5s", true],
    ["expect no warn after 5s", true],
    ["expect no warn at 5s", false],
    ["expect clear", true],
    ["expect clear by hot at 8s", true],
    ["expect clear at 7s", false],
    ["expect no clear before 8s", true],
    ["expect no cancel", true],
  ])("%s: %s", async (expectation, passes) => {
    const rules = `${watchHot}\nrule cold: warn when cpu.temperature < 0C`;
    expect((await run(rules, steps(expectation))).passed).toBe(passes);
  });

  test("every one must be met", async () => {
    expect((await run(watchHot, steps("expect warn at 5s", "expect no clear"))).verdicts.map(({ met }) => met)).toEqual(
      [true, false],
    );
  });

  test("`cancel` includes `cancel all`, and not the reverse", async () => {
    const all = "rule stop: cancel all when cpu.usage > 80%";
    const one = "rule stop: cancel when cpu.usage > 80%";
    expect((await run(all, steps("expect cancel at 5s", "expect cancel all at 5s"))).passed).toBe(true);
    expect((await run(one, steps("expect cancel all"))).passed).toBe(false);
    expect((await run(one, steps("expect no cancel all", "expect cancel"))).passed).toBe(true);
  });
});

describe("a cancel", () => {
  test("ends the test; the other firings of its snapshot are recorded", async () => {
    const rules = `rule also: warn when cpu.usage > 80%\nrule stop: cancel when cpu.usage > 80%\nrule late: warn when duration > 6s`;
    const result = await run(
      rules,
      "at 5s: cpu.usage = 90%\nrun 20s\nexpect cancel by stop at 5s\nexpect warn by also at 5s\nexpect no warn by late",
    );
    expect(result.passed).toBe(true);
    expect(result.end).toMatchObject({ cancelledMs: 5000, lastMs: 5000 });
    expect(events(result)).toEqual(["fire stop 5s", "fire also 5s"]);
  });
});

describe("a failed expectation says what did happen", () => {
  const given = "given cpu.usage = 20%\nat 10s: cpu.usage = 95%\nrun 20s\n";
  const rules = "rule hot: cancel when cpu.usage > 80% for 5s\nrule note: warn when cpu.usage > 90%";

  test.each([
    ["expect cancel by hot at 14s", "there was cancel by hot at 15s"],
    ["expect cancel before 15s", "there was cancel by hot at 15s"],
    ["expect no cancel", "there was cancel by hot at 15s"],
    ["expect warn by hot", "there was no warn by hot, but warn by note at 10s"],
    ["expect pause", "there was no pause; the run ended with the cancel at 15s"],
    [
      "expect cancel at 18s",
      "18s was not reached: the run ended with the cancel at 15s; there was cancel by hot at 15s",
    ],
    ["every 2s\nexpect warn at 11s", "there is no snapshot at 11s: they are 2s apart; there was warn by note at 10s"],
  ])("%s: %s", async (expectation, message) => {
    const result = await run(rules, given + expectation);
    expect(failures(result)).toEqual([message]);
  });

  test("and how long the run was when nothing did", async () => {
    expect(failures(await run(rules, "run 7s\nexpect cancel"))).toEqual([
      'there was no cancel; the run of "p" ended at 7s',
    ]);
  });

  test("with the values and the rule's state around it", async () => {
    const result = await run(rules, `${given}expect cancel by hot at 14s`);
    const [excerpt] = result.excerpts;
    expect(excerpt).toMatchObject({ metrics: ["cpu.usage"], rule: "hot" });
    expect(excerpt!.rows.map(({ timeMs }) => timeMs / 1000)).toEqual([11, 12, 13, 14, 15]);
    expect(excerpt!.rows.find(({ timeMs }) => timeMs === 14_000)).toMatchObject({
      values: [95],
      focus: true,
      state: { state: "pending", since: 10_000, firesInMs: 1000 },
    });
  });

  test("or, when it names no time, the values whenever they change", async () => {
    const result = await run("rule hot: cancel when cpu.usage > 99%", `${given}expect cancel`);
    expect(result.excerpts[0]!.rows.map(({ timeMs, values }) => [timeMs / 1000, values[0]])).toEqual([
      [0, 20],
      [10, 95],
    ]);
  });

  test("values that are stale, or from before a gap, are missing as they are to the rules", async () => {
    const values = ({ excerpts }: TestRun) => excerpts[0]!.rows.map(({ timeMs, values }) => [timeMs / 1000, values[0]]);
    const rules = "rule hot: cancel when cpu.usage > 80% for 7s";
    const stale = await run(rules, "given cpu.usage = 95%\nat 2s: cpu.usage = missing\nexpect cancel at 7s");
    expect(values(stale).slice(1, 4)).toEqual([
      [5, 95],
      [6, 95],
      [7, null],
    ]);
    const gap = traceOf([
      [0, { "cpu.usage": 95 }],
      [1, { "cpu.usage": 95 }],
      [5, { "cpu.usage": null }],
    ]);
    expect(values(await run(rules, 'trace "a.csv"\nexpect cancel at 4s', gap)).at(-1)).toEqual([5, null]);
  });

  test("what the macro is called, and that it runs, is among the values", async () => {
    const rules = 'rule odd: warn when macro.name == "q" and macro.level == "safe" and macros.running > 1';
    const result = await run(rules, "run 0s\nexpect warn");
    expect(result.excerpts[0]!.metrics).toEqual(["macro.name", "macro.level", "macros.running"]);
    expect(result.excerpts[0]!.rows.map(({ values }) => values)).toEqual([["p", "risky", 1]]);
  });

  test("and points out windows that were never known", async () => {
    const windows = "rule slow: warn when avg(latency, 1m) > 100ms\nrule hot: warn when max(cpu.usage, 5s) > 80%";
    const result = await run(windows, "given latency = 500ms, cpu.usage = 10%\nrun 30s\nexpect warn by slow");
    expect(result.passed).toBe(false);
    expect(result.neverKnown.map(({ rule, term }) => [rule.name, term.kind === "window" && term.function])).toEqual([
      ["slow", "avg"],
    ]);
  });

  test("the windows within a share, and of an until, are seen too", async () => {
    const rules = "rule s: warn when share(avg(fps, 1h) < 10, 5s) > 50% until min(fps, 2s) > 20";
    const result = await run(rules, "given fps = 5\nrun 30s\nexpect warn");
    // The share itself is never known: its condition is not.
    expect(result.neverKnown.map(({ term }) => term.kind)).toEqual(["share", "window"]);
  });
});

test("two runs of a test are the same to the last value", async () => {
  const steps = "from 0s to 30s: cpu.usage = 0% -> 100%, latency = 10ms -> 900ms\nrun 40s\nexpect warn";
  const rules =
    "rule hot: warn when forecast(cpu.usage, 10s, 10s) > 90%\nrule lag: pause when p95(latency, 5s) > 400ms until latency < 20ms";
  expect((await run(rules, steps)).decisions).toEqual((await run(rules, steps)).decisions);
});

describe("times are printed as policies write them", () => {
  test.each([
    [0, "0s"],
    [5000, "5s"],
    [2500, "2.5s"],
    [90_000, "1m30s"],
    [60_000, "1m"],
    [3_600_500, "1h0.5s"],
    [86_400_000, "1d"],
    [100, "0.1s"],
    [0.25, "0.25ms"],
  ])("%d ms: %s", (ms, text) => {
    expect(timeText(ms)).toBe(text);
  });
});
