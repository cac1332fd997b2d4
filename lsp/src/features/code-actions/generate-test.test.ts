import { analyze } from "@macro-engine/dsl";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "../../../../engine/src/runtime/evaluator.ts";
import { runTest } from "../../../../engine/src/runtime/simulate-test.ts";
import { actionsAt, actionsIn } from "../../testing/actions.ts";
import { linted } from "../../testing/linted.ts";
import { shippedView } from "../../testing/shipped.ts";
import { viewOf } from "../../testing/view.ts";
import { generateTests } from "../generate-test/generate-tests.ts";

/** Titles of the tests of a set that fail. */
async function failing(texts: Readonly<Record<string, string>>): Promise<string[]> {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const { program, diagnostics } = analyze({ files });
  expect(diagnostics).toEqual([]);
  const runs = await Promise.all(program!.tests.map((each) => runTest(program!, each, createEvaluator)));
  return runs.filter(({ passed }) => !passed).map((run) => run.test.title);
}

/** What is added to a profile with one rule, at which the cursor stands. */
async function generated(rule: string, around = ""): Promise<string> {
  const text = `${around}profile p {\n  rule r|: ${rule}\n}\n`;
  const texts = await actionsIn({ "a.macropolicy": text }).apply("Generate a test for `r`");
  expect(await failing(texts)).toEqual([]);
  return texts["a.macropolicy"]!.slice(text.length);
}

test("a rule gets a test that fires it just past its limit, and one that lets the limit pass", async () => {
  expect(await generated("cancel when cpu.usage > 80% for 5s")).toBe(`test "p: r cancels" {
  profile p
  given cpu.usage = 80.5%
  expect no cancel by r before 5s
  expect cancel by r at 5s
}

test "p: r lets cpu.usage = 80% pass" {
  profile p
  given cpu.usage = 80%
  run 6s
  expect no cancel by r
}
`);
});

