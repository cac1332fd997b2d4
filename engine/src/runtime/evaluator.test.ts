/** Rules over time, sentence by sentence (LANGUAGE, section 8). */

import type { Program } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import { createEvaluator } from "./evaluator.ts";
import { evaluatorFactory, evaluatorNames } from "./evaluators.ts";
import {
  all,
  any,
  compare,
  constant,
  missing,
  not,
  profile,
  programOf,
  rule,
  share,
  window,
} from "./testing/build-program.ts";
import { scene } from "./testing/scenario.ts";

const hot = compare("cpu.usage", ">", 80);
const cool = compare("cpu.usage", "<", 50);

describe("idle, pending, firing", () => {
  it("fires in the snapshot in which the condition becomes true, without `for`", () => {
    const macro = scene([rule("hot", hot)]);
    expect(macro.at(0, { "cpu.usage": 20 })).toEqual([]);
    expect(macro.at(1, { "cpu.usage": 81 })).toEqual(["fire hot"]);
    expect(macro.decisions[0]).toMatchObject({ time: 1000, since: 1000 });
  });

  it("fires when the condition has been true for its `for`", () => {
    const macro = scene([rule("hot", hot, { holdMs: 5000 })]);
    expect(macro.during(0, 4, { "cpu.usage": 20 })).toEqual([]);
    expect(macro.during(5, 12, { "cpu.usage": 95 })).toEqual(["10s fire hot"]);
  });

  it("says since when", () => {
    const macro = scene([rule("hot", hot, { holdMs: 2000 })]);
    macro.during(0, 4, { "cpu.usage": 20 });
    macro.during(5, 7, { "cpu.usage": 95 });
    expect(macro.decisions[0]).toMatchObject({ kind: "fire", time: 7000, since: 5000 });
  });

  it("begins anew when the condition was false, or unknown, in between", () => {
    const macro = scene([rule("hot", hot, { holdMs: 3000 })], { stalenessMs: { "cpu.usage": 500 } });
    macro.during(0, 2, { "cpu.usage": 95 });
    expect(macro.at(3, { "cpu.usage": 20 })).toEqual([]);
    expect(macro.during(4, 6, { "cpu.usage": 95 })).toEqual([]);
    expect(macro.at(7)).toEqual([]);
    expect(macro.during(8, 11, { "cpu.usage": 95 })).toEqual(["11s fire hot"]);
  });

  it("fires once, however long the condition stays true", () => {
    const macro = scene([rule("hot", hot)]);
    expect(macro.during(0, 60, { "cpu.usage": 95 })).toEqual(["0s fire hot"]);
  });
});

describe("evidence", () => {
  it("one sample, held over by staleness, is none for a `for`", () => {
    const macro = scene([rule("hot", hot, { holdMs: 3000 })]);
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.during(1, 5)).toEqual([]);
  });

  it("a second sample within the wait is enough", () => {
    const macro = scene([rule("hot", hot, { holdMs: 3000 })]);
    macro.at(0, { "cpu.usage": 95 });
    macro.at(1, { "cpu.usage": 96 });
    expect(macro.during(2, 4)).toEqual(["3s fire hot"]);
  });

  it("may come late, and then the rule fires at once", () => {
    const macro = scene([rule("hot", hot, { holdMs: 2000 })]);
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.during(1, 4)).toEqual([]);
    expect(macro.at(5, { "cpu.usage": 95 })).toEqual(["fire hot"]);
    expect(macro.decisions[0]).toMatchObject({ since: 0 });
  });

  it("is remembered as long as it takes", () => {
    const macro = scene([rule("hot", hot, { holdMs: 2000 })], { stalenessMs: { "cpu.usage": 1e9 } });
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.during(1, 500)).toEqual([]);
    expect(macro.at(501, { "cpu.usage": 95 })).toEqual(["fire hot"]);
    expect(macro.decisions[0]).toMatchObject({ since: 0 });
  });

  it("does not come from metrics that only `missing` reads", () => {
    const condition = all(hot, not(missing("fps")));
    const macro = scene([rule("hot", condition, { holdMs: 3000 })]);
    macro.at(0, { "cpu.usage": 95, fps: 60 });
    expect(macro.during(1, 4, { fps: 60 })).toEqual([]);
  });

  it("is not asked of conditions that read no metric outside `missing`", () => {
    const macro = scene([rule("silent", missing("fps", 2000), { holdMs: 3000 })]);
    expect(macro.during(0, 10)).toEqual(["6s fire silent"]);
  });

  it("is always there for `duration`", () => {
    const macro = scene([rule("long", compare("duration", ">", 5000), { holdMs: 3000 })]);
    expect(macro.during(0, 12)).toEqual(["9s fire long"]);
  });

  it("is not asked without `for`", () => {
    expect(scene([rule("hot", hot)]).at(0, { "cpu.usage": 95 })).toEqual(["fire hot"]);
  });
});

