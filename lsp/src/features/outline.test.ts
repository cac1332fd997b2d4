import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { entryAt, flatOutline, type OutlineEntry, outline } from "./outline.ts";
import { fuzzyScore, workspaceSymbols } from "./workspace-symbols.ts";

function outlineOf(text: string): readonly OutlineEntry[] {
  const { view, path } = viewOf({ "a.macropolicy": text });
  return outline(view.file(path)!);
}

const shape = ({ kind, name, detail, children }: OutlineEntry): unknown =>
  children.length === 0 ? [kind, name, detail] : [kind, name, detail, children.map(shape)];

test("an outline has every declaration with its named members, and says what each says", () => {
  const text = `schedule night = fri, sat 20:00-00:30
    in "Europe/Warsaw"
let LIMIT = 80% # most
metric guild.queue: count "x"
template t { level safe param m = LIMIT + 5% rule hot: warn when cpu.usage > m for 3s }
profile p extends t, u {
  set m = 3%
  override rule hot: cancel all when cpu.usage
    > m # why
    and fps < 3
  remove rule cold
}
test "it holds" { profile p expect no warn }
assert calm { profile p, q warns when cpu.usage > 3% }`;
  expect(outlineOf(text).map(shape)).toEqual([
    ["schedule", "night", 'fri, sat 20:00-00:30 in "Europe/Warsaw"'],
    ["let", "LIMIT", "80%"],
    ["metric", "guild.queue", "count"],
    [
      "template",
      "t",
      "template",
      [
        ["param", "m", "LIMIT + 5%"],
        ["rule", "hot", "warn when cpu.usage > m for 3s"],
      ],
    ],
    [
      "profile",
      "p",
      "profile extends t, u",
      [
        ["set", "m", "3%"],
        ["rule", "hot", "override: cancel all when cpu.usage > m and fps < 3"],
        ["removal", "cold", "removed"],
      ],
    ],
    ["test", "it holds", "p"],
    ["assert", "calm", "p, q"],
  ]);
});

describe("of broken text", () => {
  test.each([
    "profile",
    "profile {",
    "profile p { rule",
    "profile p { rule : warn when }",
    'test "" {',
    "let",
    "let =",
    "metric",
    "schedule x = ",
    "assert {",
    "profile p { param = set = remove rule }",
  ])("%s: nothing is without a name, and every name is within its whole", (text) => {
    const { view, path } = viewOf({ "a.macropolicy": text });
    for (const { name, nameSpan, whole } of flatOutline(view.file(path)!)) {
      expect(name).not.toBe("");
      expect(nameSpan.start).toBeGreaterThanOrEqual(whole.start);
      expect(nameSpan.end).toBeLessThanOrEqual(whole.end);
    }
  });
});

test("the entry at an offset is the innermost", () => {
  const { view, path, cursors } = viewOf({
    "a.macropolicy": "| profile p { level| safe rule hot: warn when f|ps < 3 }",
  });
  const parsed = view.file(path)!;
  expect(cursors.map(({ offset }) => entryAt(parsed, offset)?.name ?? null)).toEqual([null, "p", "hot"]);
});

describe("a search", () => {
  const { view } = viewOf({
    "a.macropolicy":
      "template careful { param cpu_max = 3% rule cpu_hot: warn when cpu.usage > cpu_max }\nlet CALM = 3\nprofile heal extends careful { set cpu_max = 4% rule low_fps: warn when fps < CALM }",
  });
  const names = (query: string) => workspaceSymbols(view, query).map(({ entry }) => entry.name);

  test("takes letters in their order, and beginnings of words first", () => {
    expect(names("hot")).toEqual(["cpu_hot"]);
    expect(names("cm")[0]).toBe("cpu_max");
    expect(names("heal")).toEqual(["heal"]);
    expect(names("xyz")).toEqual([]);
  });

  test("of nothing is everything that is declared", () => {
    expect(names("")).toHaveLength(6);
  });

  test("looks inside a body by a dot", () => {
    expect(names("heal.low")).toEqual(["low_fps"]);
  });

  test("puts whole names before beginnings, and those before the rest", () => {
    const score = (name: string) => fuzzyScore("hot", name)!;
    expect(score("hot")).toBeGreaterThan(score("hotter"));
    expect(score("hotter")).toBeGreaterThan(score("cpu_hot"));
    expect(score("cpu_hot")).toBeGreaterThan(score("h_o_t"));
  });
});
