import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["praam", ["level", "param", "match"], "param"],
  ["cpu.usgae", ["cpu.usage", "gpu.usage"], "cpu.usage"],
  ["gpu.usage2", ["cpu.usage", "gpu.usage"], "gpu.usage"],
  ["MiB", ["KiB", "MiB"], "MiB"],
  ["mib", ["KiB", "MiB"], "MiB"],
  ["fro", ["or", "for"], "for"],
  ["latncy", ["latency"], "latency"],
  ["x", ["y", "z"], null],
  ["ab", ["cd"], null],
  ["weather", ["latency", "fps"], null],
  ["", ["a"], null],
])("%s of %j is %s", (word, candidates, found) => {
  expect(nearest(word, candidates)).toBe(found);
});

test("a slip of any kind in a longer word is found, whatever its letters", () => {
  const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0159_.ÄéΩ");
  const word = fc.string({ unit: letter, minLength: 5, maxLength: 12 });
  const kind = fc.constantFrom("drop", "add", "replace", "swap");
  fc.assert(
    fc.property(word, fc.nat(), kind, letter, (right, at, slip, other) => {
      const place = at % (right.length - 1);
      const [before, here, next] = [right.slice(0, place), right[place]!, right[place + 1]!];
      const after = right.slice(place + 1);
      const wrong = {
        drop: before + after,
        add: before + other + here + after,
        replace: before + other + after,
        swap: before + next + here + after.slice(1),
      }[slip];
      expect(nearest(wrong, ["something.else", right])).toBe(right);
    }),
    { seed: 4, numRuns: 1000 },
  );
});