describe("clearing", () => {
  it("without `until`: when the condition is false", () => {
    const macro = scene([rule("hot", hot, { holdMs: 2000 })]);
    expect(macro.during(0, 2, { "cpu.usage": 95 })).toEqual(["2s fire hot"]);
    expect(macro.at(3, { "cpu.usage": 80 })).toEqual(["clear hot"]);
    expect(macro.decisions[0]).toMatchObject({ kind: "clear", time: 3000, since: 0 });
  });

  it("missing data never clears", () => {
    const macro = scene([rule("hot", hot)]);
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.during(1, 30)).toEqual([]);
    expect(macro.at(31, { "cpu.usage": 20 })).toEqual(["clear hot"]);
  });

  it("with `until`: when its condition has been true for its `for`", () => {
    const macro = scene([rule("hot", hot, { action: "pause", until: cool, untilHoldMs: 3000 })]);
    expect(macro.during(0, 4, { "cpu.usage": 95 })).toEqual(["0s fire hot"]);
    expect(macro.during(5, 9, { "cpu.usage": 60 })).toEqual([]);
    expect(macro.during(10, 20, { "cpu.usage": 40 })).toEqual(["13s clear hot"]);
  });

  it("`until` is first looked at in the snapshot after the one that fired", () => {
    const always = compare(constant(1), ">", 0);
    const macro = scene([rule("hot", hot, { until: always })]);
    expect(macro.at(0, { "cpu.usage": 95 })).toEqual(["fire hot"]);
    expect(macro.at(1, { "cpu.usage": 95 })).toEqual(["clear hot"]);
    const patient = scene([rule("hot", hot, { until: always, untilHoldMs: 2000 })]);
    expect(patient.during(0, 3, { "cpu.usage": 95 })).toEqual(["0s fire hot", "3s clear hot"]);
  });

  it("`until` begins anew when it was unknown in between", () => {
    const macro = scene([rule("hot", hot, { until: cool, untilHoldMs: 2000 })], { stalenessMs: { "cpu.usage": 500 } });
    macro.at(0, { "cpu.usage": 95 });
    macro.during(1, 2, { "cpu.usage": 40 });
    expect(macro.at(3)).toEqual([]);
    expect(macro.during(4, 6, { "cpu.usage": 40 })).toEqual(["6s clear hot"]);
  });

  it("`until … for` asks for evidence too", () => {
    const macro = scene([rule("hot", hot, { until: cool, untilHoldMs: 2000 })]);
    macro.at(0, { "cpu.usage": 95 });
    macro.at(1, { "cpu.usage": 40 });
    expect(macro.during(2, 5)).toEqual([]);
    expect(macro.at(6, { "cpu.usage": 40 })).toEqual(["clear hot"]);
  });

  it("a cleared rule is idle from the next snapshot on", () => {
    const stays = rule("hot", compare("cpu.usage", ">", 10), { until: hot });
    const macro = scene([stays]);
    expect(macro.during(0, 5, { "cpu.usage": 95 })).toEqual([
      "0s fire hot",
      "1s clear hot",
      "2s fire hot",
      "3s clear hot",
      "4s fire hot",
      "5s clear hot",
    ]);
  });

  it("after a clear the wait begins in the next snapshot at the earliest", () => {
    const macro = scene([rule("hot", compare("cpu.usage", ">", 10), { holdMs: 2000, until: hot })]);
    expect(macro.during(0, 8, { "cpu.usage": 95 })).toEqual([
      "2s fire hot",
      "3s clear hot",
      "6s fire hot",
      "7s clear hot",
    ]);
  });
});

