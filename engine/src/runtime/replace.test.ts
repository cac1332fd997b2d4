/** Another program while macros run: histories stay, and so does the state of rules that still mean the same. */

import { describe, expect, it } from "vitest";
import { compare, profile, programOf, programWith, rule, share, window } from "./testing/build-program.ts";
import { scene } from "./testing/scenario.ts";

const hot = compare("cpu.usage", ">", 80);

describe("a rule of the same profile, name and meaning", () => {
  it("goes on waiting", () => {
    const macro = scene([rule("hot", hot, { holdMs: 5000 })]);
    macro.during(0, 3, { "cpu.usage": 95 });
    macro.evaluator.replace(
      programWith(rule("new", compare("fps", "<", 5), { holdMs: 9000 }), rule("hot", hot, { holdMs: 5000, line: 40 })),
    );
    expect(macro.during(4, 6, { "cpu.usage": 95 })).toEqual(["5s fire hot"]);
    macro.at(7, { "cpu.usage": 20 });
    expect(macro.decisions[0]).toMatchObject({ kind: "clear", since: 0, place: { line: 40 } });
  });

  it("goes on firing, with its message and its `until`", () => {
    const cooling = { action: "pause", until: compare("cpu.usage", "<", 50), untilHoldMs: 4000 } as const;
    const macro = scene([rule("hot", hot, cooling)]);
    macro.at(0, { "cpu.usage": 95 });
    const { message } = macro.decisions[0]!;
    macro.during(1, 3, { "cpu.usage": 40 });
    macro.evaluator.replace(programWith(rule("hot", hot, cooling)));
    expect(macro.during(4, 6, { "cpu.usage": 40 })).toEqual(["5s clear hot"]);
    expect(message).toContain("95%");
  });
});

describe("a rule that changes or goes", () => {
  it("begins idle", () => {
    const macro = scene([rule("hot", hot, { holdMs: 5000 })]);
    macro.during(0, 3, { "cpu.usage": 95 });
    macro.evaluator.replace(programWith(rule("hot", hot, { holdMs: 6000 })));
    expect(macro.during(4, 11, { "cpu.usage": 95 })).toEqual(["10s fire hot"]);
  });

  it("is cleared when it was firing, so that what it paused goes on", () => {
    const macro = scene([rule("hot", hot, { action: "pause" })]);
    macro.at(0, { "cpu.usage": 95 });
    macro.evaluator.replace(programWith(rule("hot", compare("cpu.usage", ">", 90), { action: "pause" })));
    expect(macro.at(1, { "cpu.usage": 95 })).toEqual(["clear hot", "fire hot"]);
    macro.evaluator.replace(programOf([profile("other", [])]));
    expect(macro.at(2, { "cpu.usage": 95 })).toEqual(["clear hot"]);
    expect(macro.decisions[0]).toMatchObject({
      message: "hot is no longer among the policies",
      values: { "cpu.usage": 95 },
    });
    expect(macro.evaluator.inspect("m")).toEqual([]);
  });

  it("comes back with its profile", () => {
    const macro = scene([rule("hot", hot)]);
    macro.evaluator.replace(programOf([profile("other", [])]));
    expect(macro.at(0, { "cpu.usage": 95 })).toEqual([]);
    macro.evaluator.replace(programWith(rule("hot", hot)));
    expect(macro.at(1, { "cpu.usage": 95 })).toEqual(["fire hot"]);
  });
});

describe("histories", () => {
  it("stay: windows go on where they were", () => {
    const mean = (limit: number) => rule("mean", compare(window("avg", "cpu.usage", 5000), ">", limit));
    const macro = scene([mean(200)]);
    macro.during(0, 5, { "cpu.usage": 60 });
    macro.evaluator.replace(programWith(mean(59)));
    expect(macro.at(6, { "cpu.usage": 60 })).toEqual(["fire mean"]);
  });

  it("a longer window is known once it is full of what was kept", () => {
    const mean = (windowMs: number) => rule("mean", compare(window("max", "cpu.usage", windowMs), ">", 50));
    const macro = scene([rule("mean", compare(window("max", "cpu.usage", 3000), ">", 200))]);
    macro.during(0, 10, { "cpu.usage": 60 });
    macro.evaluator.replace(programWith(mean(6000)));
    // Samples since 7 s were kept: the window (t − 6 s, t] is whole from 13 s on.
    expect(macro.during(11, 14, { "cpu.usage": 60 })).toEqual(["13s fire mean"]);
  });

  it("a run that reports a metric itself goes on reading its own", () => {
    const slow = (limit: number) => rule("slow", compare("fps", "<", limit));
    const macro = scene([slow(5)]);
    macro.reports(0, { fps: 10 });
    macro.at(0, { fps: 60 });
    macro.evaluator.replace(programWith(slow(20)));
    expect(macro.at(1, { fps: 60 })).toEqual(["fire slow"]);
    macro.reports(2, { fps: 50 });
    expect(macro.at(2, { fps: 5 })).toEqual(["clear slow"]);
  });

  it("own reports, shares and silence stay as well", () => {
    const often = (limit: number) => rule("often", compare(share(compare("fps", "<", 20), 4000), ">", limit));
    const macro = scene([often(100)]);
    for (let second = 0; second <= 4; second += 1) {
      macro.reports(second, { fps: 10 });
      macro.at(second, { fps: 60 });
    }
    macro.evaluator.replace(programWith(often(90)));
    macro.reports(5, { fps: 10 });
    expect(macro.at(5, { fps: 60 })).toEqual(["fire often"]);
  });
});

it("a share goes on counting its own schedule, wherever that stands in the new program", () => {
  const [always, never] = [
    { name: "always", zone: null, spans: [{ days: [0, 1, 2, 3, 4, 5, 6], start: 0, end: 1440 }] },
    { name: "never", zone: null, spans: [] },
  ];
  const often = (schedule: number) =>
    profile("heal", [
      rule("often", compare(share({ kind: "schedule", schedule }, 4000), ">", 90)),
      rule("seldom", compare(share({ kind: "schedule", schedule: 1 - schedule }, 4000), "<", 10)),
    ]);
  const macro = scene(programOf([often(0)], [always, never]));
  expect(macro.during(0, 4)).toEqual(["4s fire often", "4s fire seldom"]);
  macro.evaluator.replace(programOf([often(1)], [never, always]));
  expect(macro.during(5, 9)).toEqual([]);
});

it("a shorter interval makes no gap of the distance to the last snapshot", () => {
  const program = programWith(rule("hot", hot, { holdMs: 5000 }));
  const macro = scene(program);
  macro.during(0, 3, { "cpu.usage": 95 });
  macro.evaluator.replace(program, { intervalMs: 100 });
  macro.evaluator.replace(program, { intervalMs: 100 });
  expect(macro.at(4, { "cpu.usage": 95 })).toEqual([]);
  expect(macro.at(4.3, { "cpu.usage": 95 })).toEqual([]);
  for (const second of [4.6, 4.8]) macro.at(second, { "cpu.usage": 95 });
  expect(macro.at(5, { "cpu.usage": 95 })).toEqual(["fire hot"]);
  // From then on the new one counts.
  macro.at(5.1, { "cpu.usage": 20 });
  macro.at(5.2, { "cpu.usage": 95 });
  macro.at(5.6, { "cpu.usage": 95 });
  expect(macro.evaluator.inspect("m")[0]).toMatchObject({ state: "pending", since: 5600 });
});
