import { describe, expect, test } from "vitest";
import { governingProfile, type MatchSubject } from "../program/match.ts";
import type { Program } from "../program/program.ts";
import { programOf } from "../testing/analyze-text.ts";
import { type Random, randomFrom } from "../testing/random.ts";
import { compareGovernance } from "./governance.ts";

const pieces = ["a", "b", "ab", "*", "?", "[ab]", "[!a]", "{a,bb}", "c"] as const;

function randomPolicies(random: Random): string[] {
  const glob = () => Array.from({ length: 1 + random.below(3) }, () => random.pick(pieces)).join("");
  const pattern = () => `match ${random.pick(["macro", "macro", "process"])} "${glob()}"`;
  const profiles = ["p", "q", "default"].filter(() => random.chance(0.8));
  return profiles.map((name) => `profile ${name} { ${name === "default" ? "" : `${pattern()} ${pattern()}`} }`);
}

/** Another set that has much in common with it. */
function changed(random: Random, policies: readonly string[]): string[] {
  const kept = policies.filter(() => random.chance(0.9));
  const order = random.chance(0.2) ? kept.toReversed() : kept;
  return order.map((policy) => (random.chance(0.5) ? policy : policy.replace(/"[^"]*"/, `"${random.pick(pieces)}*"`)));
}

function words(length: number): string[] {
  return length === 0 ? [""] : words(length - 1).flatMap((word) => [..."abcx"].map((letter) => word + letter));
}

const texts = [1, 2, 3, 4].flatMap(words);

const short = texts.filter((text) => text.length <= 2);

const subjects: readonly MatchSubject[] = [
  ...texts.map((macro) => ({ macro })),
  ...texts.map((executable) => ({ macro: "", executable })),
  ...short.flatMap((macro) => short.map((executable) => ({ macro, executable }))),
];

const nameOf = (program: Program, subject: MatchSubject) => governingProfile(program, subject)?.name ?? null;

describe("who governs after a change", () => {
  test("is found for every text, and nothing else is claimed", () => {
    const random = randomFrom(5);
    let moves = 0;
    let stays = 0;
    for (let round = 0; round < 150; round += 1) {
      const policies = randomPolicies(random);
      const [before, after] = [programOf(policies.join("\n")), programOf(changed(random, policies).join("\n"))];
      const { moved, isComplete } = compareGovernance(before, after);
      for (const one of moved) {
        expect([nameOf(before, one.subject), nameOf(after, one.subject)]).toEqual([one.before, one.after]);
        expect(one.before).not.toBe(one.after);
      }
      moves += moved.length;
      const patterns = [before, after].flatMap(({ profiles }) => profiles.flatMap((profile) => profile.patterns));
      if (moved.length > 0 || !patterns.every(isComplete)) continue;
      stays += 1;
      // By patterns: what is matched by none has the default of each side.
      const hasDefault = [before, after].map((side) => side.profiles.some(({ name }) => name === "default"));
      if (hasDefault[0] !== hasDefault[1]) continue;
      expect(subjects.filter((subject) => nameOf(before, subject) !== nameOf(after, subject))).toEqual([]);
    }
    expect(moves).toBeGreaterThan(100);
    expect(stays).toBeGreaterThan(30);
  });

  test("is not told where it is too much to look at", () => {
    const policy = (last: string) =>
      `profile p { match macro ${[..."abcdefghijklmn"].map((letter) => `"*${letter}*?${letter}*"`)}, "*${last}*" }`;
    const [before, after] = [programOf(policy("x")), programOf(policy("y*z*?*w"))];
    const { isComplete } = compareGovernance(before, after);
    expect(isComplete(after.profiles[0]!.patterns.at(-1)!)).toBe(false);
  });

  test("is told of a pattern that meets no other, however many there are", () => {
    const profile = (name: string) =>
      `profile ${name} { match macro "${name}_*" match process "*/bot{,32}.exe */macros/{${name},${name}_*}.x" }`;
    const names = ["attack", "buff", "craft", "dance", "heal", "travel"];
    const [before, after] = [names, names.slice(0, -1)].map((list) => programOf(list.map(profile).join("\n")));
    const { moved, isComplete } = compareGovernance(before!, after!);
    const [byName, byProcess] = before!.profiles.at(-1)!.patterns;
    expect(isComplete(byName!)).toBe(true);
    expect(isComplete(byProcess!)).toBe(false);
    expect(moved).toContainEqual({
      subject: { macro: "", commandLine: "/bot.exe /macros/travel.x" },
      before: "travel",
      after: null,
    });
  });
});
