import { describe, expect, test } from "vitest";
import { applyEdits } from "../testing/apply-edits.ts";
import { viewOf } from "../testing/view.ts";
import { prepareRename, rename } from "./rename.ts";

type Files = Readonly<Record<string, string>>;

/** The whole set once what stands at the cursor is renamed. */
function renamed(files: Files, newName: string): Files {
  const { view, path, offset, texts } = viewOf(files);
  const renaming = rename(view, path, offset, newName);
  if (renaming === null || "refusal" in renaming) throw new Error(renaming?.refusal ?? "nothing to rename");
  return Object.fromEntries(
    Object.entries(texts).map(([file, text]) => [
      file,
      applyEdits(
        text,
        renaming.edits.filter((edit) => edit.file === file),
      ),
    ]),
  );
}

function refusal(files: Files, newName: string): string | null {
  const { view, path, offset } = viewOf(files);
  const renaming = rename(view, path, offset, newName);
  return renaming !== null && "refusal" in renaming ? renaming.refusal : null;
}

/** Why it cannot be renamed, whatever to. */
function startRefusal(files: Files): string | null {
  const { view, path, offset } = viewOf(files);
  const start = prepareRename(view, path, offset);
  return start !== null && "refusal" in start ? start.refusal : null;
}

describe("renames", () => {
  test("a param with what sets it, in messages, tests and override files, with their quotes", () => {
    expect(
      renamed(
        {
          "a.macropolicy":
            'template t { param m| = 80% rule r: warn when cpu.usage > m message "{m} of {cpu.usage}" }\nprofile p extends t { set m = 3% }\ntest "m" { profile p given cpu.usage = m expect no warn }\nprofile q { param m = 3% }',
          "config/macro_safety/a.yaml": "profiles:\r\n  p: # m\r\n    set: { 'm': 4% }\r\n",
          "config/macro_safety/b.json": '{ "profiles": { "q": { "set": { "m": "4%" } } } }',
        },
        "limit",
      ),
    ).toEqual({
      "a.macropolicy":
        'template t { param limit = 80% rule r: warn when cpu.usage > limit message "{limit} of {cpu.usage}" }\nprofile p extends t { set limit = 3% }\ntest "m" { profile p given cpu.usage = limit expect no warn }\nprofile q { param m = 3% }',
      "config/macro_safety/a.yaml": "profiles:\r\n  p: # m\r\n    set: { 'limit': 4% }\r\n",
      "config/macro_safety/b.json": '{ "profiles": { "q": { "set": { "m": "4%" } } } }',
    });
  });

  test("a rule with its overrides, removals and tests", () => {
    expect(
      renamed(
        {
          "a.macropolicy": `template t { rule hot: warn when fps < 3 }
profile p extends t { override rule hot: warn when fps < 4 }
profile q extends t { remove rule hot }
test "x" { profile p expect no warn by h|ot }`,
          "config/macro_safety/a.yaml": "profiles: { p: { rules: { hot: { enabled: false } } } }",
        },
        "slow",
      ),
    ).toEqual({
      "a.macropolicy": `template t { rule slow: warn when fps < 3 }
profile p extends t { override rule slow: warn when fps < 4 }
profile q extends t { remove rule slow }
test "x" { profile p expect no warn by slow }`,
      "config/macro_safety/a.yaml": "profiles: { p: { rules: { slow: { enabled: false } } } }",
    });
  });

  test("a profile, in the configuration too", () => {
    expect(
      renamed(
        {
          "a.macropolicy":
            'profile he|al { match macro "heal_*" rule r: warn when fps < 3 }\nprofile b extends heal {}\ntest "x" { profile heal expect no warn }\nassert a { profile heal, b warns when fps < 3 }',
          "config/macro_safety/a.yaml": "profiles: { heal: { grace: 3s } }",
          "macro-engine.yaml": "macros:\n  a: { command: [heal], profile: heal }\n",
        },
        "healer",
      ),
    ).toEqual({
      "a.macropolicy":
        'profile healer { match macro "heal_*" rule r: warn when fps < 3 }\nprofile b extends healer {}\ntest "x" { profile healer expect no warn }\nassert a { profile healer, b warns when fps < 3 }',
      "config/macro_safety/a.yaml": "profiles: { healer: { grace: 3s } }",
      "macro-engine.yaml": "macros:\n  a: { command: [heal], profile: healer }\n",
    });
  });

  test("a schedule, a let, a metric with dots, an assertion, a channel", () => {
    const files = {
      "a.macropolicy": `schedule night = daily 20:00-23:00
let LIMIT = 3
metric guild.queue: count "guild.queue"
profile p { notify screen on warn rule r: warn when night and guild.queue > LIMIT }
assert calm { profile p warns when guild.queue > LIMIT and night }`,
      "macro-engine.yaml": 'channels: { "screen": { kind: desktop } }\nstaleness: { guild.queue: 9s }\n',
    };
    const after = (from: string, to: string) =>
      renamed({ ...files, "a.macropolicy": files["a.macropolicy"].replace(from, `${from}|`) }, to);
    const text = files["a.macropolicy"];
    const yaml = files["macro-engine.yaml"];
    expect(after("night", "late")["a.macropolicy"]).toBe(text.replaceAll("night", "late"));
    expect(after("LIMIT", "MOST")["a.macropolicy"]).toBe(text.replaceAll("LIMIT", "MOST"));
    expect(after("calm", "quiet")["a.macropolicy"]).toBe(text.replaceAll("calm", "quiet"));
    const metric = after("guild.queue", "guild.waiting");
    expect(metric["a.macropolicy"]).toBe(
      text.replaceAll("guild.queue", "guild.waiting").replace('"guild.waiting"', '"guild.queue"'),
    );
    expect(metric["macro-engine.yaml"]).toBe(yaml.replaceAll("guild.queue", "guild.waiting"));
    const channel = after("screen", "desk");
    expect(channel["a.macropolicy"]).toBe(text.replaceAll("screen", "desk"));
    expect(channel["macro-engine.yaml"]).toBe(yaml.replaceAll("screen", "desk"));
  });

  test("from a key of an override file", () => {
    expect(
      renamed(
        {
          "a.macropolicy": "profile p { param m = 3fps rule r: warn when fps < m }",
          "config/macro_safety/a.yaml": 'profiles: { p: { set: { "m|": 4fps } } }',
        },
        "least",
      ),
    ).toEqual({
      "a.macropolicy": "profile p { param least = 3fps rule r: warn when fps < least }",
      "config/macro_safety/a.yaml": 'profiles: { p: { set: { "least": 4fps } } }',
    });
  });

  test("with quotes where YAML would take the name for something else", () => {
    const files = { "a.macropolicy": "profile p| {}", "config/macro_safety/a.yaml": "profiles: { p: { grace: 3s } }" };
    expect(renamed(files, "Null")["config/macro_safety/a.yaml"]).toBe('profiles: { "Null": { grace: 3s } }');
  });

  test("a param of the same name as one in a body that has nothing to do with it", () => {
    const files = {
      "a.macropolicy": "profile p { param a| = 3fps rule r: warn when fps < a } profile q { param b = 3fps }",
    };
    expect(renamed(files, "b")["a.macropolicy"]).toBe(
      "profile p { param b = 3fps rule r: warn when fps < b } profile q { param b = 3fps }",
    );
  });

  test("to the same name: nothing is done", () => {
    const { view, path, offset } = viewOf({ "a.macropolicy": "let A| = 3" });
    expect(rename(view, path, offset, "A")).toEqual({ edits: [] });
  });

  test("beside other mistakes", () => {
    const files = {
      "a.macropolicy": "let A| = 3fps\nprofile p { rule r: warn when fps < A rule s: cancel when fps and }",
      "b.macropolicy": "profile {",
    };
    expect(renamed(files, "B")["a.macropolicy"]).toBe(
      "let B = 3fps\nprofile p { rule r: warn when fps < B rule s: cancel when fps and }",
    );
  });
});

