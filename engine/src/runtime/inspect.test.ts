/** What screens see of rules: state, margins, countdowns; and what messages say. */

import type { NumericDimension, ProgramMessagePart, Term } from "@macro-engine/dsl";
import { describe, expect, it } from "vitest";
import { compare, metric, missing, not, rule, window } from "./testing/build-program.ts";
import { scene } from "./testing/scenario.ts";

const hot = compare("cpu.usage", ">", 85, "percent");

describe("a rule's view", () => {
  it("counts down while pending", () => {
    const macro = scene([rule("hot", hot, { holdMs: 5000 })]);
    macro.at(0, { "cpu.usage": 20 });
    expect(macro.evaluator.inspect("m")[0]).toMatchObject({
      state: "idle",
      truth: "false",
      firesInMs: null,
      since: null,
    });
    macro.during(1, 3, { "cpu.usage": 95 });
    expect(macro.evaluator.inspect("m")[0]).toMatchObject({ state: "pending", firesInMs: 3000, since: 1000 });
    macro.during(4, 6, { "cpu.usage": 95 });
    expect(macro.evaluator.inspect("m")[0]).toMatchObject({ state: "firing", firesInMs: null, since: 1000 });
  });

  it("shows how much of each limit is used", () => {
    const slow = compare("fps", "<", 15, "framerate");
    const calm = not(compare(window("avg", "cpu.usage", 2000), "<=", 60, "percent"));
    const macro = scene([rule("all", { kind: "and", operands: [hot, slow, calm] })]);
    macro.during(0, 3, { "cpu.usage": 51, fps: 60 });
    expect(macro.evaluator.inspect("m")[0]!.comparisons).toEqual([
      { text: "cpu.usage > 85%", value: 51, limit: 85, valueText: "51%", limitText: "85%", used: 0.6 },
      { text: "fps < 15fps", value: 60, limit: 15, valueText: "60fps", limitText: "15fps", used: 0.25 },
      {
        text: "avg(cpu.usage, 2s) <= 60%",
        value: 51,
        limit: 60,
        valueText: "51%",
        limitText: "60%",
        used: 0.85,
      },
    ]);
  });

  it("puts the limit on its side, and says nothing of what cannot be a fraction", () => {
    const turned = compare({ kind: "constant", value: 10 }, "<", metric("queue_free"));
    expect(() => scene([rule("turned", turned)])).toThrow("queue_free");
    const macro = scene([
      rule("turned", compare({ kind: "constant", value: 80 }, "<", metric("cpu.usage"))),
      rule("exact", compare("cpu.usage", "==", 50)),
      rule("frozen", compare("cpu.temperature", "<", 0)),
      rule("silent", missing("fps")),
    ]);
    macro.at(0, { "cpu.usage": 40, "cpu.temperature": 20 });
    const views = macro.evaluator.inspect("m").map(({ comparisons }) => comparisons[0]);
    expect(views.map((view) => view && [view.value, view.limit, view.used])).toEqual([
      [40, 80, 0.5],
      [40, 50, null],
      [20, 0, 0],
      undefined,
    ]);
  });

  it("says what is missing", () => {
    const macro = scene([rule("hot", hot)]);
    macro.at(0);
    expect(macro.evaluator.inspect("m")[0]).toMatchObject({
      truth: "unknown",
      comparisons: [{ value: null, valueText: "missing", limitText: "85%", used: null }],
    });
    expect(macro.evaluator.inspect("nobody")).toEqual([]);
  });
});

describe("a message", () => {
  const number = (value: Term, dimension: NumericDimension): ProgramMessagePart => ({
    kind: "number",
    value,
    dimension,
  });
  const parts: readonly ProgramMessagePart[] = [
    { kind: "text", text: "CPU at " },
    number(metric("cpu.usage"), "percent"),
    { kind: "text", text: ", memory " },
    number(metric("macro.memory"), "bytes"),
    { kind: "text", text: ", mean " },
    number(window("avg", "cpu.usage", 2000), "percent"),
    { kind: "text", text: ", " },
    { kind: "text-metric", metric: "macro.name" },
    { kind: "text", text: " on battery: " },
    { kind: "bool", value: { kind: "flag", metric: "power.on_battery" } },
  ];

  it("is filled with the values at the firing, and a clear repeats it", () => {
    const macro = scene([rule("hot", hot, { message: parts })]);
    macro.reports(0, { "macro.memory": 1.25 * 2 ** 30 });
    macro.at(0, { "cpu.usage": 87.25, "power.on_battery": true });
    const message = "CPU at 87.3%, memory 1.25GiB, mean missing, m on battery: true";
    expect(macro.decisions[0]!.message).toBe(message);
    macro.at(1, { "cpu.usage": 20, "power.on_battery": false });
    expect(macro.decisions[0]).toMatchObject({ kind: "clear", message });
  });

  it("is the condition's text and values where the rule has none", () => {
    const macro = scene([rule("hot", hot), rule("silent", not(missing("latency")))]);
    macro.at(0, { "cpu.usage": 95 });
    expect(macro.decisions.map(({ message }) => message)).toEqual([
      "text of hot (cpu.usage 95%)",
      "text of silent (latency missing)",
    ]);
  });
});

describe("a profile's readings", () => {
  it("are those of the system, whether anything runs or not", () => {
    const busy = compare(window("avg", "cpu.usage", 2000), ">", 60, "percent");
    const macro = scene([rule("hot", { kind: "and", operands: [hot, busy] })]);
    const profile = macro.evaluator.program.profiles[0]!.name;
    macro.during(0, 3, { "cpu.usage": 51 });
    const whileItRuns = macro.evaluator.inspect("m").map(({ comparisons }) => comparisons);
    expect(macro.evaluator.readings(profile).map(({ comparisons }) => comparisons)).toEqual(whileItRuns);
    macro.evaluator.end("m");
    macro.at(4, { "cpu.usage": 85.5 });
    expect(macro.evaluator.readings(profile)).toMatchObject([
      {
        rule: "hot",
        comparisons: [
          { value: 85.5, limit: 85 },
          { value: 68.25, limit: 60 },
        ],
      },
    ]);
    expect(macro.evaluator.readings("nobody")).toEqual([]);
  });

  it("leave out what only a run knows", () => {
    const old = compare("duration", ">", 60_000, "duration");
    const macro = scene([rule("old", { kind: "or", operands: [hot, old] })]);
    macro.at(1, { "cpu.usage": 40 });
    const [reading] = macro.evaluator.readings(macro.evaluator.program.profiles[0]!.name);
    expect(reading!.comparisons.map(({ value, limit }) => [value, limit])).toEqual([
      [40, 85],
      [null, 60_000],
    ]);
    expect(macro.evaluator.inspect("m")[0]!.comparisons[1]!.value).toBe(1000);
  });
});
