import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { escapeXml } from "../../page/xml-text.ts";
import { testCommand } from "./test.ts";
import { openWorkshop } from "./testing/workshop.ts";
import { parseXml } from "./testing/xml.ts";

const profile = `profile heal {
  param cpu_usage_max = 85%
  rule cpu_hot: cancel when cpu.usage > cpu_usage_max for 5s
  rule low_fps: pause when fps < 15 for 3s until fps > 25 for 5s
  rule lag: warn when avg(latency, 1m) > 300ms
}
`;
const passing = `test "a spike is forgiven" {
  profile heal
  given cpu.usage = 20%
  at 5s: cpu.usage = 95%
  at 9s: cpu.usage = 20%
  run 20s
  expect no cancel
}
`;
const failing = `test "too early" {
  profile heal
  given cpu.usage = 20%
  at 20s: cpu.usage = 95%
  expect cancel by cpu_hot at 24s
}
`;

describe("exit codes", () => {
  test("0 when all pass", async () => {
    const { io, out } = await openWorkshop({ "p/a.macropolicy": profile + passing });
    expect(await testCommand({ paths: ["p"] }, io)).toBe(0);
    expect(out()).toBe("p/a.macropolicy\n  ✓ a spike is forgiven (heal)\n\n1 test: 1 passed\n");
  });

  test("1 when one fails", async () => {
    const { io, out } = await openWorkshop({ "p/a.macropolicy": profile + passing + failing });
    expect(await testCommand({ paths: ["p"] }, io)).toBe(1);
    expect(out()).toContain("2 tests: 1 failed, 1 passed");
  });

  test("1 when the policies have errors: no test is run", async () => {
    const { io, out, err } = await openWorkshop({ "p/a.macropolicy": `${profile}${passing}let a = 5sec\n` });
    expect(await testCommand({ paths: ["p"] }, io)).toBe(1);
    expect(err()).toMatch(/unknown-unit[\s\S]*No test was run: the policies have errors\.\n$/);
    expect(out()).toBe("");
  });

  test("2 when the configuration that should name the policies is wrong, which is said", async () => {
    const { io, err } = await openWorkshop({
      "macro-engine.yaml": "policies: [p\n",
      "p/a.macropolicy": profile + passing,
    });
    expect(await testCommand({ paths: [] }, io)).toBe(2);
    expect(err()).toContain("macro-engine.yaml:");
    expect(await testCommand({ paths: ["p"] }, io)).toBe(0);
  });

  test("2 when there are no tests, or none with such a title, or no such path", async () => {
    const { io, err } = await openWorkshop({ "p/a.macropolicy": profile, "q/a.macropolicy": profile + passing });
    expect(await testCommand({ paths: ["p"] }, io)).toBe(2);
    expect(err()).toBe('no tests found: the file has no test "…" { … }\n');
    expect(await testCommand({ paths: ["q"], filter: "lightning" }, io)).toBe(2);
    expect(err()).toBe('no tests found: none of the 1 titles holds "lightning"\n');
    expect(await testCommand({ paths: ["gone"] }, io)).toBe(2);
    expect(err()).toBe("gone: there is no such file or folder\n");
  });
});

test("a failure shows the policy line, what was expected, what happened and when, and the values around", async () => {
  const { io, out } = await openWorkshop({ "p/a.macropolicy": profile + failing.replace("at 24s", "at 26s") });
  await testCommand({ paths: ["p"] }, io);
  expect(out()).toBe(`p/a.macropolicy
  ✗ too early (heal)
      p/a.macropolicy:11  expect cancel by cpu_hot at 26s
      26s was not reached: the run ended with the cancel at 25s; there was cancel by cpu_hot at 25s
        rule cpu_hot: cancel when cpu.usage > 85% for 5s  p/a.macropolicy:3
        time  cpu.usage  cpu_hot
         22s        95%  true for 2s, fires in 3s
         23s        95%  true for 3s, fires in 2s
         24s        95%  true for 4s, fires in 1s
      ▸  25s        95%  fires
      what happened in the run:
             25s  cancel by cpu_hot  cpu.usage > cpu_usage_max for 5s (cpu.usage 95%)
      note: avg(latency, 1m) of rule lag was never known in this run: its window was never full of samples


1 test: 1 failed
`);
});

test("a passed test that expects nothing of a rule by name is told when the rule could not have acted", async () => {
  const policy = `${profile}test "no lag" {\n  profile heal\n  given latency = 900ms\n  run 30s\n  expect no warn by lag\n}\n`;
  const { io, out } = await openWorkshop({ "p/a.macropolicy": policy });
  expect(await testCommand({ paths: ["p"] }, io)).toBe(0);
  expect(out()).toContain("note: avg(latency, 1m) of rule lag was never known in this run");
});

