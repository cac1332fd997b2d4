import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proveCommand } from "./prove.ts";
import { replayCommand } from "./replay.ts";
import { openWorkshop } from "./testing/workshop.ts";

const good = `
profile heal {
  rule hot: cancel when cpu.usage > 90% for 5s
  rule slow: pause when fps < 15 until fps > 25
}
assert cool { profile heal cancels when cpu.usage > 95% for 10s }
`;
const refuted = good.replace("cpu.usage > 95%", "cpu.usage > 80%");
const idle = `profile heal {
  rule hot: cancel when cpu.usage > 80%
  rule hotter: warn when cpu.usage > 90%
  rule never: warn when fps < 5 and fps > 10
  rule always: warn when duration >= 0s
}
`;

describe("exit codes", () => {
  test.each([
    [0, good],
    [0, "let x = 1\n"],
    [1, refuted],
    [1, idle],
    [1, "profile p { rule r: warn when cpu.usage > 5s }"],
  ])("%i for %j", async (code, text) => {
    const { io } = await openWorkshop({ "policies/a.macropolicy": text });
    expect(await proveCommand({ paths: [] }, io)).toBe(code);
  });

  test("2 for a path that is not there", async () => {
    const { io, err } = await openWorkshop();
    expect(await proveCommand({ paths: ["nowhere"] }, io)).toBe(2);
    expect(err()).toBe("nowhere: there is no such file or folder\n");
  });
});

test("assertions come first, then every rule of every profile, then the count", async () => {
  const { io, out } = await openWorkshop({ "policies/a.macropolicy": good });
  await proveCommand({ paths: ["policies"] }, io);
  const lines = out().split("\n");
  expect(lines[0]).toBe("✓ cool: heal cancels when cpu.usage > 95% for 10s  by hot");
  expect(lines[2]).toBe("profile heal");
  expect(lines[3]).toMatch(/^ {2}✓ hot {3}cancel {2}fires at cpu\.usage = \S+% for 5s$/);
  expect(lines[4]).toMatch(/^ {2}✓ slow {2}pause {3}fires at fps = \S+fps$/);
  expect(lines.at(-2)).toBe("1 claim proved, 2 rules can fire");
});

test("schedules without a zone are in the engine's", async () => {
  const evening = `schedule here = 20:00-21:00 schedule tokyo = 20:00-21:00 in "Asia/Tokyo"
    profile p { rule r: warn when here and tokyo }`;
  const codeIn = async (zone: string) => {
    const files = { "policies/a.macropolicy": evening, "macro-engine.yaml": `zone: ${zone}\n` };
    return await proveCommand({ paths: [] }, (await openWorkshop(files)).io);
  };
  expect(await codeIn("Asia/Tokyo")).toBe(0);
  expect(await codeIn("UTC")).toBe(1);
});

test("rules without effect say why", async () => {
  const { io, out } = await openWorkshop({ "policies/a.macropolicy": idle });
  await proveCommand({ paths: ["policies"] }, io);
  const text = out();
  expect(text).toContain("can never act: `hot` (cancel) always cancels first");
  expect(text).toMatch(/✗ never {3}warn {4}can never fire: its condition is never true\n/);
  expect(text).toMatch(/! always .*\n +its condition is always true\n/);
  expect(text).toMatch(/^2 rules without effect, 2 rules can fire, 1 of them to look at\n/m);
});

test("--format json has the same, with places and witnesses", async () => {
  const { io, out } = await openWorkshop({ "policies/a.macropolicy": refuted });
  await proveCommand({ paths: [], format: "json" }, io);
  const { assertions, profiles } = JSON.parse(out());
  expect(assertions).toHaveLength(1);
  expect(assertions[0]).toMatchObject({ assertion: "cool", profile: "heal", verdict: "fails", by: [], line: 6 });
  const values = assertions[0].witness.rows.map((row: { samples: Record<string, number> }) => row.samples["cpu.usage"]);
  expect(values.every((value: number) => value > 80 && value <= 90)).toBe(true);
  expect(profiles[0].rules.map((rule: { fires: string }) => rule.fires)).toEqual(["can", "can"]);
});

