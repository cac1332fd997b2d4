/** Assertions: what holds, what a counterexample shows not to, and what cannot be told. */

import { checkAssertions } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { lastSample, roomWith } from "./proof-room.ts";

function verdictOf(rules: string, claim: string) {
  const room = roomWith(`profile p { ${rules} } assert a { profile p ${claim} }`);
  return checkAssertions(room)[0]!.verdict;
}

const kindOf = (rules: string, claim: string) => verdictOf(rules, claim).kind;

test.each([
  ["rule r: cancel when cpu.usage > 90% for 10s", "cancels when cpu.usage > 95% for 10s", "holds"],
  ["rule r: cancel when cpu.usage > 90%", "cancels when cpu.usage > 90% for 10s", "holds"],
  ["rule r: cancel all when cpu.usage > 90%", "cancels when cpu.usage > 95%", "holds"],
  ["rule r: cancel when cpu.usage > 90%", "warns when cpu.usage > 95%", "holds"],
  ["rule r: cancel when cpu.usage > 90% for 10s", "cancels when cpu.usage > 80% for 10s", "fails"],
  ["rule r: cancel when cpu.usage > 90% for 11s", "cancels when cpu.usage > 95% for 10s", "fails"],
  ["rule r: pause when cpu.usage > 90%", "cancels when cpu.usage > 95%", "fails"],
  ["rule r: cancel when cpu.usage > 90% and fps < 30", "cancels when cpu.usage > 95%", "fails"],
  ["rule r: cancel when fps < 30", "cancels when not (fps >= 30)", "holds"],
  ["rule r: cancel when fps < 30", "cancels when missing(fps, 6s)", "fails"],
  ["", "cancels when cpu.usage > 95%", "fails"],
  ["", "cancels when cpu.usage > 100%", "holds"],
  // A pause that may be cleared while the state lasts is no answer to it.
  ["rule r: pause when cpu.usage > 90% until cpu.usage < 80%", "pauses when cpu.usage > 95% for 5s", "holds"],
  ["rule r: pause when cpu.usage > 90% until fps > 60", "pauses when cpu.usage > 95% for 5s", "fails"],
  // A mean can stay high while no value does.
  ["rule r: cancel when latency > 800ms for 30s", "cancels when avg(latency, 10s) > 900ms for 30s", "fails"],
  ["rule r: cancel when max(cpu.usage, 10s) > 90%", "cancels when max(cpu.usage, 10s) > 95% for 5s", "holds"],
])("{ %s } %s: %s", (rules, claim, expected) => expect(kindOf(rules, claim)).toBe(expected));

describe("two rules that answer by turns, one of them at once", () => {
  const rules = (action: string) => `
    rule low: ${action} when cpu.usage > 80% and fps < 30
    rule high: ${action} when cpu.usage > 80% and fps >= 30 for 5s`;
  const claim = (verb: string) => `${verb} when cpu.usage > 90% and fps >= 0 for 5s`;

  test("answer it by cancels: either the one is true once, or the other all the time", () => {
    expect(kindOf(rules("cancel"), claim("cancels"))).toBe("holds");
  });

  test("do not by pauses: the one may be over when the other has not waited long enough", () => {
    expect(kindOf(rules("pause"), claim("pauses"))).toBe("fails");
  });
});

describe("a counterexample", () => {
  test("ends where the state has lasted, with no answer", () => {
    const verdict = verdictOf(
      "rule r: cancel when cpu.usage > 95% for 10s rule w: warn when cpu.usage > 50%",
      "cancels when cpu.usage > 90% for 10s",
    );
    if (verdict.kind !== "fails") throw new Error(verdict.kind);
    const { witness, events } = verdict;
    expect(lastSample(witness, "cpu.usage")).toBeGreaterThan(90);
    expect(lastSample(witness, "cpu.usage")).toBeLessThanOrEqual(95);
    expect(witness.rows.at(-1)!.timeMs - witness.rows[0]!.timeMs).toBe(10_000);
    expect(events.map(({ kind, rule }) => `${kind} ${rule}`)).toEqual(["fire w"]);
  });

  test("goes to and fro where each rule waits for its own half", () => {
    const rules = `
      rule low: cancel when fps < 30 and cpu.usage > 80% for 3s
      rule high: cancel when fps >= 30 and cpu.usage > 80% for 3s`;
    const claim = "cancels when cpu.usage > 80% and fps >= 0 for 5s";
    const verdict = verdictOf(rules, claim);
    if (verdict.kind !== "fails") throw new Error(verdict.kind);
    const sides = new Set(verdict.witness.rows.map(({ samples }) => (samples.fps as number) < 30));
    expect(sides).toEqual(new Set([true, false]));
  });
});

test("an assertion about several profiles is checked for each", () => {
  const room = roomWith(`
    profile calm { rule r: cancel when cpu.usage > 90% }
    profile wild {}
    assert a { profile calm, wild cancels when cpu.usage > 95% warns when cpu.usage > 95% for 5s }`);
  expect(checkAssertions(room).map(({ profile, verdict }) => `${profile.name} ${verdict.kind}`)).toEqual([
    "calm holds",
    "calm holds",
    "wild fails",
    "wild fails",
  ]);
});