test("two tests may have one title; --filter takes those whose title holds the text, letter case aside", async () => {
  const { io, out } = await openWorkshop({ "p/a.macropolicy": profile + passing + passing + failing });
  expect(await testCommand({ paths: ["p"], filter: "A SPIKE" }, io)).toBe(0);
  expect(out()).toContain("2 tests: 2 passed");
});

test("override files do not apply", async () => {
  const { io } = await openWorkshop({
    "p/a.macropolicy": `${profile}test "t" {\n  profile heal\n  given cpu.usage = 90%\n  expect cancel at 5s\n}\n`,
    "config/macro_safety/heal.yaml": "profiles: { heal: { set: { cpu_usage_max: 99% } } }\n",
  });
  expect(await testCommand({ paths: ["p"] }, io)).toBe(0);
});

describe("traces", () => {
  const traced = `test "from a recording" {\n  profile heal\n  trace "../traces/hot.csv"\n  expect cancel by cpu_hot at 6s\n}\n`;
  const rows = ["time,cpu.usage", ...Array.from({ length: 9 }, (_, at) => `${at + 100},${at === 0 ? 10 : 95}`)];

  test("stand relative to the policy file", async () => {
    const { io } = await openWorkshop({ "p/a.macropolicy": profile + traced, "traces/hot.csv": rows.join("\n") });
    expect(await testCommand({ paths: ["p"] }, io)).toBe(0);
    expect(await testCommand({ paths: ["a.macropolicy"] }, { ...io, cwd: join(io.cwd, "p") })).toBe(0);
  });

  test("that cannot be read are told apart from failures: exit code 2, with line and reason", async () => {
    const { io, out } = await openWorkshop({
      "p/a.macropolicy": profile + traced + passing,
      "traces/hot.csv": "time,cpu.usage\n0,10\n1,hot\n",
    });
    expect(await testCommand({ paths: ["p"] }, io)).toBe(2);
    const text = out();
    expect(text).toContain('traces/hot.csv:3: "hot" is no value of cpu.usage: write a number in %, without the unit');
    expect(text).toContain("2 tests: 1 with a trace that cannot be read, 1 passed");
  });
});

describe("--coverage", () => {
  const template = `template base {\n  rule shared: warn when fps < 5\n}\nprofile heal extends base {\n  rule own: warn when fps < 3\n}\nprofile buff extends base {}\n`;
  const steps = `test "t" {\n  profile buff\n  given fps = 4\n  expect warn\n}\n`;

  test("counts a rule once however many profiles inherit it, and lists those that no test made fire", async () => {
    const { io, out } = await openWorkshop({ "a.macropolicy": template + steps });
    expect(await testCommand({ paths: ["a.macropolicy"], coverage: true }, io)).toBe(0);
    expect(out()).toContain(
      "coverage 50% — tests made 1 of 2 rules fire\n  never fired: own (heal)  a.macropolicy:5\n",
    );
  });

  test("is part of the JSON", async () => {
    const { io, out } = await openWorkshop({ "a.macropolicy": template + steps });
    await testCommand({ paths: ["a.macropolicy"], coverage: true, format: "json" }, io);
    expect(JSON.parse(out()).coverage).toEqual({
      rules: 2,
      fired: 1,
      percent: 50,
      missed: [{ rule: "own", profiles: ["heal"], file: "a.macropolicy", line: 5 }],
    });
  });
});

test("--format json", async () => {
  const { io, out } = await openWorkshop({
    "a.macropolicy": profile + passing + failing.replace("at 24s", "at 25s, fps"),
  });
  expect(await testCommand({ paths: ["a.macropolicy"], format: "json" }, io)).toBe(1);
  const broken = JSON.parse(out());
  expect(broken.tests).toEqual([]);
  expect(broken.diagnostics.length).toBeGreaterThan(0);

  const shop = await openWorkshop({ "a.macropolicy": profile + passing + failing });
  expect(await testCommand({ paths: ["a.macropolicy"], format: "json" }, shop.io)).toBe(1);
  const report = JSON.parse(shop.out());
  expect(report.summary).toEqual({ tests: 2, passed: 1, failed: 1, unreadable: 0 });
  expect(report.tests[1]).toMatchObject({
    title: "too early",
    profile: "heal",
    file: "a.macropolicy",
    line: 15,
    status: "failed",
    ranSeconds: 24,
    expectations: [
      {
        text: "expect cancel by cpu_hot at 24s",
        line: 19,
        met: false,
        reason: 'there was no cancel by cpu_hot; the run of "heal" ended at 24s',
      },
    ],
    events: [],
    neverKnown: [{ rule: "lag", call: "avg(latency, 1m)" }],
  });
});

