/** `macro-engine run`: a command under guard, by an engine of its own or the one that watches. */

import { describe, expect, it } from "vitest";
import { idling, isAlive, nobodyLeft, openStage, type Stage, stateOf, until } from "./testing/stage.ts";

const policies = {
  "policies/heal.macropolicy": `profile heal {
  grace 2s
  cooldown 1h
  rule slow: pause when fps < 20 until fps > 30
  rule lost: cancel when fps < 5
}
profile other { rule gone: warn when fps < 1 }
`,
};

/** Does what is said, once its traps are set and its pid is in a file. */
const told = (what: string, traps = "") => `${traps} echo $$ > pid; ${what}`;

async function pidOf(stage: Stage, file = "pid"): Promise<number> {
  await until(() => stage.numberIn(file) !== null, "the macro's pid");
  return stage.numberIn(file)!;
}

describe("an engine of its own", () => {
  it.each([
    ["its own", ["sh", "-c", "exit 7"], 7],
    ["75 where the command says so itself", ["sh", "-c", "exit 75"], 75],
    ["128 and the signal's number", ["sh", "-c", "kill -TERM $$"], 143],
  ])("passes on the exit code: %s", async (_, command, expected) => {
    const stage = openStage(policies);
    const { code, err } = await stage.run("run", "--profile", "heal", "--", ...command);
    expect(code).toBe(expected);
    expect(err).toBe("");
  });

  it("lets the streams through, untouched", async () => {
    const stage = openStage(policies);
    const text = `line one\n${"x".repeat(100_000)}\nżółw\n`;
    const run = stage.start(["run", "--profile", "heal", "--", "sh", "-c", "cat; echo said >&2"], { stdin: text });
    expect(await run.ended).toBe(0);
    expect(run.out).toBe(text);
    expect(run.err).toBe("said\n");
  });

  it("passes on arguments that look like its own", async () => {
    const stage = openStage(policies);
    const { out } = await stage.run("run", "--profile", "heal", "printf", "%s\\n", "--macro", "-h", "a b", "");
    expect(out).toBe("--macro\n-h\na b\n\n");
  });

  it("cancels with 75 and says why on stderr", async () => {
    const stage = openStage(policies);
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    stage.report({ fps: 3 });
    expect(await run.ended).toBe(75);
    expect(run.err).toMatch(/^macro-engine: cancel heal: lost: fps 3fps < 5/m);
    expect(run.out).toBe("");
    expect(isAlive(pid)).toBe(false);
    await nobodyLeft(stage);

    const again = await stage.run("run", "--macro", "heal", "--", "true");
    expect(again).toMatchObject({
      code: 75,
      out: "",
      err: expect.stringContaining("heal was cancelled and may start"),
    });
    const other = await stage.run("run", "--macro", "other", "--", "true");
    expect(other.code).toBe(0);
  });

  it("refuses what it cannot guard or start, with 2", async () => {
    const stage = openStage(policies);
    const unknown = await stage.run("run", "--profile", "heel", "--", "true");
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining("no policy has a profile heel") });
    const missing = await stage.run("run", "--", "no-such-command-here");
    expect(missing.code).toBe(2);
    expect(missing.err).toBe(
      "macro-engine: no-such-command-here cannot be started: there is no such command (or the working folder does not exist).\n",
    );
    expect((await stage.run("run")).code).toBe(2);
    expect((await stage.run("run", "--policies", "nowhere", "--", "true")).code).toBe(2);
  });

  it("lets the macro have Ctrl-C first", async () => {
    const stage = openStage(policies);
    const script = told(idling, "trap 'echo tidy; exit 3' INT;");
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", script]);
    await pidOf(stage);
    run.signal("SIGINT");
    expect(await run.ended).toBe(3);
    expect(run.out).toBe("tidy\n");
  });

  it("ends both at the second Ctrl-C", async () => {
    const stage = openStage(policies);
    const script = told(idling, "trap 'echo deaf' INT;");
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", script]);
    const pid = await pidOf(stage);
    run.signal("SIGINT");
    await run.says("deaf");
    expect(run.running).toBe(true);
    run.signal("SIGINT");
    expect(await run.ended).toBe(130);
    expect(isAlive(pid)).toBe(false);
  });

  it("leaves no macro behind that nobody guards, whenever it is told to end", async () => {
    const stage = openStage(policies);
    for (const delayMs of [0, 100, 200, 300, 400, 500, 600, 700]) {
      const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", idling]);
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      run.signal("SIGTERM");
      // The signal itself, while it does not even listen yet.
      expect([143, "SIGTERM"]).toContain(await run.ended);
      await nobodyLeft(stage);
    }
  });

  it("lasts as long as anything that the command left behind, and guards that", async () => {
    const stage = openStage(policies);
    const script = `(echo $BASHPID > /dev/null; sh -c 'echo $$ > pid; ${idling}') & exit 0`;
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", script]);
    const pid = await pidOf(stage);
    stage.report({ fps: 10 });
    await until(() => stateOf(pid) === "T", "what was left behind to be paused");
    expect(run.running).toBe(true);
    stage.report({ fps: 3 });
    expect(await run.ended).toBe(75);
    expect(isAlive(pid)).toBe(false);
  });

  it("in a dry run does nothing to the macro", async () => {
    const stage = openStage(policies);
    stage.report({ fps: 3 });
    const script = "while [ ! -e enough ]; do sleep 0.05; done; exit 4";
    const run = stage.start(["run", "--dry-run", "--macro", "heal", "--", "sh", "-c", script]);
    await run.says("lost: fps 3fps < 5");
    stage.write({ enough: "" });
    expect(await run.ended).toBe(4);
    expect((await stage.run("run", "--macro", "heal", "--", "true")).code).toBe(0);
  });

  it("in a dry run ends with its macro when it is told to end", async () => {
    const stage = openStage(policies);
    const run = stage.start(["run", "--dry-run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    run.signal("SIGTERM");
    expect(await run.ended).toBe(143);
    await until(() => !isAlive(pid), "the macro to end");
  });

  it("guards where there is no place for a socket, and says so", async () => {
    const stage = openStage(policies);
    const env = { XDG_RUNTIME_DIR: stage.path("macro-engine.yaml/run") };
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)], { env });
    await pidOf(stage);
    stage.report({ fps: 3 });
    expect(await run.ended).toBe(75);
    expect(run.err).toContain("macro-engine: other commands cannot reach this engine, it has no socket: ENOTDIR");
  });

  it("leaves a macro alone that another run has paused", async () => {
    const stage = openStage(policies);
    const first = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    stage.report({ fps: 10 });
    await until(() => stateOf(pid) === "T", "the pause");
    const second = await stage.run("run", "--macro", "other", "--", "sleep", "0.3");
    expect(second.code).toBe(0);
    expect(stateOf(pid)).toBe("T");
    stage.report({ fps: 60 });
    await until(() => stateOf(pid) !== "T", "the first to resume it");
    first.signal("SIGTERM");
    expect(await first.ended).toBe(143);
    expect(isAlive(pid)).toBe(false);
  });
});

