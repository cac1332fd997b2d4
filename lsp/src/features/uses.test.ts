import { describe, expect, test } from "vitest";
import { viewOf } from "../testing/view.ts";
import { useAt, usesOf } from "./uses.ts";

/** Every use of what stands at the cursor, which are the places that are marked. */
function expectMarked(files: Readonly<Record<string, string>>): void {
  const { view, path, offset, places } = viewOf(files);
  const use = useAt(view, path, offset);
  expect(use).not.toBeNull();
  const found = usesOf(view, use!.subject).map(({ place }) => place);
  const inOrder = (list: typeof places) =>
    [...list].sort((a, b) => a.file.localeCompare(b.file) || a.span.start - b.span.start);
  expect(inOrder(found)).toEqual(inOrder(places));
}

function accessesOf(files: Readonly<Record<string, string>>): string[] {
  const { view, path, offset } = viewOf(files);
  return usesOf(view, useAt(view, path, offset)!.subject).map(({ access }) => access);
}

describe("uses of", () => {
  test("a let, across files, in conditions, messages, waits, tests and other lets", () => {
    expectMarked({
      "a.macropolicy": "let [[LI|MIT]] = 80%\nlet HALF = [[LIMIT]] / 2",
      "b.macropolicy": `profile p {
        grace 3s
        rule hot: warn when cpu.usage > [[LIMIT]] and fps < 3 message "{cpu.usage} of {[[LIMIT]]}"
      }
      test "it holds" { profile p  given cpu.usage = [[LIMIT]]  expect no warn }
      assert safe_enough { profile p  warns when cpu.usage > [[LIMIT]] + 5% }`,
    });
  });

  test("a schedule", () => {
    expectMarked({
      "a.macropolicy":
        "schedule [[night]] = daily 20:00-23:00\nprofile p { rule r: warn when [[nig|ht]] and fps < 30 until not [[night]] }",
    });
  });

  test("a built-in metric, everywhere", () => {
    expectMarked({
      "a.macropolicy": `profile p { rule r: cancel when [[cpu.us|age]] > 80% and avg([[cpu.usage]], 5s) > 70% message "{[[cpu.usage]]}" }`,
      "b.macropolicy": `test "t" { profile p  given [[cpu.usage]] = 3%  from 3s to 9s: [[cpu.usage]] = 3% -> 9%  expect no cancel }`,
      "macro-engine.yaml":
        "staleness:\n  [[cpu.usage]]: 10s\nsources:\n  - { kind: file, path: x.json, metrics: { '[[cpu.usage]]': c } }\n",
    });
  });

  test("a declared metric", () => {
    expectMarked({
      "a.macropolicy": 'metric [[guild.que|ue]]: count "waiting"\nprofile p { rule r: warn when [[guild.queue]] > 5 }',
    });
  });

  test("a param with what sets it in bodies and override files", () => {
    expectMarked({
      "a.macropolicy":
        'template t { param [[cpu|_max]] = 80%\n rule hot: cancel when cpu.usage > [[cpu_max]] message "{[[cpu_max]]}" }',
      "b.macropolicy":
        'profile p extends t { set [[cpu_max]] = 70% }\ntest "x" { profile p given cpu.usage = [[cpu_max]] expect no cancel }',
      "config/macro_safety/x.yaml": "profiles:\n  p:\n    set: { [[cpu_max]]: 60% }\n",
      "config/macro_safety/y.json": '{ "profiles": { "p": { "set": { "[[cpu_max]]": "60%" } } } }',
    });
  });

  test("a param of that name in a body that has nothing to do with it is another", () => {
    expectMarked({
      "a.macropolicy":
        "template t { param [[cpu_max]] = 80% rule hot: warn when cpu.usage > [[cpu_m|ax]] }\ntemplate u { param cpu_max = 3% rule hot: warn when cpu.usage > cpu_max }",
    });
  });

  test("params that a body inherits as one hang together", () => {
    expectMarked({
      "a.macropolicy":
        "template t { param [[m]] = 80% }\ntemplate u { param [[m]] = 3% }\nprofile p extends t, u { set [[m|]] = 5% rule r: warn when cpu.usage > [[m]] }",
    });
  });

  test("a rule with its overrides, removals, tests and override files", () => {
    expectMarked({
      "a.macropolicy": `template t { rule [[hot]]: warn when cpu.usage > 3% }
        profile p extends t { override rule [[h|ot]]: cancel when cpu.usage > 4% }
        profile q extends t { remove rule [[hot]] }
        profile r { rule hot: warn when cpu.usage > 5% }
        test "x" { profile p  given cpu.usage = 9%  expect cancel by [[hot]] }
        test "y" { profile r  given cpu.usage = 9%  expect warn by hot }`,
      "config/macro_safety/x.yaml":
        "profiles: { p: { rules: { [[hot]]: { action: warn } } }, r: { rules: { hot: { action: pause } } } }",
    });
  });

  test("a profile in extends, tests, assertions, override files and the configuration", () => {
    expectMarked({
      "a.macropolicy": `profile [[heal]] { rule hot: warn when cpu.usage > 3% }
        profile other extends [[he|al]] {}
        test "x" { profile [[heal]]  expect no warn }
        assert a { profile [[heal]], other  warns when cpu.usage > 5% }`,
      "config/macro_safety/x.yaml": "profiles:\n  [[heal]]:\n    grace: 3s\n",
      "config/macro_safety/old.json": '{ "[[heal]]": { "macro_id": "[[heal]]", "max_duration": 5 } }',
      "macro-engine.yaml": "macros:\n  heal:\n    command: [x]\n    profile: [[heal]]\n",
    });
  });

  test("a channel", () => {
    expectMarked({
      "a.macropolicy": "profile heal { notify [[scr|een]], other on cancel }",
      "macro-engine.yaml": "channels:\n  [[screen]]: { kind: desktop }\n  other: { kind: desktop }\n",
    });
  });

  test("a limit of the original's files sets the param of its name", () => {
    expectMarked({
      "a.macropolicy":
        "profile heal { param [[cpu_usa|ge_max]] = 80% rule hot: warn when cpu.usage > [[cpu_usage_max]] }",
      "config/macro_safety/old.json": '{ "heal": { "performance_thresholds": { "[[cpu_usage_max]]": 70 } } }',
    });
  });
});

