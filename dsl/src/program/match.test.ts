import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { programOf } from "../testing/analyze-text.ts";
import { matchesGlob, matchGlob } from "./glob.ts";
import { governingProfile } from "./match.ts";

describe("globs", () => {
  test.each([
    ["heal_*", "heal_group", true],
    ["heal_*", "heal_", true],
    ["heal_*", "xheal_a", false],
    ["heal_?", "heal_1", true],
    ["heal_?", "heal_", false],
    ["HEAL_*", "heal_A", true],
    ["h[aeiou]al", "heal", true],
    ["h[a-d]al", "heal", false],
    ["h[!e]al", "heal", false],
    ["h[!e]al", "haal", true],
    ["{heal,buff}_{a,b}", "buff_b", true],
    ["{heal,buff}_{a,b}", "buff_c", false],
    ["{a,b{c,d}}x", "bdx", true],
    ["a{,b}c", "ac", true],
    ["*/game/*", "/opt/x/game/bin/y", true],
    ["a[b", "a[b", true],
    ["a{b", "a{b", true],
    ["a}b", "a}b", true],
    ["?", "😀", true],
    ["", "", true],
    ["", "x", false],
    ["*", "", true],
  ])("%s on %s: %s", (glob, text, matches) => expect(matchesGlob(glob, text)).toBe(matches));

  test("score the expansion that matched, the best if several do", () => {
    expect(matchGlob("{heal_*,heal_group}", "heal_group")).toEqual({ literals: 10, wildcards: 0 });
    expect(matchGlob("{heal_*,heal_group}", "heal_x")).toEqual({ literals: 5, wildcards: 1 });
    expect(matchGlob("*[ab]?", "xab")).toEqual({ literals: 0, wildcards: 3 });
  });

  test("take no longer for hostile patterns", () => {
    expect(matchesGlob(`${"*a".repeat(200)}*b`, "a".repeat(5000))).toBe(false);
    expect(matchesGlob("{a,b}".repeat(300), "ab".repeat(150))).toBe(true);
    expect(matchesGlob(`${"{a,".repeat(300)}b${"}".repeat(300)}`, "b")).toBe(true);
  });

  test("agree with expansion and backtracking", () => {
    const glob = fc.array(fc.constantFrom("a", "b", "*", "?", "[ab]", "{a,bb}", "{*,ab}"), { maxLength: 6 });
    const text = fc.array(fc.constantFrom("a", "b", "B"), { maxLength: 8 });
    fc.assert(
      fc.property(glob, text, (parts, letters) => {
        const [pattern, subject] = [parts.join(""), letters.join("")];
        expect(matchesGlob(pattern, subject)).toBe(expand(pattern).some((one) => naive(one, subject.toLowerCase())));
      }),
    );
  });
});

function expand(glob: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  if (match === null) return [glob];
  return match[2]!.split(",").flatMap((option) => expand(`${match[1]}${option}${match[3]}`));
}

function naive(glob: string, text: string): boolean {
  if (glob === "") return text === "";
  if (glob[0] === "*") return naive(glob.slice(1), text) || (text !== "" && naive(glob, text.slice(1)));
  if (text === "") return false;
  if (glob.startsWith("[ab]")) return /[ab]/.test(text[0]!) && naive(glob.slice(4), text.slice(1));
  return (glob[0] === "?" || glob[0] === text[0]) && naive(glob.slice(1), text.slice(1));
}

describe("the profile that governs a macro", () => {
  const program = programOf(`
    profile general { match macro "heal_*" }
    profile special { match macro "heal_group_*" }
    profile wild    { match macro "heal_g?oup_*" }
    profile first   { match macro "same_*" }
    profile second  { match macro "same_*" }
    profile script  { match process "*autohotkey* *farm*.ahk", "Game.exe" }
    profile slashes { match process "*/tools/bot" }
    profile default {}
  `);
  const governing = (macro: string, more = {}) => governingProfile(program, { macro, ...more })?.name;

  test("is the one that it names", () => expect(governing("heal_group_a", { named: "first" })).toBe("first"));
  test("is the one of its name, whatever the case", () => expect(governing("General")).toBe("general"));
  test("is the one with most literal characters", () => expect(governing("heal_group_a")).toBe("special"));
  test("is the first of equals", () => expect(governing("same_x")).toBe("first"));
  test("is `default` when nothing matches", () => expect(governing("unheard")).toBe("default"));
  test("is none without a default", () => {
    const bare = programOf('profile heal { match macro "heal_*" }');
    expect(governingProfile(bare, { macro: "other" })).toBeNull();
  });

  test("is found by the base name of the executable", () => {
    expect(governing("pid 1", { executable: "C:\\Games\\GAME.EXE", commandLine: "C:\\Games\\GAME.EXE -w" })).toBe(
      "script",
    );
  });
  test("is found by the command line where the pattern holds a blank or slash, backslashes counting as such", () => {
    const commandLine = "C:\\Program Files\\AutoHotkey\\v2.exe D:\\farm_ore.ahk";
    expect(governing("pid 1", { executable: "v2.exe", commandLine })).toBe("script");
    expect(governing("pid 2", { executable: "bot", commandLine: "C:\\tools\\bot" })).toBe("slashes");
    expect(governing("pid 3", { executable: "x", commandLine: "Game.exe" })).toBe("default");
  });

  test("ranks macro and process patterns together", () => {
    const both = programOf('profile a { match macro "heal*" }\nprofile b { match process "healer.sh" }');
    expect(governingProfile(both, { macro: "heal_1", executable: "/home/x/healer.sh" })?.name).toBe("b");
  });
});
