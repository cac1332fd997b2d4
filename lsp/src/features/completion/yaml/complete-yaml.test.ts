import { describe, expect, test } from "vitest";
import { isScalar, parseDocument, type Scalar, visit } from "yaml";
import { sampleConfig } from "../../../../../engine/src/config/sample.ts";
import { viewOf } from "../../../testing/view.ts";
import { complete } from "../complete.ts";
import type { Item } from "../item.ts";

const policy = `template calm {
  param cpu_max = 90%
  rule hot: warn when cpu.usage > cpu_max for 5s
}
profile heal extends calm { rule lag: cancel when latency > 1s }
profile fish { rule slow: pause when fps < 5 }
`;

/** The items where the cursor stands in the last of the files. */
function itemsIn(path: string, text: string): readonly Item[] {
  const { view, cursors } = viewOf({ "a.macropolicy": policy, [path]: text });
  return complete(view, path, cursors[0]!.offset)?.items ?? [];
}

const labels = (items: readonly Item[]) => items.map(({ label }) => label);

describe("override files", () => {
  const at = (text: string) => labels(itemsIn("config/macro_safety/a.yaml", text));

  test("keys of each place, without those that stand there", () => {
    expect(at("|")).toEqual(["profiles"]);
    expect(at("profiles:\n  |")).toEqual(["heal", "fish"]);
    expect(at("profiles:\n  heal:\n    level: safe\n    |")).toEqual(["grace", "cooldown", "set", "rules"]);
    expect(at("profiles:\n  heal:\n    |\n    level: safe\n")).toEqual(["grace", "cooldown", "set", "rules"]);
    expect(at("profiles:\n  heal:\n    set:\n      |")).toEqual(["cpu_max"]);
    expect(at("profiles:\n  heal:\n    rules:\n      hot: { enabled: false }\n      |")).toEqual(["lag"]);
    expect(at("profiles:\n  heal:\n    rules:\n      lag: { en| }")).toEqual(["enabled", "action"]);
    expect(at("profiles: { heal: { grace: 2s, | } }")).toEqual(["level", "cooldown", "set", "rules"]);
  });

  test("values, and what they are so far", () => {
    expect(at("profiles:\n  heal:\n    level: |")).toEqual(["safe", "risky", "dangerous"]);
    expect(at("profiles:\n  heal:\n    set: { cpu_max: | }")).toEqual(["90%"]);
    expect(at("profiles:\n  heal:\n    rules: { lag: { action: w| } }")).toEqual([
      "warn",
      "throttle",
      "pause",
      "cancel",
      "cancel all",
    ]);
    expect(at("profiles:\n  heal:\n    rules:\n      lag:\n        enabled: |")).toEqual(["false", "true"]);
  });

  test("what another file already declares, or nobody does, is not offered", () => {
    expect(at("profiles:\n  nobody:\n    |")).toEqual([]);
    expect(at("# |")).toEqual([]);
    expect(at("profiles:\n  heal: # |")).toEqual([]);
  });

  test("a key brings its colon, unless one stands there", () => {
    const [, grace] = itemsIn("config/macro_safety/a.yaml", "profiles:\n  heal:\n    |\n");
    expect(grace).toMatchObject({ label: "grace", text: "grace: ", snippet: null });
    const [first] = itemsIn("config/macro_safety/a.yaml", "|");
    expect(first).toMatchObject({ text: "profiles:" });
    expect(first!.snippet).toMatch(/^profiles:\n {2}\$0$/);
    const [renamed] = itemsIn("config/macro_safety/a.yaml", "profiles:\n  he|al:\n    level: safe");
    expect(renamed).toMatchObject({ label: "heal", text: "heal" });
  });

  test("JSON is quoted", () => {
    const items = itemsIn("config/macro_safety/a.json", '{ "profiles": { "heal": { | } } }');
    expect(items[0]).toMatchObject({ label: "level", text: '"level": ' });
    expect(itemsIn("config/macro_safety/a.json", '{ "profiles": { "heal": { "level": | } } }')[0]!.text).toBe('"safe"');
    expect(itemsIn("config/macro_safety/a.json", '{ "profiles": { "heal": { "le|" } } }')[0]!.text).toBe("level");
    expect(itemsIn("config/macro_safety/a.json", '{ "profiles": { "heal": { "level": "|" } } }')[0]!.text).toBe("safe");
  });
});

