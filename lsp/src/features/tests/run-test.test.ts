/** Tests and assertions of a set, run as an editor has them. */

import { describe, expect, it } from "vitest";
import { viewOf } from "../../testing/view.ts";
import { coverableRules } from "./rule-coverage.ts";
import { type PolicyTestResult, type RunPolicyTestOptions, runPolicyTest } from "./run-test.ts";
import { testItems } from "./test-items.ts";

const heal = `template calm {
  param limit = 80%
  rule hot: warn when cpu.usage > limit for 2s
}
profile heal extends calm {
  rule slow: cancel when fps < 20
}
`;

const options: RunPolicyTestOptions = { coverage: false, pause: () => null, openTrace: null };

async function run(
  files: Readonly<Record<string, string>>,
  id: string,
  changes: Partial<RunPolicyTestOptions> = {},
): Promise<PolicyTestResult | null> {
  const { view } = viewOf({ "heal.macropolicy": heal, ...files });
  return runPolicyTest(view, "t.macropolicy", id, { ...options, ...changes });
}

describe("what can be run", () => {
  it("are the tests and assertions of a file, by kind and title", () => {
    const { view, places } = viewOf({
      "a.macropolicy": `test [["one"]] { profile p expect no cancel }
assert [[safe]] { profile p cancels when cpu.usage > 99% }
test [["one"]] {`,
    });
    const items = testItems(view, "a.macropolicy");
    expect(items.map(({ id, kind, label }) => [id, kind, label])).toEqual([
      ["test one", "test", "one"],
      ["assertion safe", "assertion", "safe"],
      ["test one #2", "test", "one"],
    ]);
    expect(items.map(({ nameSpan }) => nameSpan)).toEqual(places.map(({ span }) => span));
    expect(testItems(view, "nowhere.macropolicy")).toEqual([]);
  });
});

describe("a test", () => {
  it("that passes tells what happened", async () => {
    const text = `test "hot" { profile heal given cpu.usage = 95% run 5s expect warn by hot at 2s }`;
    expect(await run({ "t.macropolicy": text }, "test hot")).toMatchObject({
      kind: "passed",
      output: expect.stringContaining("2s  warn by hot"),
    });
  });

  it("that fails points at each expectation, with what did happen", async () => {
    const files = {
      "heal.macropolicy": heal,
      "t.macropolicy": `test "late" {
  profile heal
  given cpu.usage = 95%
  at 6s: fps = 10
  [[expect warn by hot at 3s]]
  expect cancel by slow
  [[expect no cancel]]
}`,
    };
    const { view, places } = viewOf(files);
    const result = await runPolicyTest(view, "t.macropolicy", "test late", options);
    if (result?.kind !== "failed") throw new Error("it did not fail");
    expect(result.failures.map(({ place }) => place)).toEqual(places);
    const [late, cancelled] = result.failures;
    expect(late!.message.split("\n")[0]).toBe("there was warn by hot at 2s");
    expect(late!.message).toContain("rule hot: warn when cpu.usage > 80% for 2s");
    expect(late).toMatchObject({
      expected: "3s warn by hot",
      actual: "2s warn by hot",
    });
    expect(cancelled).toMatchObject({ expected: "no cancel", actual: "6s cancel by slow" });
  });

  it.each([
    ["expect pause", "pause", "no pause"],
    ["expect warn by other at 3s", "3s warn by other", "2s warn by hot"],
    ["expect warn by hot after 4s", "warn by hot after 4s", "2s warn by hot"],
    ["expect no warn before 4s", "no warn before 4s", "2s warn by hot"],
    ["expect clear by hot at 3s", "3s clear by hot", "no clear by hot"],
  ])("lays what it expected beside what happened: %s", async (step, expected, actual) => {
    const other = "profile heal2 extends heal { rule other: warn when fps < 1 }";
    const text = `${other}\ntest "t" { profile heal2 given cpu.usage = 95% run 6s ${step} }`;
    const result = await run({ "t.macropolicy": text }, "test t");
    expect(result).toMatchObject({ kind: "failed", failures: [{ expected, actual }] });
  });

  it("says what is wrong where the policies have errors", async () => {
    const text = `test "t" { profile heal expect no cancel }\nprofile q { rule x: warn when [[nosuch]] > 3 }`;
    const { view, places } = viewOf({ "heal.macropolicy": heal, "t.macropolicy": text });
    const result = await runPolicyTest(view, "t.macropolicy", "test t", options);
    expect(result).toMatchObject({ kind: "errored", place: places[0] });
    expect(await run({ "t.macropolicy": text }, "test other")).toBeNull();
  });

  it("reads the recording beside its file, or says that it cannot", async () => {
    const text = `test "t" { profile heal trace "../traces/a.csv" expect cancel by slow at 2s }`;
    const { view } = viewOf({ "heal.macropolicy": heal, "sub/t.macropolicy": text });
    const asked: string[] = [];
    const rows = [0, 1000, 2000].map((timeMs) => ({ timeMs, metrics: ["fps"], values: [timeMs === 2000 ? 5 : 60] }));
    const openTrace: RunPolicyTestOptions["openTrace"] = async (path) => {
      asked.push(path);
      return {
        startWallMs: null,
        intervalMs: 1000,
        firstRow: rows[0]!,
        async *rows() {
          yield rows;
        },
      };
    };
    expect(await runPolicyTest(view, "sub/t.macropolicy", "test t", { ...options, openTrace })).toMatchObject({
      kind: "passed",
    });
    expect(asked).toEqual(["traces/a.csv"]);
    const missing = async () => {
      throw new Error("traces/a.csv: there is no such file");
    };
    expect(await runPolicyTest(view, "sub/t.macropolicy", "test t", { ...options, openTrace: missing })).toMatchObject({
      kind: "errored",
      message: "traces/a.csv: there is no such file",
      place: { file: "sub/t.macropolicy", span: { start: text.indexOf("trace"), end: text.indexOf(" expect") } },
    });
  });

  it("lets others have their turn, and ends when it is told to", async () => {
    const text = `test "long" { profile heal given cpu.usage = 10% run 1h expect no cancel }`;
    let turns = 0;
    const pause = () => (turns++ % 100 === 0 ? Promise.resolve() : null);
    expect(await run({ "t.macropolicy": text }, "test long", { pause })).toMatchObject({ kind: "passed" });
    expect(turns).toBeGreaterThan(3600);
    const stop = run({ "t.macropolicy": text }, "test long", { pause: () => Promise.reject(new Error("enough")) });
    await expect(stop).rejects.toThrow("enough");
  });

  it("does not hear of override files", async () => {
    const text = `test "hot" { profile heal given cpu.usage = 95% run 5s expect warn by hot at 2s }`;
    const overrides = {
      "config/macro_safety/o.yaml": "profiles:\n  heal:\n    rules:\n      hot: { enabled: false }\n",
    };
    expect(await run({ "t.macropolicy": text, ...overrides }, "test hot")).toMatchObject({ kind: "passed" });
  });
});