test("--format json tells of events as `replay --json` does", async () => {
  const cancelled = failing.replace("cpu_hot at 24s", "cpu_hot at 25s");
  const { io, out } = await openWorkshop({ "a.macropolicy": profile + cancelled });
  expect(await testCommand({ paths: ["a.macropolicy"], format: "json" }, io)).toBe(0);
  expect(JSON.parse(out()).tests[0].events).toEqual([
    {
      time: 25,
      event: "fire",
      macro: "heal",
      profile: "heal",
      level: "risky",
      rule: "cpu_hot",
      action: "cancel",
      message: "cpu.usage > cpu_usage_max for 5s (cpu.usage 95%)",
      since: 20,
      values: { "cpu.usage": 95 },
      file: "a.macropolicy",
      line: 3,
    },
  ]);
});

describe("--format junit", () => {
  test("is well-formed XML whatever the titles hold", async () => {
    const title = '<&> \\"quoted\\" \\u{1} ]]> 😀 {x}'.replaceAll("{x}", "\\{x\\}");
    const { io, out } = await openWorkshop({
      "a.macropolicy": profile + passing + failing.replace("too early", title),
      "b.macropolicy": `test "t" {\n  profile heal\n  trace "gone.csv"\n  expect cancel\n}\n`,
    });
    expect(await testCommand({ paths: ["."], format: "junit" }, io)).toBe(2);
    const [suites] = parseXml(out());
    expect(suites).toMatchObject({ name: "testsuites", attributes: { tests: "3", failures: "1", errors: "1" } });
    expect(suites!.children.map(({ name, attributes }) => [name, attributes.name, attributes.tests])).toEqual([
      ["testsuite", "a.macropolicy", "2"],
      ["testsuite", "b.macropolicy", "1"],
    ]);
    const failed = suites!.children[0]!.children[1]!;
    expect(failed.attributes.name).toBe('<&> "quoted" \ufffd ]]> 😀 {x}');
    expect(failed.children[0]!.attributes.message).toContain("expect cancel by cpu_hot at 24s: there was no cancel");
    expect(failed.children[0]!.text).toContain("rule cpu_hot: cancel when cpu.usage > 85% for 5s");
    expect(suites!.children[1]!.children[0]!.children[0]).toMatchObject({ name: "error" });
  });

  test("what XML cannot hold is replaced", () => {
    expect(escapeXml("a\u0000b\ud800c\n\t\"<&>'")).toBe("a\ufffdb\ufffdc&#10;&#9;&quot;&lt;&amp;&gt;'");
  });
});

test("--watch runs again when a file changes, until it is told to end", async () => {
  const { io, out, write, cwd } = await openWorkshop({ "p/a.macropolicy": profile + failing });
  const ending = new AbortController();
  let seen = "";
  const watching = testCommand({ paths: ["p"], watch: true, signal: ending.signal }, io);
  while (!seen.includes("1 failed")) {
    await sleep(10);
    seen += out();
  }
  // Written until it is noticed: a watcher may begin to listen a moment after it was asked to.
  while (!seen.includes("1 passed")) {
    await write({ "p/new.txt": profile + passing });
    await rename(join(cwd, "p/new.txt"), join(cwd, "p/a.macropolicy"));
    for (let wait = 0; wait < 20 && !seen.includes("1 passed"); wait++) {
      await sleep(20);
      seen += out();
    }
  }
  // A recording is listened to from the moment on that a test names it.
  const steps = 'profile heal\n  trace "cpu.csv"\n  expect cancel at 6s';
  await write({ "p/a.macropolicy": `${profile}test "recorded" {\n  ${steps}\n}\n` });
  while (!seen.includes("cannot be read")) {
    await sleep(10);
    seen += out();
  }
  const rows = [0, 1, 2, 3, 4, 5, 6].map((time) => `${time},${time === 0 ? 20 : 95}`);
  seen = "";
  while (!seen.includes("✓ recorded")) {
    await write({ "p/cpu.csv": `time,cpu.usage\n${rows.join("\n")}\n` });
    for (let wait = 0; wait < 20 && !seen.includes("✓ recorded"); wait++) {
      await sleep(20);
      seen += out();
    }
  }
  ending.abort();
  expect(await watching).toBe(0);
});