describe("order within a snapshot", () => {
  const rules = [
    rule("warned", hot),
    rule("throttled", hot, { action: "throttle" }),
    rule("paused", hot, { action: "pause" }),
    rule("also_warned", hot),
    rule("cooling", not(hot)),
    rule("also_cooling", not(hot)),
  ];

  it("clears before firings, in order of declaration; firings by severity, then declaration", () => {
    const macro = scene(rules);
    expect(macro.at(0, { "cpu.usage": 20 })).toEqual(["fire cooling", "fire also_cooling"]);
    expect(macro.at(1, { "cpu.usage": 90 })).toEqual([
      "clear cooling",
      "clear also_cooling",
      "fire paused",
      "fire throttled",
      "fire warned",
      "fire also_warned",
    ]);
    expect(macro.at(2, { "cpu.usage": 20 })).toEqual([
      "clear warned",
      "clear throttled",
      "clear paused",
      "clear also_warned",
      "fire cooling",
      "fire also_cooling",
    ]);
  });

  it("the first cancel ends the macro, and the other firings are recorded with it", () => {
    const macro = scene([
      rule("warned", hot),
      rule("ended", hot, { action: "cancel" }),
      rule("panic", hot, { action: "cancel", all: true }),
      rule("ended_too", hot, { action: "cancel" }),
    ]);
    expect(macro.at(0, { "cpu.usage": 90 })).toEqual(["fire panic", "fire ended", "fire ended_too", "fire warned"]);
    expect(macro.evaluator.inspect("m")).toEqual([]);
    expect(macro.at(1, { "cpu.usage": 20 })).toEqual([]);
  });

  it("a macro's end clears nothing, and a new run begins empty", () => {
    const macro = scene([rule("hot", hot, { holdMs: 2000 })]);
    macro.during(0, 3, { "cpu.usage": 90 });
    macro.evaluator.end("m");
    macro.evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 4000 });
    expect(macro.during(4, 7, { "cpu.usage": 90 })).toEqual(["6s fire hot"]);
  });
});

describe("several macros", () => {
  const program = programOf([
    profile("heal", [rule("hot", hot), rule("panic", compare("cpu.usage", ">", 95), { action: "cancel", all: true })]),
    profile("buff", [rule("late", compare("duration", ">=", 3000), { action: "cancel" }), rule("hot", hot)]),
  ]);

  function started() {
    const evaluator = createEvaluator(program, { intervalMs: 1000 });
    evaluator.start({ id: "1", macro: "heal_me", profile: "heal", startedAt: 0 });
    evaluator.start({ id: "2", macro: "buff_me", profile: "buff", startedAt: 1000 });
    evaluator.start({ id: "3", macro: "stranger", profile: null, startedAt: 0 });
    return evaluator;
  }

  it("are each judged by their own profile, level and start", () => {
    const evaluator = started();
    for (let time = 0; time <= 4000; time += 1000) {
      evaluator.sample("cpu.usage", 85, time);
      const decisions = evaluator.tick(time, time).map(({ run, rule: name }) => `${run} ${name}`);
      expect(decisions).toEqual(time === 0 ? ["1 hot", "2 hot"] : time === 4000 ? ["2 late"] : []);
    }
    expect(evaluator.inspect("2")).toEqual([]);
    expect(evaluator.inspect("1")[0]).toMatchObject({ rule: "hot", state: "firing" });
  });

  it("are all judged before any ends: `cancel all` ends every governed one", () => {
    const evaluator = started();
    evaluator.sample("cpu.usage", 99, 4000);
    const decisions = evaluator.tick(4000, 4000);
    expect(decisions.map(({ run, rule: name }) => `${run} ${name}`)).toEqual(["1 panic", "2 late", "1 hot", "2 hot"]);
    expect(decisions[0]).toMatchObject({ action: "cancel", all: true });
    evaluator.sample("cpu.usage", 10, 5000);
    expect(evaluator.tick(5000, 5000)).toEqual([]);
  });

  it("one whose profile has no rules ends without harm to the others", () => {
    const idle = programOf([
      profile("two", [rule("a", hot), rule("b", hot)]),
      profile("none", []),
      profile("three", [rule("c", hot), rule("d", hot), rule("e", hot)]),
    ]);
    const evaluator = createEvaluator(idle, { intervalMs: 1000 });
    for (const id of ["two", "none", "three"]) evaluator.start({ id, macro: id, profile: id, startedAt: 0 });
    evaluator.end("two");
    evaluator.end("none");
    evaluator.sample("cpu.usage", 95, 0);
    expect(evaluator.tick(0, 0).map(({ rule: name }) => name)).toEqual(["c", "d", "e"]);
  });

  it("a run's id is its own until it ends", () => {
    const evaluator = started();
    const again = { id: "1", macro: "heal_me", profile: "heal", startedAt: 0 };
    expect(() => evaluator.start(again)).toThrow("run 1 has already started");
    evaluator.end("1");
    evaluator.end("unknown");
    expect(() => evaluator.start(again)).not.toThrow();
    expect(() => evaluator.start({ ...again, id: "9", profile: "dance" })).toThrow("no profile dance");
  });
});