describe("beside a watch of the same folder", () => {
  it("is guarded by it, and hears of it", async () => {
    const stage = openStage(policies);
    const engine = await stage.watch();
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    const start = await engine.event("macro-start", { macro: "heal" });
    expect(start).toMatchObject({ pid, origin: "child", profile: "heal" });
    stage.report({ fps: 3 });
    expect(await run.ended).toBe(75);
    expect(run.err).toMatch(/cancel heal: lost: fps 3fps < 5/);
    const end = await engine.event("macro-end", { run: start.run });
    expect(end.end.kind).toBe("cancelled");
    stage.report({ fps: 60 });
    const again = await stage.run("run", "--macro", "heal", "--", "true");
    expect(again).toMatchObject({ code: 75, err: expect.stringContaining("may start again in") });
    expect(await stage.run("run", "--macro", "other", "--", "sh", "-c", "exit 9")).toMatchObject({ code: 9, err: "" });
    const exit = await engine.event("macro-end", { macro: "other" });
    expect(exit.end).toEqual({ kind: "exited", code: 9, signal: null });
  });

  it("joins one that begins later, and goes back to an engine of its own when that is gone", async () => {
    const stage = openStage(
      {
        "policies/heal.macropolicy": policies["policies/heal.macropolicy"].replace(
          "{",
          '{ match process "*STAGE/heal.sh"',
        ),
      },
      "on_exit: leave\n",
    );
    stage.write({ "heal.sh": told(idling) });
    const run = stage.start(["run", "--macro", "heal", "--", "sh", stage.path("heal.sh")]);
    const pid = await pidOf(stage);
    stage.report({ fps: 10 });
    await until(
      () => stateOf(pid) === "T",
      () => `the pause: ${stateOf(pid)} ${run.running} ${run.err}`,
    );
    const engine = await stage.watch();
    const joined = await engine.event("macro-start");
    expect(joined).toMatchObject({ pid, origin: "child", profile: "heal" });
    await run.says(`a watch has begun; engine ${engine.pid} guards heal now`);
    // What one engine paused the next does not leave so by mistake: it decides anew.
    await engine.event("outcome", { action: "pause", ok: true });
    expect(stateOf(pid)).toBe("T");
    stage.report({ fps: 60 });
    await until(() => stateOf(pid) !== "T", "the macro to go on");
    expect(stage.recorded((store) => store.runs().items)).toMatchObject([{ id: joined.run, end: null, macro: "heal" }]);

    engine.signal("SIGTERM");
    await run.says("is gone; an engine of its own guards heal now");
    stage.report({ fps: 3 });
    expect(await run.ended).toBe(75);
    expect(isAlive(pid)).toBe(false);
    // One run, three guards; and the watch has never guarded it a second time.
    expect(stage.recorded((store) => store.runs().items)).toMatchObject([
      { id: joined.run, end: { kind: "cancelled" } },
    ]);
    expect(engine.events().filter(({ event }) => event === "macro-start")).toHaveLength(1);
  });

  it("says that its macro was stopped by hand", async () => {
    const stage = openStage(policies);
    const engine = await stage.watch();
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    await engine.event("macro-start");
    expect(await stage.run("stop", "heal")).toMatchObject({ code: 0 });
    expect([await run.ended, run.err]).toEqual([143, "macro-engine: heal was stopped by hand, or with its engine\n"]);
  });

  it("says whose rule it was that cancelled all, and nothing of one that spared it", async () => {
    const stage = openStage({
      "policies/heal.macropolicy": `
        profile raid { rule wipe: cancel all when fps < 5 }
        profile heal { rule never: warn when fps < 0 }`,
    });
    const engine = await stage.watch();
    const idle = ["sh", "-c", idling];
    const [healing, foreign, raiding] = ["heal", "foreign", "raid"].map((macro) =>
      stage.start(["run", "--macro", macro, "--", ...idle]),
    );
    await until(() => engine.events().filter(({ event }) => event === "macro-start").length === 3, "three macros");
    stage.report({ fps: 3 });
    expect(await Promise.all([healing!.ended, raiding!.ended])).toEqual([75, 75]);
    for (const run of [healing!, raiding!]) {
      expect(run.err.match(/cancel all raid: wipe: fps 3fps < 5/g), run.err).toHaveLength(1);
    }
    foreign!.signal("SIGTERM");
    await foreign!.ended;
    expect(foreign!.err).not.toContain("wipe");
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("goes on guarded when that ends by %s and leaves it", async (signal) => {
    const stage = openStage(policies, "on_exit: leave\n");
    const engine = await stage.watch();
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    await engine.event("macro-start", { macro: "heal" });
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause" });
    stage.report({ fps: 25 });
    engine.signal(signal);
    await engine.ended;
    await run.says(`engine ${engine.pid} is gone; an engine of its own guards heal now`);
    await until(() => stateOf(pid) !== "T", "the macro to go on");
    stage.report({ fps: 3 });
    expect(await run.ended).toBe(75);
    expect(isAlive(pid)).toBe(false);
    expect(run.err).not.toContain("not recorded");
    expect(stage.recorded((store) => store.decisions({ macro: "heal" }).items.map(({ rule }) => rule))).toContain(
      "lost",
    );
  });

  it("ends with it where children are to end", async () => {
    const stage = openStage(policies);
    const engine = await stage.watch();
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    await engine.event("macro-start", { macro: "heal" });
    engine.signal("SIGTERM");
    expect(await run.ended).toBe(143);
    expect(isAlive(pid)).toBe(false);
    expect(await engine.ended).toBe(0);
  });

  it("stays guarded by it when the run itself is killed", async () => {
    const stage = openStage(policies);
    const engine = await stage.watch();
    const run = stage.start(["run", "--macro", "heal", "--", "sh", "-c", told(idling)]);
    const pid = await pidOf(stage);
    await engine.event("macro-start", { macro: "heal" });
    run.signal("SIGKILL");
    await run.ended;
    expect(isAlive(pid)).toBe(true);
    stage.report({ fps: 3 });
    await engine.event("macro-end", { macro: "heal" });
    expect(isAlive(pid)).toBe(false);
  });
});

describe("a configured macro", () => {
  it("is started by its name, under its profile, in its folder", async () => {
    const stage = openStage(
      {
        "policies/p.macropolicy": "profile careful { rule low: warn when fps < 1 }",
        "macros/heal.sh": 'echo "$PWD $LUCK"',
      },
      "macros:\n  heal: { command: [sh, heal.sh], profile: careful, cwd: macros, env: { LUCK: good } }\n",
    );
    expect(await stage.run("run", "--macro", "heal")).toMatchObject({ code: 0, out: `${stage.path("macros")} good\n` });
    expect(stage.recorded((store) => store.runs().items[0])).toMatchObject({ macro: "heal", profile: "careful" });
  });

  it("is missed in words", async () => {
    const stage = openStage({ "policies/p.macropolicy": "profile careful { rule low: warn when fps < 1 }" });
    expect(await stage.run("run")).toMatchObject({
      code: 2,
      err: "macro-engine: name a command behind --, or a configured macro with --macro (the configuration has none)\n",
    });
    expect(await stage.run("run", "--macro", "heal")).toMatchObject({
      code: 2,
      err: "macro-engine: no command is given, and none is configured for heal (the configuration has none)\n",
    });
  });
});