describe("a macro that a profile governed by its name", () => {
  const policy = { "a.macropolicy": "profile he|al { rule r: warn when fps < 3 }\nprofile default {}" };

  test("is told its profile", () => {
    const flow = { ...policy, "macro-engine.yaml": "macros: { heal: { command: [x] } }\n" };
    expect(renamed(flow, "healer")["macro-engine.yaml"]).toBe("macros: { heal: { profile: healer, command: [x] } }\n");
    const block = {
      ...policy,
      "macro-engine.yaml": "macros:\n  heal:\n    command: [x]\n  other:\n    command: [y]\n",
    };
    expect(renamed(block, "healer")["macro-engine.yaml"]).toBe(
      "macros:\n  heal:\n    profile: healer\n    command: [x]\n  other:\n    command: [y]\n",
    );
  });

  test("and one that it would govern from now on keeps the one it had", () => {
    const files = { ...policy, "macro-engine.yaml": "macros: { healer: { command: [x] } }\n" };
    expect(renamed(files, "healer")["macro-engine.yaml"]).toBe(
      "macros: { healer: { profile: default, command: [x] } }\n",
    );
  });
});

describe("refuses", () => {
  test("what is no declaration of a policy", () => {
    expect(startRefusal({ "a.macropolicy": "profile p { rule r: warn when fp|s < 3 }" })).toMatch(/built in/);
    expect(startRefusal({ "a.macropolicy": "profile p { rule r: warn when av|g(fps, 3s) < 3 }" })).toMatch(/function/);
    expect(startRefusal({ "a.macropolicy": "profile p { notify scr|een on cancel }" })).toMatch(/no configuration/);
    expect(startRefusal({ "a.macropolicy": "profile defa|ult {}" })).toMatch(/governs/);
  });

  test("names that are none", () => {
    const files = { "a.macropolicy": "let A| = 3" };
    expect(refusal(files, "2x")).toBe("`2x` is no name; write letters, digits and `_`, and no digit first");
    expect(refusal(files, "a.b")).toMatch(/no name/);
    expect(refusal(files, "")).toMatch(/no name/);
    expect(refusal(files, "größe")).toMatch(/no name/);
    expect(refusal(files, "until")).toBe("`until` is a word of the language");
    expect(refusal({ "a.macropolicy": "metric a.b|: count" }, "a.")).toMatch(/no name/);
    expect(refusal({ "a.macropolicy": "profile p| {}" }, "default")).toMatch(/govern/);
  });

  test.each([
    ["let A| = 3", "latency", "`latency` is a built-in metric"],
    ["let A| = 3\nschedule B = daily", "B", "schedule `B` exists, at a.macropolicy:2:10"],
    ["let A| = 3\nprofile p { param B = 3 }", "B", "`p` has a param `B`, at a.macropolicy:2:19"],
    ["let B = 3\nprofile p { param A| = 3 }", "B", "let `B` exists, at a.macropolicy:1:5"],
    [
      "template t { param A| = 3 }\nprofile p extends t { param B = 3 }",
      "B",
      "profile `p` has a param `B`, at a.macropolicy:2:29",
    ],
    [
      "template t { param B = 3 }\nprofile p extends t { param A| = 3 }",
      "B",
      "profile `p` has a param `B`, at a.macropolicy:1:20",
    ],
    ["template t {}\nprofile p| {}", "t", "template `t` exists, at a.macropolicy:1:10"],
    [
      "profile p { rule a|: warn when fps < 3 rule b: warn when fps < 3 }",
      "b",
      "profile `p` has a rule `b`, at a.macropolicy:1:44",
    ],
    [
      "template t { rule a|: warn when fps < 3 }\nprofile p extends t { rule b: warn when fps < 3 }",
      "b",
      "profile `p` has a rule `b`, at a.macropolicy:2:28",
    ],
    [
      "template t { rule a|: warn when fps < 3 }\nprofile p extends t { remove rule a rule b: warn when fps < 3 }",
      "b",
      "profile `p` has a rule `b`, at a.macropolicy:2:42",
    ],
    [
      "assert a| { profile p warns when fps < 3 }\nassert b { profile p warns when fps < 3 }\nprofile p {}",
      "b",
      "assertion `b` exists, at a.macropolicy:2:8",
    ],
  ])("what collides: %s to %s", (text, newName, expected) => {
    expect(refusal({ "a.macropolicy": text }, newName)).toBe(expected);
  });

  test("a name that stands somewhere and means nothing yet", () => {
    const text = "let A| = 3\nprofile p { rule r: warn when fps < B }";
    expect(refusal({ "a.macropolicy": text }, "B")).toBe("`B` would mean something else at some of its places");
  });

  test("what would be merged with another in a body that removes it", () => {
    const text =
      "template t { rule a: warn when fps < 3 }\ntemplate u { rule b|: warn when fps < 4 }\nprofile p extends t, u { remove rule a }";
    expect(refusal({ "a.macropolicy": text }, "a")).not.toBeNull();
  });

  test("what is declared more than once", () => {
    expect(startRefusal({ "a.macropolicy": "let A| = 3\nlet A = 4" })).toMatch(/a.macropolicy:1:5, a.macropolicy:2:5/);
  });

  test("what may stand in text that could not be read", () => {
    expect(startRefusal({ "a.macropolicy": "let A| = 3\nprofile p {\n  ( A )\n}" })).toBe(
      "`A` stands in text that could not be read (a.macropolicy:3:5): mend that first",
    );
    const yaml = { "a.macropolicy": "profile p| {}", "config/macro_safety/a.yaml": "profiles: { p: { grace: 3s }" };
    expect(startRefusal(yaml)).toMatch(/config\/macro_safety\/a.yaml cannot be read/);
  });

  test("what may stand in a file that could not be read", () => {
    const { view, path, offset } = viewOf({ "a.macropolicy": "let A| = 3" });
    expect(prepareRename({ ...view, isWhole: false }, path, offset)).toEqual({
      refusal: "a file of this set cannot be read, and `A` may stand in it",
    });
  });

  test("names that files of the original system fix", () => {
    const old = { "config/macro_safety/old.json": '{ "p": { "max_duration": 3 }, "q": { "max_duration": 3 } }' };
    const text = "profile p { param max_duration| = 3s rule r: cancel when duration > max_duration }";
    expect(startRefusal({ ...old, "a.macropolicy": text })).toMatch(/old.json:1:11.*macro-engine import/);
    expect(refusal({ ...old, "a.macropolicy": "profile p| {}" }, "q")).toMatch(/makes a profile `q`/);
    const rule = "profile p { rule r|: cancel when duration > 3s }";
    expect(refusal({ ...old, "a.macropolicy": rule }, "max_duration")).toMatch(/original system/);
  });
});

test("there is nothing to rename where no name stands, or one that means nothing", () => {
  const { view, path, cursors } = viewOf({ "a.macropolicy": "pro|file p { rule r: warn when fps < MOS|T }" });
  expect(cursors.map(({ offset }) => prepareRename(view, path, offset))).toEqual([null, null]);
});

test("the start says what is renamed and where", () => {
  const { view, path, offset, places } = viewOf({ "a.macropolicy": 'metric [[guild.qu|eue]]: count "x"' });
  expect(prepareRename(view, path, offset)).toEqual({ place: places[0], name: "guild.queue" });
});