test("each use says what it does", () => {
  const files = {
    "a.macropolicy":
      "template t { param m| = 80% rule r: warn when cpu.usage > m }\nprofile p extends t { set m = 3% override rule r: warn when cpu.usage > m }",
  };
  expect(accessesOf(files)).toEqual(["declares", "reads", "sets", "reads"]);
  const ofRule = { "a.macropolicy": files["a.macropolicy"].replace("m|", "m").replace("rule r", "rule r|") };
  expect(accessesOf(ofRule)).toEqual(["declares", "overrides"]);
});

describe("in broken text", () => {
  test("names beside the mistake are found", () => {
    expectMarked({
      "a.macropolicy":
        "let [[LIM|IT]] = 80%\nprofile p {\n  rule r: warn when cpu.usage > > [[LIMIT]]\n  rule s: cancel cpu.usage > [[LIMIT]]\n  rule",
    });
  });

  test("names that recovery leaves out of the tree", () => {
    expectMarked({
      "a.macropolicy":
        "let [[LIM|IT]] = 80%\nlet WAIT = 3s\nprofile p {\n  rule r: warn when cpu.usage > [[LIMIT]] and for WAIT\n  rule s: warn when (cpu.usage > [[LIMIT]]\n}",
    });
  });

  test("names in text that cannot be read at all", () => {
    expectMarked({ "a.macropolicy": "let [[LIM|IT]] = 80%\nprofile p {\n  ( [[LIMIT]] ) LIMITS # LIMIT\n}" });
  });

  test("what two declarations claim is found with both of them", () => {
    expectMarked({
      "a.macropolicy":
        "let [[LIMIT]] = 80%\nlet [[LIMIT]] = 3%\nprofile p { rule r: warn when cpu.usage > [[LI|MIT]] }",
    });
    expectMarked({
      "a.macropolicy": "profile [[p]] {}\nprofile [[p]] {}\nprofile q extends [[p|]] {}",
    });
  });
});

test("a name that stands for nothing, and a place without a name", () => {
  const { view, path, cursors } = viewOf({ "a.macropolicy": "|profile p { rule r: warn when cpu.usage > LIM|IT }" });
  expect(cursors.map(({ offset }) => useAt(view, path, offset))).toEqual([null, null]);
});

test("behind a name is at it, and between two names that touch the later one counts", () => {
  const { view, path, cursors } = viewOf({
    "a.macropolicy": "let A| = 3%\nprofile p { rule r: warn when cpu.usage>A| }",
  });
  expect(cursors.map(({ offset }) => useAt(view, path, offset)?.subject.name)).toEqual(["A", "A"]);
});
