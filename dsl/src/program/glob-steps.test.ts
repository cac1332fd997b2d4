import { describe, expect, test } from "vitest";
import { type Random, randomFrom } from "../testing/random.ts";
import { matchesGlob } from "./glob.ts";
import { mayMeet } from "./glob-meet.ts";
import { commonTexts, expansionsOf } from "./glob-overlap.ts";
import { dead, GlobSteps } from "./glob-steps.ts";

const pieces = ["a", "b", "ab", "aab", "*", "*", "?", "[ab]", "[!a]", "**"] as const;
const alphabet = [..."abx"];

const globFrom = (random: Random) => Array.from({ length: 1 + random.below(6) }, () => random.pick(pieces)).join("");

function words(length: number): string[] {
  return length === 0 ? [""] : words(length - 1).flatMap((word) => alphabet.map((letter) => word + letter));
}

const texts = [0, 1, 2, 3, 4, 5].flatMap(words);

describe("globs read step by step", () => {
  test("accept what matches, and are dead only where nothing more can", () => {
    const random = randomFrom(7);
    for (let round = 0; round < 120; round += 1) {
      const glob = globFrom(random);
      const steps = new GlobSteps(expansionsOf(glob)[0]!.tokens, alphabet);
      const accepted = new Set<string>();
      for (const text of texts) {
        const state = [...text].reduce((at, letter) => steps.step(at, alphabet.indexOf(letter)), steps.start);
        if (steps.accepts(state)) accepted.add(text);
        if (state === dead)
          expect(texts.some((longer) => longer.startsWith(text) && matchesGlob(glob, longer))).toBe(false);
      }
      expect([glob, accepted]).toEqual([glob, new Set(texts.filter((text) => matchesGlob(glob, text)))]);
    }
  });
});

test("globs that match a text in common may meet; others are mostly known not to", () => {
  const random = randomFrom(11);
  let apart = 0;
  for (let round = 0; round < 600; round += 1) {
    const [one, other] = [globFrom(random), globFrom(random)].map((glob) => expansionsOf(glob)[0]!);
    const meet = !commonTexts(one!, other!)[Symbol.iterator]().next().done;
    if (meet) expect(mayMeet(one!, other!)).toBe(true);
    else if (!mayMeet(one!, other!)) apart += 1;
  }
  expect(apart).toBeGreaterThan(60);
});
