/** The other commands as their user meets them: what they print, and how they end. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { helpOfAll } from "../docs/help-of.ts";
import { bin, isAlive, node, openStage, root, type Stage, stateOf, until } from "./testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  cooldown 1h
  match macro "healer"
  rule slow: pause when fps < 20 until fps > 30
  rule lost: cancel when fps < 5
}
`,
};

const jsonLines = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("status", () => {
  it("tells what the engine guards, as text and as JSON", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    const { run } = await engine.event("macro-start");
    const text = await stage.run("status");
    expect(text.code).toBe(0);
    expect(text.out).toMatch(new RegExp(`^engine ${engine.pid}, for .*: 1 profile, 2 rules from .*policies\n`));
    expect(text.out).toMatch(new RegExp(`  heal  pid ${macro.pid}  running for .*  heal, risky`));
    let out = "";
    const asked = () => JSON.parse(out);
    // On a busy machine a game's values may be too old for a moment.
    await until(async () => {
      ({ out } = await stage.run("status", "--json", "--policies", "policies"));
      return asked().macros[0].rules[0].comparisons[0].value !== null;
    }, "what the game reports to be seen");
    expect(out.trimEnd()).not.toContain("\n");
    const status = asked();
    expect(status).toMatchObject({
      pid: engine.pid,
      profiles: 1,
      rules: 2,
      dryRun: false,
      notRecording: null,
      problems: "",
    });
    expect(status.macros).toMatchObject([
      { id: run, macro: "heal", pid: macro.pid, state: "running", origin: "found" },
    ]);
    expect(status.macros[0].rules).toMatchObject([
      { rule: "slow", action: "pause", state: "idle", comparisons: [{ value: 60, limit: 20 }] },
      { rule: "lost", action: "cancel" },
    ]);
  });

  it("and stop say so where no engine watches", async () => {
    const stage = openStage(heal);
    for (const command of [
      ["status", "--json"],
      ["stop", "--all"],
    ]) {
      const { code, out, err } = await stage.run(...command);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toBe(`no engine watches ${stage.path("policies")}; start one with: macro-engine watch\n`);
    }
  });
});

describe("stop", () => {
  it("ends macros by id, pid and name, and all of them", async () => {
    const stage = openStage(heal);
    const [first, second, third, other] = [
      stage.macro("heal"),
      stage.macro("heal"),
      stage.macro("heal"),
      stage.macro("other"),
    ];
    const engine = await stage.watch();
    const started = await Promise.all([first, second, third].map(({ pid }) => engine.event("macro-start", { pid })));
    const [run, , last] = started.map(({ run }) => run);
    const stop = async (...words: string[]) => (await stage.run("stop", ...words)).out;
    expect(await stop(run!)).toBe(`stopping heal (pid ${first.pid})\n`);
    expect((await engine.event("macro-end", { run })).end).toEqual({ kind: "stopped" });
    expect(await stop(String(second.pid))).toBe(`stopping heal (pid ${second.pid})\n`);
    await engine.event("macro-end", { run: started[1]!.run });
    expect(await stop("HEAL")).toBe(`stopping heal (pid ${third.pid})\n`);
    await engine.event("macro-end", { run: last });
    expect(await stop("--all")).toBe("no macro is running\n");
    // A manual stop starts no cooldown.
    const again = stage.macro("heal");
    const { run: back } = await engine.event("macro-start", { pid: again.pid });
    expect(await stop("--all")).toBe(`stopping heal (pid ${again.pid})\n`);
    expect((await engine.event("macro-end", { run: back })).end).toEqual({ kind: "stopped" });
    expect([first, second, third, again, other].map(({ pid }) => isAlive(pid))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(stage.recorded((store) => store.run(run!)?.end)).toEqual({ kind: "stopped" });
  });

  it("ends a macro that a rule has paused", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause" });
    expect(stateOf(macro.pid)).toBe("T");
    expect((await stage.run("stop", "heal")).code).toBe(0);
    await engine.event("macro-end");
    expect(isAlive(macro.pid)).toBe(false);
  });

  it("names those that run where nothing fits", async () => {
    const stage = openStage(heal);
    stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    const unknown = await stage.run("stop", "heel");
    expect([unknown.code, unknown.err]).toEqual([1, "no running macro is called heel; these run: heal\n"]);
    expect((await stage.run("stop")).code).toBe(2);
    expect((await stage.run("stop", "heal", "--all")).code).toBe(2);
  });
});

describe("attach", () => {
  it("guards a process that runs already, alone", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("other");
    const attached = stage.start(["attach", "--pid", String(macro.pid), "--profile", "heal", "--macro", "mine"]);
    await attached.says(`macro-engine: an engine of its own guards mine (pid ${macro.pid})`);
    stage.report({ fps: 10 });
    await until(() => stateOf(macro.pid) === "T", "the pause");
    stage.report({ fps: 3 });
    expect(await attached.ended).toBe(75);
    expect(attached.err).toMatch(/cancel mine: lost: fps 3fps < 5/);
    expect(isAlive(macro.pid)).toBe(false);
  });

  it.each(["SIGINT", "SIGKILL"] as const)("lets it go on, resumed, when it ends itself by %s", async (signal) => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const attached = stage.start(["attach", "--pid", String(macro.pid), "--profile", "heal"]);
    await attached.says("guards");
    stage.report({ fps: 10 });
    await until(() => stateOf(macro.pid) === "T", "the pause");
    attached.signal(signal);
    expect(await attached.ended).toBe(signal === "SIGINT" ? 0 : "SIGKILL");
    await until(() => stateOf(macro.pid) !== "T", "the macro to go on");
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("joins the engine that watches, and takes over when it goes", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("other");
    const engine = await stage.watch();
    const attached = stage.start(["attach", "--pid", String(macro.pid), "--macro", "healer"]);
    const start = await engine.event("macro-start");
    expect(start).toMatchObject({ macro: "healer", profile: "heal", origin: "attached", pid: macro.pid });
    engine.signal("SIGTERM");
    await attached.says("an engine of its own guards healer");
    stage.report({ fps: 3 });
    expect(await attached.ended).toBe(75);
    expect(isAlive(macro.pid)).toBe(false);
  });

  it("refuses what is not there, is unknown or must not be touched", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("other");
    const gone = await stage.run("attach", "--pid", "999999999");
    expect([gone.code, gone.err]).toEqual([2, "macro-engine: there is no process 999999999\n"]);
    expect((await stage.run("attach", "--pid", "none")).code).toBe(2);
    const unknown = await stage.run("attach", "--pid", String(macro.pid), "--profile", "heel");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("no policy has a profile heel")]);
    const init = await stage.run("attach", "--pid", "1", "--profile", "heal");
    expect([init.code, init.err]).toEqual([2, expect.stringContaining("process 1 starts and ends the system")]);
    expect(isAlive(macro.pid)).toBe(true);
  });

  it("ends with 0 when the macro ends by itself", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("heal", "while [ ! -e enough ]; do sleep 0.1; done");
    const attached = stage.start(["attach", "--pid", String(macro.pid)]);
    await attached.says("guards");
    stage.write({ enough: "" });
    expect(await attached.ended).toBe(0);
  });
});

describe("init, lint, test, replay and metrics", () => {
  it("go together from an empty folder on", async () => {
    const stage = openStage({});
    const folder = stage.path("new");
    mkdirSync(folder);
    const inFolder = (...args: string[]) =>
      execFileSync(node, [bin, ...args], { cwd: folder, env: stage.env, encoding: "utf8" });
    expect(inFolder("init")).toContain("written      macro-engine.yaml");
    inFolder("lint", "policies");
    expect(inFolder("test")).toMatch(/4 (tests )?passed/);
    expect(inFolder("init")).toContain("kept");
    const rows = Array.from({ length: 15 }, (_, second) => `${second},${second === 0 ? 20 : 95},60`);
    stage.write({ "new/night.csv": ["time,cpu.usage,fps", ...rows, ""].join("\n") });
    const events = jsonLines(inFolder("replay", "--profile", "default", "--json", "night.csv"));
    expect(events).toMatchObject([
      {
        time: 11,
        event: "fire",
        macro: "default",
        profile: "default",
        level: "risky",
        rule: "cpu_hot",
        action: "cancel",
        message: "CPU at 95%, limit 85%",
        since: 1,
        values: { "cpu.usage": 95 },
        file: "policies/first.macropolicy",
      },
    ]);
  });

  it("metrics lists every metric with a value or a reason", async () => {
    const stage = openStage({ ...heal, "policies/own.macropolicy": 'metric guild.queue: count "Players waiting"' });
    const { code, out } = await stage.run("metrics", "--json");
    expect(code).toBe(0);
    const metrics = jsonLines(out);
    const named = (name: string) => metrics.find(({ metric }) => metric === name);
    expect(named("cpu.usage")).toMatchObject({ dimension: "percent", scope: "system", available: true });
    expect(named("memory.available").value).toBeGreaterThan(0);
    expect(named("guild.queue")).toBeDefined();
    for (const metric of metrics) expect(metric.available || metric.reason !== "").toBe(true);
  });
});

describe("wrong use", () => {
  it.each([
    ["an unknown command", ["frobnicate"]],
    ["help about an unknown command", ["help", "frobnicate"]],
    ["an unknown option", ["watch", "--fast"]],
    ["a value without its unit", ["watch", "--interval", "5"]],
    ["a missing argument", ["replay"]],
    ["a configuration that is not there", ["watch", "--config", "none.yaml"]],
    ["an unknown shell", ["completion", "tcsh"]],
  ])("ends with 2 and a reason, without a stack: %s", async (_, args) => {
    const stage = openStage(heal);
    const { code, out, err } = await stage.run(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).not.toBe("");
    expect(err).not.toMatch(/^ +at /m);
  });
});

const commands = [
  "watch",
  "run",
  "attach",
  "status",
  "stop",
  "mute",
  "unmute",
  "mutes",
  "dashboard",
  "report",
  "log",
  "audit",
  "lint",
  "fmt",
  "prove",
  "diff",
  "test",
  "replay",
  "explain",
  "record",
  "export",
  "import",
  "backtest",
  "lsp",
  "notify",
  "discord",
  "metrics",
  "init",
  "completion",
];

describe("help", () => {
  it("lists every command and has examples", async () => {
    const { code, out } = await openStage({}).run("--help");
    expect(code).toBe(0);
    expect(out).toContain("Examples:");
    const listed = [...out.matchAll(/^ {2}([a-z]+) (?:\[|<| )/gm)].map((match) => match[1]);
    expect(listed).toEqual([...commands, "help"]);
  });

  it("of every command has an example", async () => {
    const all = await helpOfAll();
    // Those within commands have theirs there.
    const help = new Map([...all].filter(([name]) => !name.includes(" ")));
    expect([...help.keys()]).toEqual(["", ...commands]);
    for (const [command, text] of help) expect(text, command).toMatch(/\nExamples?:\n +.*macro-engine/);
    // The same as its user sees it.
    expect(await openStage({}).run("run", "--help")).toEqual({ code: 0, out: help.get("run"), err: "" });
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish", "powershell"])("prints a script for %s", async (shell) => {
    const { code, out } = await openStage({}).run("completion", shell);
    expect(code).toBe(0);
    expect(out).toContain("macro-engine");
    expect(out).toMatch(/complete/i);
  });

  it("works in a bash that has nothing but the script", async () => {
    const stage = openStage({ "policies-of-mine/a.macropolicy": "" });
    mkdirSync(stage.path("bin"));
    symlinkSync(bin, stage.path("bin/macro-engine"));
    expect(complete(stage, "st")).toEqual(["status", "stop"]);
    expect(complete(stage, "watch", "--de")).toEqual(["--demo"]);
    expect(complete(stage, "lint", "--format", "j")).toEqual(["json", "junit"]);
    // Nothing of ours: readline's own completion of paths takes over.
    expect(complete(stage, "watch", "poli")).toEqual([]);
  });

  // It takes a zsh.
  it.runIf(existsSync("/usr/bin/zsh") || existsSync("/bin/zsh"))("works in a zsh, paths included", async () => {
    const stage = openStage({});
    mkdirSync(stage.path("bin"));
    symlinkSync(bin, stage.path("bin/macro-engine"));
    expect(completeInZsh(stage, "prove", "--format", "")).toEqual(["pretty", "json"]);
    expect(completeInZsh(stage, "in")).toEqual(["init:write a configuration and a first policy"]);
    expect(completeInZsh(stage, "lint", "poli")).toEqual(["files"]);
  });
});

/** What bash would offer for the last word. */
function complete(stage: Stage, ...words: string[]): string[] {
  const list = ["macro-engine", ...words].map((word) => `'${word}'`).join(" ");
  const script = `source <(macro-engine completion bash); COMP_WORDS=(${list}); COMP_CWORD=${words.length}
spec=$(complete -p macro-engine); [[ $spec == *"-o default"* ]] || exit 3
fn=\${spec##*-F }; "\${fn%% *}"; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { ...stage.env, PATH: `${stage.path("bin")}:${stage.env.PATH}` };
  const out = execFileSync("bash", ["--norc", "-c", script], { cwd: stage.folder, env, encoding: "utf8" });
  return out.split("\n").filter((word) => word !== "");
}

/** What the zsh script gives to zsh's own functions for the last word. */
function completeInZsh(stage: Stage, ...words: string[]): string[] {
  const script = `compdef() { :; }; _describe() { (( $#found )) && print -rl -- $found; }; _files() { print files; }
source <(macro-engine completion zsh); words=(macro-engine "$@"); CURRENT=$#words; _macro-engine`;
  const env = { ...stage.env, PATH: `${stage.path("bin")}:${stage.env.PATH}` };
  const out = execFileSync("zsh", ["-f", "-c", script, "zsh", ...words], { cwd: stage.folder, env, encoding: "utf8" });
  return out.split("\n").filter((word) => word !== "");
}

it("the bin starts by itself, as an executable", () => {
  const env = openStage({}).env;
  expect(execFileSync(bin, ["--version"], { env, cwd: root, encoding: "utf8" })).toMatch(/^\d+\.\d+\.\d+\n$/);
});
