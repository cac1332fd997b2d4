/** What an explanation says of small policies over short recordings; claims about changes at large are in changes.test.ts. */

import { analyze, type Program, type SampleValue } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { chooseQuestion } from "./ask.ts";
import { type Explanation, explainRule, type Recording } from "./explain.ts";
import { rounder } from "./numbers.ts";

function programOf(text: string): Program {
  const { program, diagnostics } = analyze({ files: [{ path: "a.macropolicy", text }] });
  if (program === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return program;
}

type Column = readonly (SampleValue | null)[];

/** A row a second from `from` on; columns may be of any length, what is not there is no sample. */
function recorded(
  columns: Readonly<Record<string, Column>>,
  changes: Partial<Recording> & { from?: number } = {},
): Recording {
  const { from = 0, ...rest } = changes;
  const metrics = Object.keys(columns);
  const length = Math.max(...Object.values(columns).map((column) => column.length));
  const rows = Array.from({ length }, (_, at) => ({
    timeMs: 1000 * (from + at),
    metrics,
    values: metrics.map((metric) => columns[metric]![at] ?? null),
  }));
  const plain = {
    macro: "m",
    intervalMs: 1000,
    startWallMs: 0,
    macroStartMs: 0,
    ownFromMs: {},
    zone: "UTC",
    stalenessMs: {},
  };
  return { ...plain, rows, ...rest };
}

/** The rule `r` of a profile `p` with these members, at a second. */
function explained(members: string, recording: Recording, second: number, rule = "r"): Explanation {
  const program = programOf(`profile p {\n${members}\n}`);
  return explainRule(program, recording, { profile: "p", rule, atMs: 1000 * second })!;
}

const found = ({ changes }: Explanation) =>
  changes.map(({ outcome, bound, inclusive, direction, rule }) =>
    outcome === "found" ? `${direction === "up" ? ">" : "<"}${inclusive ? "=" : ""} ${bound}: ${rule}` : outcome,
  );

describe("the parts of a condition", () => {
  test("tell truth, value and since when, those that are unknown too", () => {
    const recording = recorded({ "cpu.usage": [20, 90, 95, 95], latency: [40, 40], fps: [60, 60, 60, 10] });
    const { condition } = explained(
      "rule r: cancel when (cpu.usage > 85% and fps < 15) or missing(latency, 1s)",
      recording,
      3,
    );
    const brief = (part: typeof condition): unknown[] => [
      part.text,
      part.truth,
      part.fromStart ? "from the start" : part.sinceMs,
      part.comparison?.value ?? null,
      ...part.parts.map(brief),
    ];
    expect(brief(condition)).toEqual([
      "cpu.usage > 85% and fps < 15fps or missing(latency, 1s)",
      "true",
      3000,
      null,
      [
        "cpu.usage > 85% and fps < 15fps",
        "true",
        3000,
        null,
        ["cpu.usage > 85%", "true", 1000, 95],
        ["fps < 15fps", "true", 3000, 10],
      ],
      ["missing(latency, 1s)", "true", 3000, null],
    ]);
    const early = explained("rule r: cancel when avg(cpu.usage, 10s) > 85%", recording, 3).condition;
    expect(early).toMatchObject({ truth: "unknown", fromStart: true, comparison: { value: null } });
  });

  test("show what a share counts", () => {
    const recording = recorded({ fps: [60, 60, 10, 10, 10] });
    const { condition } = explained("rule r: warn when share(fps < 15, 3s) >= 50%", recording, 4);
    expect(condition).toMatchObject({ truth: "true", comparison: { value: 100 } });
    expect(condition.parts).toMatchObject([{ text: "fps < 15fps", truth: "true", sinceMs: 2000, counted: true }]);
  });

  test("have a course that holds the extreme of each stretch, however long it is", () => {
    const long = Array.from({ length: 3000 }, (_, at) => (at === 1234 ? 84 : 20));
    const { condition } = explained(
      "rule r: cancel when max(cpu.usage, 20m) > 85%",
      recorded({ "cpu.usage": long }),
      2999,
    );
    expect(condition.course.length).toBeLessThanOrEqual(240);
    expect(Math.max(...condition.course.map(({ value }) => value ?? 0))).toBe(84);
  });
});

describe("a recording", () => {
  const rule = "rule r: cancel when avg(fps, 3s) < 20";

  test("gives windows the history from before the macro started", () => {
    const columns = { fps: [10, 10, 10, 10, 10] };
    expect(explained(rule, recorded(columns, { from: -4 }), 0).firedMs).toBe(0);
    expect(explained(rule, recorded(columns), 0)).toMatchObject({ firedMs: null, condition: { truth: "unknown" } });
  });

  test("turns to what the macro reports itself from then on, with a history of its own", () => {
    const columns = { fps: [10, 10, 10, 10, 10, 60, 60, 60, 60] };
    expect(explained(rule, recorded(columns, { ownFromMs: { fps: 4000 } }), 4).condition.truth).toBe("unknown");
    expect(explained(rule, recorded(columns, { ownFromMs: { fps: 4000 } }), 8).condition.comparison?.value).toBe(
      47.5 + 12.5,
    );
    expect(explained(rule, recorded(columns), 4).condition.truth).toBe("true");
  });

  test("knows since when the macro runs, its level and its name", () => {
    const columns = { fps: [60, 60] };
    const old = recorded(columns, { macroStartMs: -9000, level: "dangerous" });
    expect(explained("rule r: cancel when duration >= 10s", old, 1).firedMs).toBe(1000);
    expect(explained('rule r: warn when macro.level == "dangerous" and macro.name == "m"', old, 0).firedMs).toBe(0);
  });

  test("says nothing of a time before its first snapshot, and throws at what is not there", () => {
    const program = programOf("profile p { rule r: warn when fps < 5 }");
    const late = recorded({ fps: [60] }, { from: 3 });
    expect(explainRule(program, late, { profile: "p", rule: "r", atMs: 2000 })).toBeNull();
    expect(() => explainRule(program, late, { profile: "p", rule: "q", atMs: 3000 })).toThrow("no rule q");
    expect(() => explainRule(program, late, { profile: "q", rule: "r", atMs: 3000 })).toThrow("no profile q");
  });
});

describe("changes", () => {
  const cpu = recorded({ "cpu.usage": [20, 91, 95, 91, 20, 20] });

  test.each([
    ["cpu.usage > 85%", ">= 95: cpu.usage > 95%"],
    ["cpu.usage >= 85%", "> 95: cpu.usage >= 95.1%"],
    ["85% < cpu.usage", ">= 95: 95% < cpu.usage"],
    ["not cpu.usage <= 85%", ">= 95: not cpu.usage <= 95%"],
    ["cpu.usage - 5% > 80%", ">= 90: cpu.usage - 5% > 90%"],
  ])("%s is spared by the least limit that no value passes", (condition, expected) => {
    expect(found(explained(`rule r: cancel when ${condition}`, cpu, 1))[0]).toBe(expected);
  });

  test.each([
    ["cpu.usage > 97%", "< 95: cpu.usage > 94.9%"],
    ["cpu.usage >= 97%", "<= 95: cpu.usage >= 95%"],
    ["cpu.usage < 19%", "> 20: cpu.usage < 20.1%"],
    ["cpu.usage <= 19%", ">= 20: cpu.usage <= 20%"],
  ])("%s would fire at the nearest limit that a value passes", (condition, expected) => {
    expect(found(explained(`rule r: cancel when ${condition}`, cpu, 5))[0]).toBe(expected);
  });

  test("of a wait look at how long the condition held", () => {
    expect(found(explained("rule r: cancel when cpu.usage > 85% for 1s", cpu, 2))).toEqual([
      ">= 91: cpu.usage > 91% for 1s",
      "> 2000: cpu.usage > 85% for 3s",
    ]);
    expect(found(explained("rule r: cancel when cpu.usage > 85% for 5s", cpu, 5))[1]).toBe(
      "<= 2000: cpu.usage > 85% for 2s",
    );
  });

  test("of a warning are over when it clears", () => {
    const twice = recorded({ "cpu.usage": [20, 91, 95, 20, 99, 20] });
    const warned = explained("rule r: warn when cpu.usage > 85%", twice, 1);
    expect(warned).toMatchObject({ firedMs: 1000, horizonMs: 3000, horizon: "cleared" });
    expect(found(warned)[0]).toBe(">= 95: cpu.usage > 95%");
    const cancelled = explained("rule r: cancel when cpu.usage > 85%", twice, 1);
    expect(cancelled).toMatchObject({ horizonMs: 5000, horizon: "end" });
    expect(found(cancelled)[0]).toBe(">= 99: cpu.usage > 99%");
  });

  test("stay within what a metric can be", () => {
    const full = recorded({ "cpu.usage": [100, 100] });
    expect(found(explained("rule r: cancel when cpu.usage > 85%", full, 0))[0]).toBe(">= 100: cpu.usage > 100%");
    const [change] = explained("rule r: cancel when cpu.usage >= 85%", full, 0).changes;
    expect(change).toMatchObject({ outcome: "none", reason: "no value from 0% to 100% would have" });
    const none = recorded({ fps: [0, 0] });
    const [endless] = explained("rule r: cancel when fps <= 5", none, 0).changes;
    expect(endless).toMatchObject({ outcome: "none", reason: "no value of 0fps or more would have" });
  });

  test("of an equality lead away from its number, or onto one that was measured", () => {
    const counts = recorded({ "macro.processes": [3, 1, 2, 0] });
    expect(found(explained("rule r: cancel when macro.processes == 0", counts, 3))).toEqual([
      "> 0: macro.processes == 4",
      "> 0: macro.processes == 0 for 1s",
    ]);
    expect(found(explained("rule r: cancel when macro.processes == 7", counts, 3))[0]).toBe(
      "<= 3: macro.processes == 3",
    );
    expect(found(explained("rule r: cancel when macro.processes != 3", counts, 3))[0]).toBe("none");
    const still = recorded({ "macro.processes": [2, 2, 2] });
    expect(found(explained("rule r: cancel when macro.processes != 3", still, 2))[0]).toBe(
      "<= 2: macro.processes != 2",
    );
  });

  test("are not claimed where another part fires as well, or nothing tells which way to go", () => {
    const both = recorded({ "cpu.usage": [95], fps: [10], latency: [40] });
    const either = explained("rule r: cancel when cpu.usage > 85% or fps < 15", both, 0);
    expect(found(either).slice(0, 2)).toEqual(["none", "none"]);
    const odd = explained(
      "rule r: cancel when fps == 10 and (cpu.usage > 85%) == (fps < 15) and cpu.usage > 50% + 0 * latency / 1ms * 1%",
      both,
      0,
    );
    expect(odd.changes.map(({ reason }) => reason)).toEqual([
      null,
      "whether it helps depends on the part it is compared with",
      "whether it helps depends on the part it is compared with",
      "neither side is a number that the policy sets",
      null,
    ]);
  });

  test("name the param that a number is written as", () => {
    const program = programOf(`let low = 15fps
profile p {
  param most = 85%
  param hold = 1s
  rule r: cancel when (cpu.usage > (most) or fps < low) and share(cpu.usage > most, 1s) > 50% for hold
}`);
    const recording = recorded({ "cpu.usage": [95, 95, 95, 95], fps: [60, 60, 60, 60] });
    const { changes } = explainRule(program, recording, { profile: "p", rule: "r", atMs: 2000 })!;
    expect(changes.map(({ param }) => param)).toEqual(["most", null, null, "hold"]);
  });

  test("tell of other rules that cancel as well", () => {
    const recording = recorded({ "cpu.usage": [20, 95, 95, 95], fps: [60, 60, 60, 5] });
    const { otherCancels } = explained(
      "rule r: cancel when cpu.usage > 85%\nrule low: cancel when fps < 15\nrule busy: warn when cpu.usage > 50%",
      recording,
      1,
    );
    expect(otherCancels).toEqual([{ rule: "low", timeMs: 3000 }]);
  });
});

describe("other rules", () => {
  test("are as near as what decides: the farthest part of an `and`, the nearest of an `or`", () => {
    const recording = recorded({ "cpu.usage": [60, 60], fps: [30, 30] });
    const { others } = explained(
      `rule r: warn when fps < 1
rule both: cancel when cpu.usage > 80% and fps < 15
rule one: pause when cpu.usage > 80% or fps < 15
rule neither: warn when not (cpu.usage <= 80% or fps >= 15)
rule blind: warn when latency > 1s and cpu.usage > 80%
rule half: warn when latency > 1s or cpu.usage > 80%
rule waits: cancel when cpu.usage > 50% for 5s
rule busy: warn when cpu.usage > 50%`,
      recording,
      1,
    );
    expect(others.map(({ rule, near, state }) => [rule, near, state])).toEqual([
      ["busy", 1, "firing"],
      ["waits", 1, "pending"],
      ["one", 0.75, "idle"],
      ["half", 0.75, "idle"],
      ["both", 0.5, "idle"],
      ["neither", 0.5, "idle"],
      ["blind", null, "idle"],
    ]);
    expect(others[1]).toMatchObject({ firesInMs: 4000, action: "cancel" });
    expect(others[4]!.comparison?.text).toBe("fps < 15fps");
  });
});

describe("what to ask", () => {
  const program = programOf(`profile p {
  rule hot: cancel when cpu.usage > 85%
  rule warm: warn when cpu.usage > 50%
  rule low: pause when fps < 15
}
profile empty { }`);
  const hot = recorded({ "cpu.usage": [20, 60, 95, 95, 20], fps: [60, 60, 60, 16, 16] });
  const calm = recorded({ "cpu.usage": [20, 60, 20, 40], fps: [60, 60, 60, 16] });
  const ask = (recording: Recording, asked: { rule?: string; atMs?: number; profile?: string }) => {
    const choice = chooseQuestion(program, recording, { profile: "p", ...asked });
    return choice && [choice.question.rule, choice.question.atMs, choice.endedBefore?.timeMs ?? null];
  };

  test.each([
    [hot, {}, ["hot", 2000, null], "the first cancel"],
    [calm, {}, ["warm", 1000, null], "else the first firing of the gravest action"],
    [hot, { rule: "warm" }, ["warm", 1000, null], "the first firing of a rule"],
    [calm, { rule: "low" }, ["low", 3000, null], "the end, for one that never fires"],
    [calm, { atMs: 3000 }, ["low", 3000, null], "the nearest at a time"],
    [hot, { atMs: 4000 }, ["hot", 2000, 2000], "what ended it, for any time after"],
    [hot, { atMs: 4000, rule: "low" }, ["low", 4000, 2000], "another rule, though the macro had ended"],
    [hot, { atMs: 3000, rule: "hot" }, ["hot", 2000, 2000], "a cancel when it came"],
    [calm, { atMs: 99_000, rule: "hot" }, ["hot", 3000, null], "the last snapshot, for times after it"],
    [recorded({ fps: [1] }, { from: 9 }), { atMs: 1000 }, null, "nothing before the first snapshot"],
    [hot, { profile: "empty" }, null, "nothing of a profile without rules"],
  ] as const)("%#", (recording, asked, expected, what) => {
    expect(ask(recording, asked), what).toEqual(expected);
  });
});

describe("round numbers", () => {
  test.each([
    [91.27, 1, "percent", [91.3, 91.4]],
    [91.27, -1, "percent", [91.2, 91.1]],
    [95, 1, "percent", [95, 95.1]],
    [-0.05, 1, "temperature", [-0.05, -0.0499]],
    [1_362_500_000, 1, "bytes", [1.27 * 2 ** 30, 1.28 * 2 ** 30]],
    [1234, 1, "duration", [1240, 1250]],
    [12, 1, "count", [12, 13]],
    [0, 1, "number", [0, 0.01]],
  ] as const)("at or beyond %d in direction %d (%s)", (number, direction, dimension, first) => {
    const [one, two] = rounder(number, direction, dimension);
    expect([one, two]).toEqual(first);
  });
});
