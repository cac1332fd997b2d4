/** Rules that something mutes: they fire without consequences, and once more when nothing mutes them any longer. */

import { describe, expect, it } from "vitest";
import { evaluatorFactory, evaluatorNames } from "./evaluators.ts";
import { compare, profile, programOf, programWith, rule } from "./testing/build-program.ts";
import { scene } from "./testing/scenario.ts";
import type { EvaluatorOptions } from "./types.ts";

const hot = compare("cpu.usage", ">", 80);
const cool = compare("cpu.usage", "<", 50);

/** Muted until that second, for rules of levels that are not dangerous. */
const mutedUntil = (second: number): Pick<EvaluatorOptions, "mutedBy"> => ({
  mutedBy: ({ level }, wall) => (wall < second * 1000 && level !== "dangerous" ? "m1" : null),
});

describe("a muted rule", () => {
  it("says what mutes it, and its cancel ends no run", () => {
    const macro = scene([rule("hot", hot, { action: "cancel" }), rule("slow", compare("fps", "<", 20))], mutedUntil(9));
    expect(macro.at(1, { "cpu.usage": 95, fps: 60 })).toEqual(["fire hot"]);
    expect(macro.decisions[0]).toMatchObject({ kind: "fire", action: "cancel", mute: "m1" });
    // The run goes on, and so do its rules.
    expect(macro.at(2, { "cpu.usage": 95, fps: 5 })).toEqual(["fire slow"]);
    expect(macro.evaluator.inspect("m")).toMatchObject([{ state: "firing" }, { state: "firing" }]);
  });

  it("fires once more, with the values of then and the same since, when it still fires at the mute's end", () => {
    const macro = scene([rule("hot", hot, { action: "cancel", holdMs: 2000 })], mutedUntil(6));
    expect(macro.during(0, 5, { "cpu.usage": 90 })).toEqual(["2s fire hot"]);
    expect(macro.at(6, { "cpu.usage": 97 })).toEqual(["fire hot"]);
    const [again] = macro.decisions;
    expect(again).toMatchObject({ kind: "fire", time: 6000, since: 0, values: { "cpu.usage": 97 } });
    expect(again).not.toHaveProperty("mute");
    // This time it was a cancel.
    expect(macro.during(7, 9, { "cpu.usage": 97 })).toEqual([]);
    expect(macro.evaluator.inspect("m")).toEqual([]);
  });

  it("fires once more while its `until` holds it, whatever its condition says by then", () => {
    const macro = scene([rule("hot", hot, { action: "pause", until: cool })], mutedUntil(3));
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.during(1, 2, { "cpu.usage": 60 })).toEqual([]);
    expect(macro.at(3, { "cpu.usage": 60 })).toEqual(["fire hot"]);
    expect(macro.at(4, { "cpu.usage": 40 })).toEqual(["clear hot"]);
    expect(macro.decisions[0]).not.toHaveProperty("mute");
  });

  it("clears as muted where it cleared before the end", () => {
    const macro = scene([rule("hot", hot, { action: "pause" })], mutedUntil(5));
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.at(1, { "cpu.usage": 20 })).toEqual(["clear hot"]);
    expect(macro.decisions[0]).toMatchObject({ kind: "clear", mute: "m1" });
    expect(macro.during(2, 8, { "cpu.usage": 20 })).toEqual([]);
  });

  it("that fired before is cleared with its consequences: what it did is undone", () => {
    let muted = false;
    const macro = scene([rule("hot", hot, { action: "pause" })], { mutedBy: () => (muted ? "m1" : null) });
    macro.at(0, { "cpu.usage": 95 });
    muted = true;
    expect(macro.at(1, { "cpu.usage": 95 })).toEqual([]);
    expect(macro.at(2, { "cpu.usage": 20 })).toEqual(["clear hot"]);
    expect(macro.decisions[0]).not.toHaveProperty("mute");
  });

  it("acts at once when its run becomes one that is not muted", () => {
    const macro = scene([rule("hot", hot)], mutedUntil(100));
    macro.at(0, { "cpu.usage": 95 });
    macro.evaluator.level("m", "dangerous");
    expect(macro.at(1, { "cpu.usage": 95 })).toEqual(["fire hot"]);
    expect(macro.decisions[0]).toMatchObject({ level: "dangerous", since: 0 });
  });

  it("stays muted over a change of the program, and is cleared as muted where it goes", () => {
    const macro = scene([rule("hot", hot, { action: "pause" })], mutedUntil(4));
    macro.at(0, { "cpu.usage": 95 });
    macro.evaluator.replace(programWith(rule("new", compare("fps", "<", 5)), rule("hot", hot, { action: "pause" })));
    expect(macro.during(1, 3, { "cpu.usage": 95 })).toEqual([]);
    expect(macro.at(4, { "cpu.usage": 95 })).toEqual(["fire hot"]);

    const other = scene([rule("hot", hot, { action: "pause" })], mutedUntil(4));
    other.at(0, { "cpu.usage": 95 });
    other.evaluator.replace(programOf([profile("other", [])]));
    expect(other.at(1, { "cpu.usage": 95 })).toEqual(["clear hot"]);
    expect(other.decisions[0]).toMatchObject({ mute: "m1" });
  });

  it("is forgotten with its run", () => {
    const macro = scene([rule("hot", hot)], mutedUntil(3));
    macro.at(0, { "cpu.usage": 95 });
    macro.evaluator.end("m");
    expect(macro.during(1, 5, { "cpu.usage": 95 })).toEqual([]);
  });
});

describe("another level", () => {
  const risky = rule("by_level", {
    kind: "compare-text",
    equal: true,
    left: { kind: "text-metric", metric: "macro.level" },
    right: { kind: "text", value: "dangerous" },
  });

  it("is what decisions and conditions see from the next snapshot on, and histories stay", () => {
    const macro = scene([risky, rule("hot", hot, { holdMs: 3000 })]);
    expect(macro.during(0, 2, { "cpu.usage": 95 })).toEqual([]);
    macro.evaluator.level("m", "dangerous");
    expect(macro.at(3, { "cpu.usage": 95 })).toEqual(["fire by_level", "fire hot"]);
    expect(macro.decisions.map(({ level, since }) => [level, since])).toEqual([
      ["dangerous", 3000],
      ["dangerous", 0],
    ]);
    macro.evaluator.level("m", null);
    expect(macro.at(4, { "cpu.usage": 20 })).toEqual(["clear by_level", "clear hot"]);
    expect(macro.decisions[0]).toMatchObject({ level: "risky" });
  });

  it("stays over a change of the program", () => {
    const macro = scene([rule("hot", hot)]);
    macro.evaluator.level("m", "safe");
    macro.evaluator.replace(programWith(rule("hot", hot)));
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.decisions[0]).toMatchObject({ level: "safe" });
  });
});

it.each(evaluatorNames)("the evaluator %s mutes alike", async (name) => {
  const create = await evaluatorFactory(name);
  const program = programWith(rule("hot", hot, { action: "cancel" }));
  const evaluator = create(program, { intervalMs: 1000, ...mutedUntil(2) });
  evaluator.start({ id: "m", macro: "m", profile: "heal", startedAt: 0 });
  const seen: unknown[] = [];
  for (let second = 0; second < 4; second += 1) {
    evaluator.sample("cpu.usage", 95, second * 1000);
    for (const { time, kind, mute } of await evaluator.tick(second * 1000, second * 1000))
      seen.push([time, kind, mute]);
  }
  expect(seen).toEqual([
    [0, "fire", "m1"],
    [2000, "fire", undefined],
  ]);
});