describe("gaps", () => {
  it("more than three intervals between snapshots: every wait begins again", () => {
    const macro = scene([rule("hot", hot, { holdMs: 5000 })]);
    macro.during(0, 3, { "cpu.usage": 95 });
    expect(macro.during(7, 11, { "cpu.usage": 95 })).toEqual([]);
    expect(macro.at(12, { "cpu.usage": 95 })).toEqual(["fire hot"]);
    expect(macro.decisions[0]).toMatchObject({ since: 7000 });
  });

  it("three intervals are none", () => {
    const macro = scene([rule("hot", hot, { holdMs: 5000 })]);
    macro.during(0, 3, { "cpu.usage": 95 });
    expect(macro.at(6, { "cpu.usage": 95 })).toEqual(["fire hot"]);
  });

  it("a wall clock that runs away is one as well", () => {
    const evaluator = scene([rule("hot", hot, { holdMs: 2000 })]).evaluator;
    const at = (time: number, wall: number) => {
      evaluator.sample("cpu.usage", 95, time);
      return evaluator.tick(time, wall).length;
    };
    expect([at(0, 0), at(1000, 3_600_000), at(2000, 3_601_000), at(3000, 3_602_000)]).toEqual([0, 0, 0, 1]);
  });

  it("samples before it are forgotten, however fresh", () => {
    const macro = scene([rule("hot", hot)], { stalenessMs: { "cpu.usage": 60_000 } });
    macro.at(0, { "cpu.usage": 20 });
    macro.evaluator.sample("cpu.usage", 95, 9500);
    expect(macro.at(10)).toEqual([]);
    expect(macro.at(11, { "cpu.usage": 95 })).toEqual(["fire hot"]);
  });

  it("windows and shares begin again", () => {
    const macro = scene([
      rule("mean", compare(window("avg", "cpu.usage", 2000), ">", 0)),
      rule("share", compare(share(hot, 2000), ">", 0)),
    ]);
    expect(macro.during(0, 2, { "cpu.usage": 95 })).toEqual(["2s fire mean", "2s fire share"]);
    macro.evaluator.end("m");
    macro.evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 2000 });
    expect(macro.during(20, 23, { "cpu.usage": 95 })).toEqual(["22s fire mean", "22s fire share"]);
  });

  it("firing rules stay firing, and their `until … for` begins again", () => {
    const macro = scene([rule("hot", hot, { until: cool, untilHoldMs: 3000 })]);
    macro.at(0, { "cpu.usage": 95 });
    macro.during(1, 3, { "cpu.usage": 40 });
    expect(macro.during(10, 12, { "cpu.usage": 40 })).toEqual([]);
    expect(macro.at(13, { "cpu.usage": 40 })).toEqual(["clear hot"]);
  });

  it("silence is measured from it", () => {
    const macro = scene([rule("silent", missing("fps", 3000))]);
    macro.during(0, 2, { fps: 60 });
    expect(macro.during(20, 24)).toEqual(["24s fire silent"]);
  });
});

