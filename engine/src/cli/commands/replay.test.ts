import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { registerReplay, replayCommand } from "./replay.ts";
import { openWorkshop } from "./testing/workshop.ts";

const policy = `profile heal {
  level    safe
  match    macro "heal_*"
  cooldown 10s
  rule cpu_hot: cancel when cpu.usage > 80% for 5s
    message "CPU at {cpu.usage}"
  rule low_fps: pause when fps < 15 until fps > 25
}
profile buff { rule low: warn when fps < 5 }
`;

/** A recording at 1 Hz of what the functions give. */
function csv(seconds: number, columns: Readonly<Record<string, (time: number) => number | string>>, from = 0): string {
  const rows = Array.from({ length: seconds }, (_, time) =>
    [time + from, ...Object.values(columns).map((value) => value(time))].join(","),
  );
  return [`time,${Object.keys(columns).join(",")}`, ...rows, ""].join("\n");
}

const spike = csv(30, { "cpu.usage": (time) => (time >= 10 ? 95 : 20), fps: (time) => (time === 12 ? 10 : 60) }, 1000);

async function shopWith(trace: string) {
  return openWorkshop({ "policies/heal.macropolicy": policy, "trace.csv": trace });
}

function lines(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("--json", () => {
  test("one line an event: seconds of the trace, values in base units", async () => {
    const { io, out } = await shopWith(spike);
    const options = { trace: "trace.csv", policies: ["policies"], macro: "heal_party", json: true };
    expect(await replayCommand(options, io)).toBe(0);
    expect(lines(out())).toEqual([
      {
        time: 12,
        event: "fire",
        macro: "heal_party",
        profile: "heal",
        level: "safe",
        rule: "low_fps",
        action: "pause",
        message: expect.stringContaining("fps < 15"),
        since: 12,
        values: { fps: 10 },
        file: "policies/heal.macropolicy",
        line: 7,
      },
      expect.objectContaining({ time: 13, event: "clear", rule: "low_fps", action: "pause" }),
      {
        time: 15,
        event: "fire",
        macro: "heal_party",
        profile: "heal",
        level: "safe",
        rule: "cpu_hot",
        action: "cancel",
        message: "CPU at 95%",
        since: 10,
        values: { "cpu.usage": 95 },
        file: "policies/heal.macropolicy",
        line: 5,
      },
    ]);
  });

  test("without --restart it ends at the first cancel", async () => {
    const { io, out } = await shopWith(csv(100, { "cpu.usage": () => 95 }));
    await replayCommand({ trace: "trace.csv", policies: ["policies"], profile: "heal", json: true }, io);
    expect(lines(out()).map(({ time }) => time)).toEqual([5]);
  });

  test("with --restart the macro starts again at the first snapshot after its cooldown, its state fresh", async () => {
    const { io, out } = await shopWith(csv(45, { "cpu.usage": () => 95 }));
    const options = { trace: "trace.csv", policies: ["policies"], profile: "heal", json: true, restart: true };
    await replayCommand(options, io);
    // Cancelled at 5, free again at 15, five seconds of evidence of its own: 20.
    expect(lines(out()).map(({ time, since }) => [time, since])).toEqual([
      [5, 0],
      [20, 15],
      [35, 30],
    ]);
  });

  test("without a cooldown it starts again at the next snapshot; its duration begins anew", async () => {
    const { io, out } = await openWorkshop({
      "policies/p.macropolicy": "profile p { rule long: cancel when duration >= 3s }",
      "trace.csv": csv(10, { fps: () => 60 }),
    });
    await replayCommand({ trace: "trace.csv", policies: ["policies"], profile: "p", json: true, restart: true }, io);
    expect(lines(out()).map(({ time }) => time)).toEqual([3, 7]);
  });
});

describe("whose rules are replayed", () => {
  const low = csv(3, { fps: () => 3 });
  const rulesOf = async (options: object, policies = policy) => {
    const { io, out, err } = await openWorkshop({ "policies/heal.macropolicy": policies, "trace.csv": low });
    const code = await replayCommand({ trace: "trace.csv", policies: ["policies"], json: true, ...options }, io);
    return { code, rules: lines(out()).map(({ macro, rule }) => [macro, rule]), err: err() };
  };

  test("--macro: of the profile that governs the macro", async () => {
    expect((await rulesOf({ macro: "heal_self" })).rules).toEqual([["heal_self", "low_fps"]]);
    expect((await rulesOf({ macro: "Buff" })).rules).toEqual([["Buff", "low"]]);
  });

  test("--profile: of the profile; the macro has its name, or the one given", async () => {
    expect((await rulesOf({ profile: "buff" })).rules).toEqual([["buff", "low"]]);
    expect((await rulesOf({ profile: "buff", macro: "heal_x" })).rules).toEqual([["heal_x", "low"]]);
  });

  test("a macro that no profile governs is watched, and never acted upon", async () => {
    expect(await rulesOf({ macro: "fishing" })).toEqual({
      code: 0,
      rules: [],
      err: "no profile governs fishing: it would be watched, and never acted upon\n",
    });
  });

  test("a profile that is not there is wrong use, and so is naming neither", async () => {
    const { code, err } = await rulesOf({ profile: "heel" });
    expect([code, err]).toEqual([2, "there is no profile heel: the policies have heal, buff\n"]);
    expect((await rulesOf({})).code).toBe(2);
  });
});

test("for people: what was done when and why, and how it ended", async () => {
  const { io, out } = await shopWith(spike);
  expect(await replayCommand({ trace: "trace.csv", policies: ["policies"], macro: "heal_party" }, io)).toBe(0);
  expect(out()).toBe(`heal_party, profile heal (safe), over trace.csv

       12s  pause      low_fps  fps < 15 (fps 10fps)
            since 12s · fps 10fps · policies/heal.macropolicy:7
       13s  clear      low_fps  fps < 15 (fps 10fps)
            since 12s · fps 60fps · policies/heal.macropolicy:7
       15s  cancel     cpu_hot  CPU at 95%
            since 10s · cpu.usage 95% · policies/heal.macropolicy:5

16 snapshots over 15s, 3 events: cancelled at 15s
`);
});

test("override files apply, and may be left out", async () => {
  const { io, out, write } = await shopWith(spike);
  await write({ "config/macro_safety/x.yaml": "profiles: { heal: { rules: { cpu_hot: { enabled: false } } } }\n" });
  const options = { trace: "trace.csv", policies: ["policies"], profile: "heal", json: true };
  await replayCommand(options, io);
  expect(lines(out()).map(({ rule }) => rule)).toEqual(["low_fps", "low_fps"]);
  await replayCommand({ ...options, overrides: false }, io);
  expect(lines(out()).map(({ rule }) => rule)).toEqual(["low_fps", "low_fps", "cpu_hot"]);
});

test("json-rules-engine decides the same", async () => {
  const { io, out } = await shopWith(spike);
  const options = { trace: "trace.csv", policies: ["policies"], profile: "heal", json: true, restart: true };
  await replayCommand(options, io);
  const expected = out();
  await replayCommand({ ...options, evaluator: "json-rules-engine" }, io);
  expect(out()).toBe(expected);
  expect(expected).not.toBe("");
});

describe("wrong input", () => {
  const options = { trace: "trace.csv", policies: ["policies"], profile: "heal", json: true };

  test("a bad row: line, reason and remedy; exit code 2; what came before stands", async () => {
    const { io, out, err } = await shopWith(`${spike.split("\n").slice(0, 15).join("\n")}\n1014,many,60\n`);
    expect(await replayCommand(options, io)).toBe(2);
    expect(err()).toBe('trace.csv:16: "many" is no value of cpu.usage: write a number in %, without the unit\n');
    expect(lines(out()).map(({ rule }) => rule)).toEqual(["low_fps", "low_fps"]);
  });

  test("no such recording, or one that is not UTF-8", async () => {
    const { io, err, write } = await shopWith(spike);
    expect(await replayCommand({ ...options, trace: "gone.csv" }, io)).toBe(2);
    expect(err()).toBe("gone.csv: there is no such file\n");
    await write({ "latin.csv": Buffer.from("time,fps\n0,1\n1,\u00e4\n", "latin1") });
    expect(await replayCommand({ ...options, trace: "latin.csv" }, io)).toBe(2);
    expect(err()).toBe("latin.csv: the file is not UTF-8: save it as UTF-8\n");
  });

  test("errors in the policies: shown, exit code 1", async () => {
    const { io, err, write } = await shopWith(spike);
    await write({ "policies/b.macropolicy": "profile x extends y {}\n" });
    expect(await replayCommand(options, io)).toBe(1);
    expect(err()).toMatch(/unknown-base[\s\S]*Nothing was replayed/);
  });

  test("columns that are no metrics are told", async () => {
    const { io, err } = await shopWith("time,fps,comment\n0,60,a\n");
    expect(await replayCommand(options, io)).toBe(0);
    expect(err()).toBe("trace.csv: ignored, being no metrics: comment\n");
  });
});

test("the options as they are typed: --policies does not take the recording for a policy", async () => {
  const shop = await shopWith(spike);
  const program = new Command();
  registerReplay(program, () => shop.io);
  const typed = [
    "replay",
    "--json",
    "--policies",
    "policies",
    "--policies",
    "policies/heal.macropolicy",
    "trace.csv",
    "--profile",
    "buff",
  ];
  const before = process.exitCode;
  await program.parseAsync(typed, { from: "user" });
  expect(process.exitCode).toBe(0);
  process.exitCode = before;
  expect(shop.err()).toBe("");
});

test("MangoHud logs and JSON lines are read as well", async () => {
  const { io, out, write } = await shopWith(spike);
  const frames = Array.from({ length: 60 }, (_, at) => `10,100,95,${(at + 1) * 1e8}`);
  await write({
    "hud.csv": [
      "os,cpu,gpu,ram,kernel,driver,cpuscheduler",
      "a,b,c,1,d,e,f",
      "fps,frametime,cpu_load,elapsed",
      ...frames,
      "",
    ].join("\n"),
    "lines.jsonl": '{"time":0,"fps":60}\n{"time":1,"fps":10}\n',
  });
  const options = { policies: ["policies"], profile: "heal", json: true };
  await replayCommand({ ...options, trace: "hud.csv" }, io);
  expect(lines(out()).map(({ time, rule }) => [time, rule])).toEqual([
    [0, "low_fps"],
    [5, "cpu_hot"],
  ]);
  await replayCommand({ ...options, trace: "lines.jsonl" }, io);
  expect(lines(out()).map(({ time, rule }) => [time, rule])).toEqual([[1, "low_fps"]]);
});
