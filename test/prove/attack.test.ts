/** What the prover excludes does not happen: conditions that were once claimed wrongly, and nasty ones at random. */

import { describe, expect, test } from "vitest";
import { attackConditions } from "./attack-conditions.ts";
import { roomWith } from "./proof-room.ts";

function excludes(...conditions: readonly string[]): boolean {
  const rules = conditions.map((condition, at) => `rule r${at}: warn when ${condition}`).join("\n");
  const { prover, program } = roomWith(`metric my.a: number\nprofile p { ${rules} }`);
  return prover.excludes(program.profiles[0]!.rules.map(({ condition }) => ({ condition, is: ["true"] })));
}

describe("a distance", () => {
  test("is found on the longer side of its limit", () => {
    expect(excludes("abs(cpu.usage - 100%) <= cpu.usage + 100%", "cpu.usage < 0.3%")).toBe(false);
    expect(excludes("abs(cpu.usage - 99%) > memory.usage + 50%")).toBe(false);
    expect(excludes("abs(cpu.usage - 100%) > memory.usage + 101%")).toBe(true);
  });
});

describe("the mean of samples that are all alike", () => {
  test.each(["my.a < 0", "my.a > 0", "my.a == -0.7"])("%s", (where) => {
    const alike = "min(my.a, 3s) == max(my.a, 3s) and avg(my.a, 3s) == p90(my.a, 3s)";
    expect(excludes(alike, where)).toBe(false);
  });

  test("is no other value", () => {
    expect(excludes("min(my.a, 3s) == max(my.a, 3s)", "avg(my.a, 3s) != p90(my.a, 3s)")).toBe(true);
  });
});

test("nothing comes about that was excluded", () => {
  const { impossible, snapshots, wrong } = attackConditions({ seed: 1, programs: 8, courses: 8 });
  expect(wrong).toEqual([]);
  expect(impossible).toBeGreaterThan(500);
  expect(snapshots).toBeGreaterThan(1000);
});
