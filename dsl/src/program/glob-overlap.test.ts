import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob } from "./glob.ts";
import { commonTexts, expansionsOf } from "./glob-overlap.ts";

/** The first text that two globs match in common. */
function common(a: string, b: string): string | null {
  for (const first of expansionsOf(a)) {
    for (const second of expansionsOf(b)) {
      for (const text of commonTexts(first, second)) return text;
    }
  }
  return null;
}

describe("what two globs match in common", () => {
  test.each([
    ["heal_*", "*_raid", "heal_raid"],
    ["heal_?", "[hw]eal_x", "heal_x"],
    ["{a,b}?", "b[!b]", "bx"],
    ["a*", "b*", null],
    ["*a", "*b", null],
    ["a?", "a", null],
    ["[0-4]", "[5-9]", null],
    ["*", "", ""],
  ])("%s and %s: %s", (a, b, text) => expect(common(a, b)).toBe(text));

  test("longer texts follow the shortest, for when that one is taken", () => {
    const [a, b] = [expansionsOf("heal_*")[0]!, expansionsOf("*_raid")[0]!];
    expect([...commonTexts(a, b)]).toEqual(["heal_raid", "heal__raid", "heal_x_raid", "heal_xx_raid"]);
  });

  test("a glob of very many choices is not looked into", () => {
    expect(expansionsOf("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")).toHaveLength(256);
    expect(expansionsOf("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")).toEqual([]);
  });

  test("it agrees with trying every short text", () => {
    const glob = fc
      .array(fc.constantFrom("a", "b", "*", "?", "[ab]", "[!a]", "{a,bb}"), { maxLength: 4 })
      .map((parts) => parts.join(""));
    const texts = allTexts("abc", 5);
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const found = common(a, b);
        const tried = texts.some((text) => matchesGlob(a, text) && matchesGlob(b, text));
        expect(found !== null && matchesGlob(a, found) && matchesGlob(b, found)).toBe(found !== null);
        // A common text of two globs this short is short itself, unless braces lengthen it.
        if (tried) expect(found).not.toBeNull();
        else expect(found === null || found.length > 5).toBe(true);
      }),
      { numRuns: 500, seed: 20260601 },
    );
  });
});

function allTexts(alphabet: string, longest: number): string[] {
  let last = [""];
  const all = [""];
  for (let length = 1; length <= longest; length++) {
    last = last.flatMap((text) => [...alphabet].map((character) => text + character));
    all.push(...last);
  }
  return all;
}
