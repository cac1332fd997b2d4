/** Claims about single rules: what can fire, what says nothing, what makes what needless. */

import { proveRules } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { roomWith } from "./proof-room.ts";

/** The rules of a profile, each with what is claimed of it. */
function claimsOf(rules: string) {
  const room = roomWith(`
    schedule night = daily 22:00-06:00
    metric zone: text
    metric queue: count
    profile p { ${rules} }`);
  return new Map(proveRules(room, room.program.profiles[0]!).map((claims) => [claims.rule.name, claims]));
}

/** "by hot: ends"; null without a shadow. */
function shadowOf(rules: string, name: string): string | null {
  const { shadow } = claimsOf(rules).get(name)!;
  if (shadow === null) return null;
  const assumed = shadow.assumes.map((assumption) => `, if ${assumption}`).join("");
  return `by ${shadow.by.map((rule) => rule.name).join(" or ")}: ${shadow.effect}${assumed}`;
}

const firing = (rules: string) => {
  const { fires } = claimsOf(rules).get("r")!;
  return fires.kind === "never" ? fires.because : fires.kind;
};
const constancy = (condition: string) => claimsOf(`rule r: warn when ${condition}`).get("r")!.constancy;

describe("whether a rule can fire", () => {
  test.each([
    ["rule r: cancel when cpu.usage > 95% for 10s", "can"],
    ["rule r: warn when missing(fps, 7s) and cpu.usage > 5% for 3s", "can"],
    ["rule r: warn when night and queue > 3 for 1m", "can"],
    ["rule r: warn when duration > 5m for 1m", "can"],
    ['rule r: pause when not (zone == "town") for 1.5s', "can"],
    ["rule r: cancel when cpu.usage > 80% and cpu.usage < 70%", "never-true"],
    ["rule r: cancel when cpu.usage > 100%", "never-true"],
    // An hour cannot pass within the first minute.
    ["rule r: warn when duration < 1m for 1h", "never-long-enough"],
    ["rule r: warn when duration > 1m and duration < 65s for 10s", "never-long-enough"],
    ["rule r: warn when duration > 1m and duration < 75s for 10s", "can"],
    // What is missing is no longer compared.
    ["rule r: warn when missing(fps, 6s) and fps < 10", "never-true"],
  ])("%s: %s", (rules, expected) => expect(firing(rules)).toBe(expected));

  test("a witness fires it at its last row, after its wait", () => {
    const room = roomWith("profile p { rule r: cancel when cpu.usage > 95% for 10s }");
    const [{ fires }] = proveRules(room, room.program.profiles[0]!) as [ReturnType<typeof proveRules>[number]];
    if (fires.kind !== "can") throw new Error(fires.kind);
    const { witness } = fires;
    expect(room.replay(room.program, "p", witness)).toEqual([
      { kind: "fire", rule: "r", action: "cancel", all: false, timeMs: witness.rows.at(-1)!.timeMs },
    ]);
    expect(witness.rows.at(-1)!.timeMs - witness.rows[0]!.timeMs).toBe(10_000);
  });
});

test.each([
  ["cpu.usage >= 0%", "true-unless-missing"],
  ["cpu.usage > 5% or not (cpu.usage > 5%)", "true-unless-missing"],
  // Where it is missing, `not` of it is no more true than it is.
  ["cpu.usage > 5% or cpu.usage <= 5%", "true-unless-missing"],
  ["duration >= 0s", "always-true"],
  ["night or not night", "always-true"],
  ["cpu.usage > 5%", "varies"],
])("the condition %s is %s", (condition, expected) => expect(constancy(condition)).toBe(expected));