describe("coverage", () => {
  it("counts firings, and snapshots at which conditions were true and false", async () => {
    const text = `test "t" { profile heal given fps = 60 at 2s: fps = 10 run 5s expect cancel by slow at 2s }`;
    const result = await run({ "t.macropolicy": text }, "test t", { coverage: true });
    const start = heal.indexOf("rule slow");
    const counts =
      result?.kind === "passed" &&
      result.coverage?.map(({ rule, fired, whenTrue, whenFalse }) => [rule, fired, whenTrue, whenFalse]);
    expect(counts).toEqual([
      ["hot", 0, 0, 0],
      ["slow", 1, 1, 2],
    ]);
    const slow = result?.kind === "passed" ? result.coverage![1] : undefined;
    expect(slow).toMatchObject({ file: "heal.macropolicy", span: { start, end: heal.indexOf("20\n}") + 2 } });
  });

  it("is about every rule that a profile has, where it is written", () => {
    const { view } = viewOf({
      "heal.macropolicy": `${heal}profile other extends calm { }\ntemplate unused { rule x: warn when fps < 1 }`,
    });
    expect(coverableRules(view).map(({ name, profiles }) => [name, profiles])).toEqual([
      ["hot", ["heal", "other"]],
      ["slow", ["heal"]],
    ]);
  });
});

describe("an assertion", () => {
  it("is proved, or refuted by samples at the claim", async () => {
    const text = `assert calm_down {
  profile heal
  cancels when fps < 10
  [[warns when cpu.usage > 70% for 5s]]
}
assert fine { profile heal warns when cpu.usage > 90% for 10s }`;
    const { view, places } = viewOf({ "heal.macropolicy": heal, "t.macropolicy": text });
    const refuted = await runPolicyTest(view, "t.macropolicy", "assertion calm_down", options);
    if (refuted?.kind !== "failed") throw new Error(JSON.stringify(refuted));
    expect(refuted.failures.map(({ place }) => place)).toEqual(places);
    expect(refuted.failures[0]!.message).toMatch(/^heal warns when cpu\.usage > 70% for 5s\n +it does not when/);
    expect(await runPolicyTest(view, "t.macropolicy", "assertion fine", options)).toMatchObject({ kind: "passed" });
  });
});
