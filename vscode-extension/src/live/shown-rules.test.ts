/** What is shown at a threshold, by what the engine tells. */

import { describe, expect, it } from "vitest";
import { shownRules } from "./shown-rules.ts";
import { hot, macro, now, percent, range, readings, rule, status } from "./testing/example.ts";

const shown = (...args: Partial<Parameters<typeof shownRules>>) => {
  const [rules = [hot], engine = status(), read = null] = args;
  return shownRules(rules, engine, read, now);
};
const textsOf = (...args: Parameters<typeof shown>) => shown(...args).values.map(({ text, margin }) => [text, margin]);

describe("a threshold", () => {
  it("shows the system's value and today's, while no macro runs", () => {
    expect(textsOf([hot], status(), readings([percent("cpu.usage", 43, 80)], "71%"))).toEqual([
      ["now 43%, p95 today 71%", "far"],
    ]);
    expect(textsOf([hot], status(), readings([percent("cpu.usage", 43, 80)]))).toEqual([["now 43%", "far"]]);
  });

  it("shows the value that is nearest to its limit, by macro where they differ", () => {
    const busy = macro("heal_2", [rule("hot", [percent("cpu.usage", 70, 80)])]);
    const calm = macro("heal_1", [rule("hot", [percent("cpu.usage", 10, 80)])]);
    expect(textsOf([hot], status(calm, busy))).toEqual([["now 70% of heal_2", "near"]]);
    expect(textsOf([hot], status(busy))).toEqual([["now 70%", "near"]]);
    const same = { ...busy, macro: "heal_3", id: "other" };
    expect(textsOf([hot], status(busy, same), readings([], "71%"))).toEqual([["now 70%, p95 today 71%", "near"]]);
  });

  it("is coloured by how near the value is", () => {
    const at = (value: number) => shown([hot], status(), readings([percent("cpu.usage", value, 80)])).values[0]!.margin;
    expect([0, 63.9, 64, 79.9, 80, 200].map(at)).toEqual(["far", "far", "near", "near", "beyond", "beyond"]);
  });

  it("shows that a macro's value is missing, but not what only a run could know", () => {
    expect(textsOf([hot], status(macro("m", [rule("hot", [percent("cpu.usage", null, 80)])])))).toEqual([
      ["no value now", "far"],
    ]);
    expect(textsOf([hot], status(), readings([percent("cpu.usage", null, 80)]))).toEqual([]);
  });

  it("shows nothing where the engine runs another text of the rule", () => {
    expect(textsOf([hot], status(), readings([percent("memory.usage", 43, 80)]))).toEqual([]);
    expect(textsOf([{ ...hot, total: 2 }], status(), readings([percent("cpu.usage", 43, 80)]))).toEqual([]);
    expect(textsOf([{ ...hot, profiles: ["dance"] }], status(), readings([percent("cpu.usage", 43, 80)]))).toEqual([]);
    expect(textsOf([{ ...hot, rule: "cold" }], status(), readings([percent("cpu.usage", 43, 80)]))).toEqual([]);
  });

  it("tells every macro's value in its hover, names as plain text", () => {
    const engine = status(macro("a|b_c", [rule("hot", [percent("cpu.usage", 70, 80)])]));
    const [value] = shown([hot], engine, readings([], "71%")).values;
    expect(value!.range).toEqual(range);
    expect(value!.hover).toContain("**hot**: `cpu.usage > 80%`");
    expect(value!.hover).toContain("| a\\|b\\_c | 70% | 80% | 88 % |");
    expect(value!.hover).toContain("95 % of today's values are at or below 71%.");
  });
});

describe("a rule", () => {
  const cpu = [percent("cpu.usage", 90, 80)];
  const waiting = rule("hot", cpu, { state: "pending", since: "2027-01-04T11:59:58Z", firesInMs: 3000 });
  const firing = rule("hot", cpu, { state: "firing", since: "2027-01-04T11:59:30Z" });

  it("is marked while it waits or fires, with who it is about", () => {
    expect(shown([hot], status(macro("m", [waiting]))).states).toEqual([
      { range: hot.header, state: "pending", hover: "**hot**\n\n- m: pending for 2s, fires in 3s" },
    ]);
    expect(shown([hot], status(macro("m", [waiting]), macro("n", [firing]))).states).toMatchObject([
      { state: "firing", hover: "**hot**\n\n- m: pending for 2s, fires in 3s\n- n: firing for 30s" },
    ]);
  });

  it("is not marked while it does nothing, or is another profile's", () => {
    expect(shown([hot], status(macro("m", [rule("hot", cpu)]))).states).toEqual([]);
    expect(shown([hot], status(macro("m", [firing], { profile: "dance" }))).states).toEqual([]);
  });
});