describe("a sentence", () => {
  const ask = async (sentence: string, text = good) => {
    const { io, out, err } = await openWorkshop({ "policies/a.macropolicy": text });
    return { code: await proveCommand({ paths: [sentence] }, io), out: out(), err: err() };
  };

  test("is proved, or refuted", async () => {
    expect(await ask("heal never runs with cpu.usage > 95% for 5s")).toEqual({
      code: 0,
      out: "✓ heal cancels when cpu.usage > 95% for 5s  by hot\n",
      err: "",
    });
    expect((await ask("heal pauses when fps < 10 and latency > 1s")).code).toBe(0);
    const { code, out } = await ask("heal cancels when fps < 10 for 3s");
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ heal cancels when fps < 10 for 3s\n {4}it does not when\n/);
    // What the profile does in the meantime stands beside it.
    expect(out).toContain("pause by slow");
  });

  test("sees lets, schedules and metrics of the policies", async () => {
    const text = `let most = 95% schedule night = 22:00-06:00 metric guild.queue: count ${good}`;
    const { code } = await ask("heal never runs with cpu.usage > most and night and guild.queue > 3 for 5s", text);
    expect(code).toBe(0);
  });

  test("that is wrong is shown with its place", async () => {
    const { code, err } = await ask("heal never runs with cpu.usage > 500ms for 5s");
    expect(code).toBe(2);
    expect(err).toBe(`error[unit-mismatch]: \`cpu.usage\` is a percentage; \`500ms\` is a duration
 --> the sentence:1:22
  |
1 | heal never runs with cpu.usage > 500ms for 5s
  |                      ^^^^^^^^^^^^^^^^^

`);
    // Of the braces of the assertion that it is made into nobody knows.
    for (const [cut, message] of [
      ["cpu.usage >", "expected a value before its end"],
      ["", "expected a condition before its end"],
      ["(fps < 5", "this `(` is not closed; expected `)` before its end"],
    ]) {
      expect((await ask(`heal never runs with ${cut}`)).err).toContain(`error[syntax-error]: ${message}\n`);
    }
    for (const more of ["} profile x {", "warns when fps < 9"]) {
      const { code, err } = await ask(`heal never runs with fps < 5 ${more}`);
      expect([code, err]).toEqual([
        2,
        `"heal never runs with fps < 5 ${more}" is more than one claim: ask one at a time\n`,
      ]);
    }
  });

  test("of another form, or about nobody, is told what may be asked", async () => {
    expect((await ask("heel never runs with fps < 5")).err).toBe("there is no profile `heel`; did you mean `heal`?\n");
    const { code, err } = await ask("heal never stops");
    expect(code).toBe(2);
    expect(err).toContain("PROFILE never runs with CONDITION [for DURATION]");
  });

  test.each([[[""]], [["  "]], [["policies", ""]]])("that is empty is none: %j", async (paths) => {
    const { io, out, err } = await openWorkshop({ "policies/a.macropolicy": good });
    expect(await proveCommand({ paths }, io)).toBe(2);
    expect(out()).toBe("");
    expect(err()).toMatch(/^an empty sentence says nothing; write PROFILE never runs with CONDITION .*to prove all\n$/);
  });

  test.each(["heal nver runs with fps < 5", "never runs with fps < 5", "heal runs never with fps<5", "heal > 5%"])(
    "misspelt, is no path: %s",
    async (sentence) => {
      const { code, err } = await ask(sentence);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`"${sentence}" is no claim`) });
    },
  );

  test("is not what is there as a path", async () => {
    const { io, out } = await openWorkshop({ "what never runs when away/a.macropolicy": good });
    expect(await proveCommand({ paths: ["what never runs when away"] }, io)).toBe(0);
    expect(out()).toContain("profile heal");
  });

  test("is about policies that are named", async () => {
    const { io, err } = await openWorkshop({ "policies/a.macropolicy": good });
    expect(await proveCommand({ paths: ["heal never runs with fps < 5"], policies: [""] }, io)).toBe(2);
    expect(err()).toBe("--policies names nothing; name a file or folder\n");
  });

  test("stands alone", async () => {
    const { io, err } = await openWorkshop({ "policies/a.macropolicy": good });
    expect(await proveCommand({ paths: ["heal never runs with fps < 5", "policies"] }, io)).toBe(2);
    expect(err()).toBe("a sentence stands alone: name the policies that it is about by --policies\n");
    expect(await proveCommand({ paths: ["policies", "heal never runs with fps < 5"] }, io)).toBe(2);
    expect(err()).toBe("a sentence stands alone: name the policies that it is about by --policies\n");
    expect(await proveCommand({ paths: ["heal never runs with fps < 5", "heal warns when fps < 9"] }, io)).toBe(2);
    expect(err()).toBe("these are several sentences: ask one at a time\n");
    const policies = ["policies"];
    expect(await proveCommand({ paths: ["heal never runs with cpu.usage > 95% for 9s"], policies }, io)).toBe(0);
  });

  test.each(["heal never runs with cpu.usage", "heal cancels when fps < 5"])("is one argument: %s", async (pieces) => {
    const { io, err, out } = await openWorkshop({ "policies/a.macropolicy": good });
    expect(await proveCommand({ paths: pieces.split(" ") }, io)).toBe(2);
    expect(err()).toMatch(/^a sentence is one argument: write it in quotes, as in /);
    expect(out()).toBe("");
  });

  test("is about override files too", async () => {
    const files = {
      "policies/a.macropolicy": good,
      "config/macro_safety/a.yaml": "profiles: { heal: { rules: { hot: { enabled: false } } } }",
    };
    const { io } = await openWorkshop(files);
    const paths = ["heal never runs with cpu.usage > 95% for 5s"];
    expect(await proveCommand({ paths }, io)).toBe(1);
    expect(await proveCommand({ paths, overrides: false }, io)).toBe(0);
  });

  test("sees rules of override files on metrics that no policy names", async () => {
    const files = {
      "policies/a.macropolicy": good,
      "config/macro_safety/a.json": '{ "heal": { "performance_thresholds": { "latency_max": 300 } } }',
    };
    const { io, out } = await openWorkshop(files);
    expect(await proveCommand({ paths: ["heal never runs with latency > 400ms"] }, io)).toBe(0);
    expect(await proveCommand({ paths: ["heal never runs with memory.usage > 90%"] }, io)).toBe(1);
    expect(out()).toContain("by latency_max");
  });
});