describe("values and silence", () => {
  it("a sample counts until it is older than the staleness", () => {
    const macro = scene([rule("cool", cool), rule("unknown_is_not_true", not(cool))]);
    macro.at(0, { "cpu.usage": 20 });
    expect(macro.at(3)).toEqual([]);
    expect(macro.evaluator.inspect("m").map(({ truth }) => truth)).toEqual(["true", "false"]);
    macro.at(5);
    expect(macro.evaluator.inspect("m").map(({ truth }) => truth)).toEqual(["true", "false"]);
    macro.at(5.001);
    expect(macro.evaluator.inspect("m").map(({ truth }) => truth)).toEqual(["unknown", "unknown"]);
  });

  it("unknown follows Kleene", () => {
    const yes = compare(constant(1), ">", 0);
    const unknown = hot;
    const macro = scene([
      rule("and_false", not(all(unknown, not(yes)))),
      rule("and_true", all(unknown, yes)),
      rule("or_true", any(unknown, yes)),
      rule("or_false", any(unknown, not(yes))),
    ]);
    expect(macro.at(0)).toEqual(["fire and_false", "fire or_true"]);
  });

  it("a division by zero is missing", () => {
    const ratio = {
      kind: "divide",
      left: { kind: "metric", metric: "fps" },
      right: { kind: "metric", metric: "cpu.load1" },
    } as const;
    const macro = scene([rule("any", any(compare(ratio, ">", 0), not(compare(ratio, ">", 0))))]);
    expect(macro.at(0, { fps: 60, "cpu.load1": 0 })).toEqual([]);
    expect(macro.at(1, { fps: 60, "cpu.load1": 2 })).toEqual(["fire any"]);
  });

  it("what is no number, no finite one, or older than the latest is no sample", () => {
    const macro = scene([rule("hot", hot)]);
    macro.at(0, { "cpu.usage": 20 });
    expect(macro.at(1, { "cpu.usage": Number.NaN })).toEqual([]);
    expect(macro.at(2, { "cpu.usage": Number.POSITIVE_INFINITY })).toEqual([]);
    expect(macro.at(3, { "cpu.usage": "95" })).toEqual([]);
    macro.evaluator.sample("cpu.usage", 95, -1000);
    expect(macro.at(4)).toEqual([]);
  });

  it("a second sample of one time replaces the first, even after a snapshot", () => {
    const macro = scene([rule("high", compare(window("max", "cpu.usage", 2000), ">", 80))]);
    macro.during(0, 3, { "cpu.usage": 20 });
    macro.evaluator.sample("cpu.usage", 95, 4000);
    expect(macro.at(4, { "cpu.usage": 30 })).toEqual([]);
    macro.evaluator.sample("cpu.usage", 99, 4000);
    expect(macro.at(5)).toEqual(["fire high"]);
  });

  it("silence begins at the macro's start and is never unknown", () => {
    const macro = scene([rule("silent", missing("fps")), rule("heard", not(missing("fps", 1000)))]);
    expect(macro.during(0, 7)).toEqual(["0s fire heard", "2s clear heard", "6s fire silent"]);
    expect(macro.at(8, { fps: 60 })).toEqual(["clear silent", "fire heard"]);
  });

  it("texts and bools are compared as they are", () => {
    const level = {
      kind: "compare-text",
      equal: true,
      left: { kind: "text-metric", metric: "macro.level" },
      right: { kind: "text", value: "risky" },
    } as const;
    const macro = scene([rule("risky", level), rule("battery", { kind: "flag", metric: "power.on_battery" })]);
    expect(macro.at(0)).toEqual(["fire risky"]);
    expect(macro.at(1, { "power.on_battery": true })).toEqual(["fire battery"]);
    expect(macro.at(2, { "power.on_battery": false })).toEqual(["clear battery"]);
    expect(macro.decisions[0]!.values).toEqual({ "power.on_battery": false });
  });
});

