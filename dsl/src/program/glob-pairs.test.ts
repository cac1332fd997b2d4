import { expect, test } from "vitest";
import { randomFrom } from "../testing/random.ts";
import { pairsThatMayMeet } from "./glob-pairs.ts";
import { mayMeet, partsOfGlob } from "./glob-parts.ts";

test("as holding each against each would have it", () => {
  const random = randomFrom(5);
  const words = [
    "heal",
    "he",
    "*",
    "h*",
    "{a,heal}",
    "x",
    "",
    "*.ahk",
    "?",
    " ",
    "/",
    "*/m/{heal,heal_*}.ahk",
    "{a/b,c}",
  ];
  let met = 0;
  for (let round = 0; round < 200; round++) {
    const globs = Array.from({ length: 12 }, () => `${random.pick(words)}${random.pick(words)}${random.pick(words)}`);
    const parts = globs.map((glob) => partsOfGlob(glob, " /"));
    const expected = parts.flatMap((later, at) =>
      parts.slice(0, at).flatMap((earlier, index) => {
        return earlier === null || later === null || mayMeet(earlier, later) ? [[index, at]] : [];
      }),
    );
    expect(pairsThatMayMeet(parts)).toEqual(expected);
    met += expected.length;
  }
  expect(met).toBeGreaterThan(1000);
});