describe("--write-trace", () => {
  test("saves what refutes a claim, and replay shows the same", async () => {
    const { io, out, err, cwd } = await openWorkshop({ "policies/a.macropolicy": refuted });
    expect(await proveCommand({ paths: [], writeTrace: "hot.csv" }, io)).toBe(1);
    expect(err()).toBe("wrote hot.csv: macro-engine replay --profile heal hot.csv\n");
    expect(await readFile(join(cwd, "hot.csv"), "utf8")).toMatch(/^time,cpu\.usage\n0,\d/);
    out();
    await replayCommand({ trace: "hot.csv", profile: "heal" }, io);
    expect(out()).toContain("over 10s, 0 events: not cancelled");
  });

  test("has dates where the clock matters", async () => {
    const night = "schedule night = sat 22:00-23:00 profile p { rule r: cancel when fps < 5 and not night }";
    const { io, out, cwd } = await openWorkshop({
      "policies/a.macropolicy": night,
      "macro-engine.yaml": "zone: UTC\n",
    });
    await proveCommand({ paths: ["p never runs with fps < 5 for 3s"], writeTrace: "t.csv" }, io);
    expect(out()).toContain("it does not when on sat 22:00 UTC\n");
    expect(await readFile(join(cwd, "t.csv"), "utf8")).toMatch(/\n\d{4}-\d\d-\d\dT22:\d\d:\d\d/);
    out();
    await replayCommand({ trace: "t.csv", profile: "p" }, io);
    expect(out()).toContain("0 events: not cancelled");
  });

  test("is not for what only a zone of the configuration refutes: replays take UTC", async () => {
    const { io, err } = await openWorkshop({
      "policies/a.macropolicy": `schedule here = 20:00-21:00 schedule tokyo = 20:00-21:00 in "Asia/Tokyo"
        profile p { rule r: cancel when fps < 5 and not (here and tokyo) }`,
      "macro-engine.yaml": "zone: Asia/Tokyo\n",
    });
    expect(await proveCommand({ paths: ["p never runs with fps < 5"], writeTrace: "t.csv" }, io)).toBe(1);
    expect(err()).toBe(
      "t.csv: not written, since the counterexample needs `here` in Asia/Tokyo; give it that zone with `in`\n",
    );
  });

  test("names the policies in the command that plays it", async () => {
    const { io, err } = await openWorkshop({ "my set/a.macropolicy": refuted });
    await proveCommand({ paths: ["my set"], writeTrace: "hot.csv" }, io);
    expect(err()).toBe("wrote hot.csv: macro-engine replay --profile heal --policies 'my set' hot.csv\n");
  });

  test("says what a recording cannot hold, and what replay has to be told", async () => {
    const asked = async (rule: string, sentence: string) => {
      const { io, err } = await openWorkshop({ "policies/a.macropolicy": `profile p { level safe ${rule} }` });
      expect(await proveCommand({ paths: [sentence], writeTrace: "t.csv" }, io)).toBe(1);
      return err();
    };
    expect(await asked('rule r: cancel when fps < 5 and macro.level == "safe"', "p never runs with fps < 5")).toBe(
      "t.csv: not written, since the counterexample needs a macro started at level dangerous\n",
    );
    const young = "p never runs with avg(fps, 30s) < 5 and duration < 10s";
    expect(await asked("rule r: warn when fps < 5", young)).toBe(
      "t.csv: not written, since the counterexample needs samples from before the macro starts\n",
    );
    expect(await asked('rule r: cancel when fps < 5 and macro.name == "p"', "p never runs with fps < 5")).toMatch(
      /^wrote t\.csv: macro-engine replay --profile p --macro \S+ t\.csv\n$/,
    );
  });

  test("writes nothing where nothing is refuted, and says so", async () => {
    const { io, err } = await openWorkshop({ "policies/a.macropolicy": good });
    expect(await proveCommand({ paths: [], writeTrace: "t.csv" }, io)).toBe(0);
    expect(err()).toBe("t.csv: not written, since no claim is refuted\n");
  });
});