describe("own reports", () => {
  const slow = compare("fps", "<", 20);

  it("from its first own report of a metric, a run reads only its own", () => {
    const macro = scene([rule("slow", slow), rule("mean", compare(window("avg", "fps", 2000), "<", 20))]);
    macro.during(0, 3, { fps: 60 });
    macro.reports(4, { fps: 10 });
    // The window over its own history is not yet known: that of the system no longer counts.
    expect(macro.at(4, { fps: 60 })).toEqual(["fire slow"]);
    macro.reports(5, { fps: 10 });
    expect(macro.at(5, { fps: 60 })).toEqual([]);
    macro.reports(6, { fps: 10 });
    expect(macro.at(6, { fps: 60 })).toEqual(["fire mean"]);
    // Its own silence is missing, whatever the system says.
    expect(macro.during(7, 20, { fps: 60 })).toEqual([]);
  });

  it("other runs go on reading the system's, and the next run does too", () => {
    const macro = scene([rule("slow", slow)]);
    macro.evaluator.start({ id: "other", macro: "other", profile: "heal", startedAt: 0 });
    macro.reports(0, { fps: 10 });
    macro.at(0, { fps: 60 });
    expect(macro.decisions.map(({ run }) => run)).toEqual(["m"]);
    macro.evaluator.end("m");
    macro.evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 1000 });
    expect(macro.at(1, { fps: 60 })).toEqual([]);
  });

  it("no macro can report for the system, nor the system for a macro", () => {
    const macro = scene([rule("hot", hot), rule("busy", compare("macro.cpu", ">", 50))]);
    macro.reports(0, { "cpu.usage": 95 });
    expect(macro.at(0, { "macro.cpu": 90 })).toEqual([]);
    macro.reports(1, { "macro.cpu": 90 });
    expect(macro.at(1)).toEqual(["fire busy"]);
  });

  it("system histories outlive runs: a new run's windows are known at once", () => {
    const macro = scene([rule("mean", compare(window("avg", "cpu.usage", 5000), ">", 50))]);
    macro.evaluator.end("m");
    macro.during(0, 9, { "cpu.usage": 60 });
    macro.evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 10_000 });
    expect(macro.at(10, { "cpu.usage": 60 })).toEqual(["fire mean"]);
  });
});

describe("share", () => {
  it("is the percent of known snapshots, known once the macro has been watched for the window", () => {
    const macro = scene([rule("often", compare(share(hot, 4000), ">=", 50))]);
    const usages = [95, 95, 20, 20, 95, 20, 20, 20, 95, 95];
    const happened = usages.flatMap((usage, second) =>
      macro.at(second, { "cpu.usage": usage }).map((what) => `${second}s ${what}`),
    );
    expect(happened).toEqual(["4s fire often", "5s clear often", "9s fire often"]);
  });

  it("is counted at every snapshot, whatever decides the condition around it", () => {
    const macro = scene([rule("often", all(compare("fps", "<", 20), compare(share(hot, 3000), ">", 90)))]);
    expect(macro.during(0, 5, { "cpu.usage": 95, fps: 60 })).toEqual([]);
    expect(macro.at(6, { "cpu.usage": 95, fps: 10 })).toEqual(["fire often"]);
  });
});

it("time never goes back", () => {
  const macro = scene([rule("hot", hot)]);
  macro.at(5);
  expect(() => macro.at(4)).toThrow("time never goes back");
});

it("a decision carries everything", () => {
  const macro = scene([
    rule("hot", all(hot, not(missing("fps"))), { action: "pause", line: 12, until: compare("latency", "<", 9) }),
  ]);
  macro.evaluator.sample("cpu.usage", 96, 2000);
  expect(macro.evaluator.tick(2000, 1_700_000_001_000)).toEqual([
    {
      kind: "fire",
      time: 2000,
      wall: 1_700_000_001_000,
      run: "m",
      macro: "m",
      profile: "heal",
      level: "risky",
      rule: "hot",
      action: "pause",
      all: false,
      message: "text of hot (cpu.usage 96%, fps missing)",
      values: { "cpu.usage": 96, fps: null, latency: null },
      threshold: "threshold of hot",
      since: 2000,
      place: { file: "a.macropolicy", line: 12, column: 3 },
    },
  ]);
});

it.each(evaluatorNames)("refuses a program of another version: %s", async (name) => {
  const factory = await evaluatorFactory(name);
  const other = { ...programOf([profile("heal", [rule("hot", hot)])]), version: 99 } as unknown as Program;
  expect(() => factory(other, { zone: "UTC", intervalMs: 1000 })).toThrow(
    "program of version 99; this runtime reads version 3: compile the policies again",
  );
});