describe("what makes a rule needless", () => {
  const hot = (rest: string) => `rule a: cancel when cpu.usage > 80% ${rest}`;

  test.each([
    [`${hot("")} rule b: warn when cpu.usage > 90%`, "by a: ends"],
    [`${hot("for 5s")} rule b: cancel when cpu.usage > 90% for 5s`, "by a: ends"],
    // It waits longer than what it would come before.
    [`${hot("for 6s")} rule b: cancel when cpu.usage > 90% for 5s`, null],
    // A gentler action does not make a harsher one needless.
    ["rule a: warn when cpu.usage > 80% rule b: cancel when cpu.usage > 90%", null],
    // Where fps is missing only the one is known.
    ["rule a: cancel when fps < 20 and cpu.usage > 80% rule b: cancel when cpu.usage > 90%", null],
    ["rule a: cancel when not (cpu.usage <= 80%) rule b: cancel when cpu.usage > 80%", "by a: ends"],
    ["rule a: cancel when not (cpu.usage > 80%) rule b: cancel when missing(cpu.usage, 6s)", null],
    ["rule a: pause when cpu.usage > 80% rule b: pause when cpu.usage > 90%", "by a: adds-nothing"],
    ["rule a: pause when cpu.usage > 80% rule b: warn when cpu.usage > 90%", "by a: precedes"],
    // It clears at 70%, where the other, once it has fired, would go on.
    ["rule a: pause when cpu.usage > 80% rule b: pause when cpu.usage > 90% until cpu.usage < 50%", "by a: precedes"],
    // Both may be cleared while they go on being true, and not at the same time.
    [
      "rule a: pause when cpu.usage > 80% until fps > 60 rule b: pause when cpu.usage > 90% until fps > 60",
      "by a: precedes",
    ],
    ["rule a: cancel all when cpu.usage > 80% rule b: cancel when cpu.usage > 80%", "by a: ends"],
    ["rule a: cancel when cpu.usage > 80% rule b: cancel all when cpu.usage > 90%", null],
  ])("%s: %s", (rules, expected) => expect(shadowOf(rules, "b")).toBe(expected));

  test("of rules that say the same, the last", () => {
    const rules = "rule a: cancel when not (cpu.usage <= 80%) rule b: cancel when cpu.usage > 80%";
    expect(shadowOf(rules, "a")).toBe(null);
    expect(shadowOf(rules, "b")).toBe("by a: ends");
  });

  test("rules without a wait together, and one that waits with them", () => {
    const split = (low: string, high: string) => `
      rule low: cancel when cpu.usage > 80% and fps < 30 ${low}
      rule high: cancel when cpu.usage > 80% and fps >= 30 ${high}
      rule b: cancel when cpu.usage > 90% and fps > 0 for 5s`;
    expect(shadowOf(split("", ""), "b")).toBe("by low or high: ends");
    expect(shadowOf(split("", "for 5s"), "b")).toBe("by low or high: ends");
  });

  test("by as many as thirty together, and not with a hole", () => {
    const slices = Array.from({ length: 30 }, (_, at) => `rule r${at}: cancel when fps >= ${at} and fps <= ${at + 1}`);
    const b = "rule b: cancel when cpu.usage > 90% and fps <= 30 for 5s";
    expect(shadowOf(`${slices.join("\n")} ${b}`, "b")).toMatch(/^by r0 or .* or r29: ends$/);
    expect(shadowOf(`${slices.filter((_, at) => at !== 17).join("\n")} ${b}`, "b")).toBe(null);
  });

  test("not by two rules that wait: each may be true for a part of the time", () => {
    const rules = `
      rule low: cancel when cpu.usage > 80% and fps < 30 for 3s
      rule high: cancel when cpu.usage > 80% and fps >= 30 for 3s
      rule b: cancel when cpu.usage > 90% and fps > 0 for 5s`;
    expect(shadowOf(rules, "b")).toBe(null);
  });

  test("by a rule on the time that has to have passed", () => {
    const rules = "rule a: cancel when duration > 5s rule b: cancel when cpu.usage > 90% for 10s";
    expect(shadowOf(rules, "b")).toBe("by a: ends");
  });

  test("by a rule on the time that has passed by then, counted from where the state begins", () => {
    const rules = (limit: string) => `
      rule a: cancel when duration >= ${limit}
      rule b: cancel when duration > 60s and cpu.usage > 90% for 10s`;
    expect(shadowOf(rules("65s"), "b")).toBe("by a: ends");
    expect(shadowOf(rules("70s"), "b")).toBe(
      "by a: ends, if macros start and snapshots are taken at whole milliseconds",
    );
    expect(shadowOf(rules("71s"), "b")).toBe(null);
  });

  test("only as long as there is evidence, where the other asks for other samples", () => {
    const rules = (wait: string) => `
      rule a: cancel when cpu.usage > 80% ${wait}
      rule b: cancel when cpu.usage > 90% and latency > 1s for 5s`;
    expect(shadowOf(rules("for 3s"), "b")).toBe("by a: ends, if `cpu.usage` is sampled at least once in every 3s");
    // Without a wait no evidence is asked for.
    expect(shadowOf(rules(""), "b")).toBe("by a: ends");
  });

  test("missing metrics are evidence of nothing", () => {
    const rules = `
      rule a: cancel when missing(fps, 6s) or cpu.usage > 80% for 3s
      rule b: cancel when missing(fps, 6s) for 5s`;
    expect(shadowOf(rules, "b")).toBe("by a: ends, if `cpu.usage` is sampled at least once in every 3s");
  });
});