describe("conditions of every kind", () => {
  test.each([
    ["cancel when fps <= 15", "given fps = 15fps"],
    ["cancel when duration > 2h", "every 5s"],
    ["warn when avg(latency, 30s) > 300ms and latency > 500ms", "given latency = 501ms"],
    ["warn when missing(cpu.usage, 30s)", "expect warn by r at 31s"],
    ["warn when power.on_battery", "given power.on_battery = true"],
    ['warn when macro.level == "risky"', 'macro.level = "risky"'],
    ["warn when not (cpu.usage < 80%)", "given cpu.usage = 80%"],
    ["warn when share(fps < 20, 10s) > 50%", "given fps = 1"],
    ["warn when delta(memory.usage, 10s) > 20%", "at 10s: memory.usage"],
    ["cancel all when cpu.usage > 0.5 * memory.usage for 3s", "expect cancel all by r at 3s"],
    ["warn when cpu.temperature > -5C", "given cpu.temperature = -4.5C"],
    ["warn when guild.queue > 10", "given guild.queue = 11"],
  ])("%s", async (rule, contained) => {
    const around = rule.includes("guild") ? 'metric guild.queue: count "Players"\n' : "";
    expect(await generated(rule, around)).toContain(contained);
  });

  test("schedules begin at a time when they hold", async () => {
    const around = 'schedule raid = fri, sat 20:00-23:00 in "Europe/Warsaw"\n';
    expect(await generated("cancel when raid and fps < 20 for 3s", around)).toMatch(/start "\d{4}-\d\d-\d\dT/);
  });
});

test("every rule of the shipped policies gets tests that pass", async () => {
  const view = shippedView();
  const program = view.analysis.policyProgram!;
  for (const profile of program.profiles) {
    const { titles, reasons } = await generateTests(view, program, profile, profile.rules);
    expect(reasons, profile.name).toEqual(new Map());
    for (const { name } of profile.rules) {
      expect(titles.filter((title) => title.startsWith(`${profile.name}: ${name} `))).not.toEqual([]);
    }
  }
});

describe("what has no test says why", () => {
  const reasonOf = async (text: string, title = "Generate a test for `r`") => {
    const { apply } = actionsIn({ "a.macropolicy": text });
    return apply(title).then(
      () => null,
      (error: Error) => error.message,
    );
  };

  test.each([
    ["never true", "profile p {\n  rule r|: warn when cpu.usage > 80% and cpu.usage < 70%\n}\n", "nothing makes"],
    [
      "another cancels before",
      "profile p {\n  rule first: cancel when cpu.usage > 70%\n  rule r|: cancel when cpu.usage > 80% for 5s\n}\n",
      "`first` has cancelled",
    ],
    ["errors", "profile p {\n  rule r|: warn when cpu.usage > 80\n}\n", "has errors"],
    [
      "weeks of samples, each second of them",
      "profile p {\n  rule r|: warn when avg(cpu.usage, 20d) > 50% and cpu.usage < 20%\n}\n",
      "no short course of samples",
    ],
    ["of no profile", "template t {\n  rule r|: warn when cpu.usage > 80%\n}\n", "no profile has this rule"],
  ])("%s", async (_, text, reason) => {
    expect(await reasonOf(text)).toContain(reason);
  });
});

test("a profile of hundreds of rules gets no tests in one go, and says so", () => {
  const rules = Array.from({ length: 201 }, (_, at) => `  rule r${at}: warn when fps < 5\n`);
  const { actions } = actionsIn({ "a.macropolicy": `profile p| {\n${rules.join("")}}\n` });
  const { disabled } = actions.find(({ title }) => title === "Generate tests for every rule of `p`")!;
  expect(disabled).toContain("ask for a test at each rule that needs one");
});

describe("where it stands", () => {
  test("behind the last test of its profile, with another title than those that are there", async () => {
    const text = `profile p {
  rule r|: warn when power.on_battery
}

test "p: r warns" {
  profile p
  given power.on_battery = false
  expect no warn
} # mine

profile q {}
`;
    const texts = await actionsIn({ "a.macropolicy": text }).apply("Generate a test for `r`");
    expect(texts["a.macropolicy"]).toContain('} # mine\n\ntest "p: r warns (2)" {');
    expect(texts["a.macropolicy"]).toMatch(/at 0s\n\}\n\nprofile q \{\}\n$/);
  });

  test("in a template the profiles are named that have the rule", async () => {
    const files = {
      "a.macropolicy": "template t {\r\n  rule r|: warn when cpu.usage > 80%\r\n}\r\n",
      "b.macropolicy": "profile p extends t {}\r\nprofile q extends t {\r\n  remove rule r\r\n}",
    };
    const { titles, apply } = actionsIn(files);
    expect(titles).toEqual(["Generate a test for `r` in `p`"]);
    const texts = await apply("Generate a test for `r` in `p`");
    expect(texts["b.macropolicy"]).toMatch(
      /^profile p extends t \{\}\r\n\r\ntest "p: r warns" \{\r\n {2}profile p\r\n/,
    );
    expect(await failing(texts)).toEqual([]);
  });
});

test("at the header of a profile every rule gets one, inherited ones too", async () => {
  const files = {
    "a.macropolicy": `template t {
  rule hot: warn when cpu.usage > 80%
}
profile p| extends t {
  rule slow: pause when fps < 10 for 2s
}
`,
  };
  const texts = await actionsIn(files).apply("Generate tests for every rule of `p`");
  expect(texts["a.macropolicy"]!.match(/^test ".*"/gm)).toEqual([
    'test "p: hot warns"',
    'test "p: hot lets cpu.usage = 80% pass"',
    'test "p: slow pauses"',
    'test "p: slow lets fps = 10fps pass"',
  ]);
  expect(await failing(texts)).toEqual([]);
});

test("where lint misses a test, it is the repair", () => {
  const { view, path, offset } = viewOf({ "a.macropolicy": "profile p {\n  rule r|: warn when cpu.usage > 80%\n}\n" });
  const strict = linted({
    ...view,
    config: { ...view.config, lint: { ...view.config.lint, levels: { "untested-rule": "warning" } } },
  });
  const { actions } = actionsAt(strict, path, { start: offset, end: offset });
  expect(actions.find(({ title }) => title === "Generate a test for `r`")).toMatchObject({
    kind: "quickfix",
    mends: [{ code: "untested-rule" }],
  });
});