describe("the configuration", () => {
  const at = (text: string) => labels(itemsIn("macro-engine.yaml", text));

  test("its keys, with what they are for", () => {
    const items = itemsIn("macro-engine.yaml", "interval: 1s\n|");
    expect(labels(items)).toEqual(expect.arrayContaining(["policies", "zone", "sources", "lint", "fmt"]));
    expect(labels(items)).not.toContain("interval");
    expect(items[0]!.about).toMatchObject({
      kind: "markdown",
      text: expect.stringContaining("folder with the policies"),
    });
    expect(at("store:\n  retention:\n    |")).toEqual(["seconds", "minutes", "hours", "decisions"]);
  });

  test("what a kind has", () => {
    expect(at("sources:\n  - |")).toEqual(["kind"]);
    expect(at("sources:\n  - kind: |")).toEqual(["latency", "file"]);
    expect(at("sources:\n  - kind: latency\n    |")).toEqual(expect.arrayContaining(["host", "port", "every"]));
    expect(at("sources:\n  - kind: latency\n    |")).not.toContain("metrics");
    expect(at("sources:\n  - { kind: file, metrics: { | } }")).toContain("fps");
    expect(at("channels:\n  phone: { kind: | }")).toContain("ntfy");
  });

  test("values that there are", () => {
    expect(at("on_exit: |")).toEqual(["stop", "leave"]);
    expect(at("other_users: |")).toEqual(["true", "false"]);
    expect(at("zone: Eur|")).toContain("Europe/Warsaw");
    expect(at('zone: "Eur|"')).toContain("Europe/Warsaw");
    expect(at("interval: |")).toEqual(["1s"]);
    expect(at("macros:\n  x: { command: [a], profile: | }")).toEqual(["heal", "fish"]);
    expect(at("staleness:\n  gpu|")).toContain("gpu.temperature");
    expect(at("lint:\n  levels:\n    |")).toEqual(expect.arrayContaining(["hygiene", "unused-let"]));
    expect(at("lint:\n  levels:\n    naming: |")).toEqual(["error", "warning", "info", "off"]);
    expect(at("lint:\n  ignore:\n    - { path: a, codes: [naming, |], reason: b }")).toContain("unused-let");
  });
});

/** The engine's own sample, every key in force. */
const sample = sampleConfig().replace(/^#(?! [A-Z])/gm, "");

/** Names of the user's choosing, of which none is known. */
const chosen = ["LANG", "screen", "heal"];

test("every key of the engine's sample is offered where it stands, and every value that is one of some", () => {
  const { view } = viewOf({ "a.macropolicy": policy, "macro-engine.yaml": sample });
  const labelsAtEnd = (node: Scalar) => labels(complete(view, "macro-engine.yaml", node.range![1])?.items ?? []);
  const missing: string[] = [];
  let looked = 0;
  visit(parseDocument(sample), {
    Pair(_, { key, value }) {
      const name = String((key as Scalar).value);
      if (!chosen.includes(name)) {
        looked++;
        if (!labelsAtEnd(key as Scalar).includes(name)) missing.push(name);
      }
      const isOne =
        isScalar(value) &&
        /^(?:true|false|default|allow|info|SIGTERM|stop|dangerous|latency|file)$/.test(String(value.value));
      if (isOne && !labelsAtEnd(value as Scalar).includes(String((value as Scalar).value)))
        missing.push(`${name}: ${value}`);
    },
  });
  expect(missing).toEqual([]);
  expect(looked).toBeGreaterThan(40);
});

test("blanks and quotes that are typed ask where a value is wanted, digits never", () => {
  const asked = (text: string, trigger: string) => {
    const { view, path, offset } = viewOf({ "macro-engine.yaml": text });
    return complete(view, path, offset, trigger)?.items.length ?? 0;
  };
  expect(asked("on_exit: |", " ")).toBe(2);
  expect(asked("store:\n  |", " ")).toBe(0);
  expect(asked('on_exit: "|"', '"')).toBe(2);
  expect(asked("interval: 1|", "1")).toBe(0);
});

test("no text and no offset is too broken", () => {
  const texts = [
    "profiles: {",
    "profiles: [",
    "a: 'b",
    "- - -",
    "\t",
    "{{{{",
    "a:\n\tb",
    "&x *x",
    "---\n---",
    '"',
    "key: |\n  x",
    "\ud83d: 1",
  ];
  for (const path of ["macro-engine.yaml", "config/macro_safety/a.yaml", "config/macro_safety/a.json"]) {
    for (const text of texts) {
      const { view } = viewOf({ "a.macropolicy": policy });
      const source = { path, text };
      const broken = {
        ...view,
        sources: new Map([[path, source]]),
        kindOf: () => (path === "macro-engine.yaml" ? "configuration" : "overrides"),
      } as typeof view;
      for (let offset = -1; offset <= text.length + 1; offset++) {
        expect(() => complete(broken, path, offset), `${text} ${offset}`).not.toThrow();
      }
    }
  }
});
