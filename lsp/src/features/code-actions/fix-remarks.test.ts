import { describe, expect, test } from "vitest";
import { actionsIn } from "../../testing/actions.ts";

const isFix = (kind: string) => kind === "quickfix";

const rule = (condition: string) => `profile p {\n  rule r: cancel when ${condition}\n}\n`;

async function mended(text: string, title: string): Promise<string | undefined> {
  return (await actionsIn({ "a.macropolicy": text }, isFix).apply(title))["a.macropolicy"];
}

test("a unit that is missing is offered, and preferred where only one can be meant", async () => {
  const { actions } = actionsIn({ "a.macropolicy": rule("cpu.usage > 8|0") }, isFix);
  expect(actions).toMatchObject([{ title: "Write `80%`", isPreferred: true, mends: [{ code: "missing-unit" }] }]);
  expect(await mended(rule("cpu.usage > 8|0"), "Write `80%`")).toBe(rule("cpu.usage > 80%"));
});

test("a brace is inserted on a line that ends as the others do", async () => {
  expect(await mended("profile p {\r\n  level safe|\r\n", "Insert `}`")).toBe("profile p {\r\n  level safe\r\n}\r\n");
  const early = "template t {\r\n  param a = 1s\r\n}|\r\n  param b = 2s\r\n";
  expect(await mended(early, "Move `}` behind it")).toBe(
    "template t {\r\n  param a = 1s\r\n\r\n  param b = 2s\r\n}\r\n",
  );
});

test("where several units are sensible, all are offered and none is preferred", () => {
  const { actions, titles } = actionsIn({ "a.macropolicy": rule("latency > 50|0") }, isFix);
  expect(titles).toEqual(["Write `500ms`", "Write `500s`"]);
  expect(actions.some(({ isPreferred }) => isPreferred)).toBe(false);
});

describe("what was meant", () => {
  test.each([
    [rule("cpu.us|ge > 80%"), "Write `cpu.usage`", rule("cpu.usage > 80%")],
    [rule("av|(cpu.usage, 5s) > 80%"), "Write `avg`", rule("avg(cpu.usage, 5s) > 80%")],
    ["template calm {}\nprofile p extends cal| {}\n", "Write `calm`", "template calm {}\nprofile p extends calm {}\n"],
    ['schedule s = daily in "Europe/Warsa|"\n', 'Write `"Europe/Warsaw"`', 'schedule s = daily in "Europe/Warsaw"\n'],
  ])("%j", async (text, title, after) => {
    expect(await mended(text, title)).toBe(after);
  });

  test("is no certain repair", () => {
    const { actions } = actionsIn({ "a.macropolicy": rule("cpu.us|ge > 80%") }, isFix);
    expect(actions[0]!.isPreferred).toBeUndefined();
  });

  test("of an override file has the quotes that the word had", async () => {
    const files = { "a.macropolicy": "profile heal {}\n", "config/macro_safety/o.json": '{"profiles": {"hea|": {}}}' };
    const texts = await actionsIn(files).apply('Write `"heal"`');
    expect(texts["config/macro_safety/o.json"]).toBe('{"profiles": {"heal": {}}}');
  });
});

test.each([
  ["intervall|: 1s\n", "Write `interval`", "interval: 1s\n"],
  ["interval: 5|\n", "Write `5s`", "interval: 5s\n"],
  ["store: { size: 200| }\n", "Write `200MiB`", "store: { size: 200MiB }\n"],
  ["overrides: { mode: tigthen-only| }\n", "Write `tighten-only`", "overrides: { mode: tighten-only }\n"],
  ["overrides: { mode: 'tigthen-only|' }\n", "Write `'tighten-only'`", "overrides: { mode: 'tighten-only' }\n"],
  ["zone: Europe/Berlim|\n", "Write `Europe/Berlin`", "zone: Europe/Berlin\n"],
  ["sources:\n  - { kind: latancy|, host: a }\n", "Write `latency`", "sources:\n  - { kind: latency, host: a }\n"],
  [
    "lint: { levels: { untested_rule|: off } }\n",
    "Write `untested-rule`",
    "lint: { levels: { untested-rule: off } }\n",
  ],
  ["staleness: { cpu.usgae|: 5s }\n", "Write `cpu.usage`", "staleness: { cpu.usage: 5s }\n"],
])("what was meant in the configuration is offered, and nothing preferred: %j", async (text, title, after) => {
  const files = { "a.macropolicy": "profile heal {}\n", "macro-engine.yaml": text };
  const { apply, actions } = actionsIn(files, isFix);
  expect((await apply(title))["macro-engine.yaml"]).toBe(after);
  expect(actions.some(({ isPreferred }) => isPreferred)).toBe(false);
});

test("a rule that exists is offered `override`", async () => {
  const base = `template t {\n  rule r: warn when cpu.usage > 80%\n}\n`;
  const text = `${base}profile p extends t {\n  rule |r: cancel when cpu.usage > 90%\n}\n`;
  expect(await mended(text, "Write `override rule`")).toContain("  override rule r: cancel");
});

test("all problems of one code are mended together, in every file", async () => {
  const texts = await actionsIn({
    "a.macropolicy": rule("cpu.usage > 8|0"),
    "b.macropolicy": rule("cpu.usage > 70 and memory.usage > 60").replace("profile p", "profile q"),
  }).apply("Fix all `missing-unit` of the policy set");
  expect(texts["a.macropolicy"]).toContain("> 80%");
  expect(texts["b.macropolicy"]).toContain("> 70% and memory.usage > 60%");
});

test("elsewhere nothing is offered", () => {
  expect(actionsIn({ "a.macropolicy": `|${rule("cpu.usage > 80")}` }, isFix).titles).toEqual([]);
});
