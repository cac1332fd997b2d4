/** The life of an engine: how it begins, ends, is killed and comes back, and what becomes of the macros meanwhile. */

import { chmodSync, mkdirSync, renameSync, rmdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { idling, isAlive, leftIn, nobodyLeft, openStage, stateOf, until } from "./testing/stage.ts";

const heal = {
  "policies/heal.macropolicy": `profile heal {
  match process "*STAGE/heal.sh"
  cooldown 1h
  rule slow: pause when fps < 20 until fps > 30
  rule lost: cancel when fps < 5
}
`,
};

describe("a start", () => {
  it("is refused with the errors where the policies have any", async () => {
    const stage = openStage({ "policies/a.macropolicy": "profile heal { rule slow: pause when fps < 80% }" });
    const { code, out, err } = await stage.run("watch", "--json");
    expect(code).toBe(1);
    expect(err).toContain("error[unit-mismatch]");
    expect(err).toContain("policies/a.macropolicy:1:");
    expect(out).toBe("");
  });

  it("is refused where there are no policies to read", async () => {
    const stage = openStage({});
    const { code, err } = await stage.run("watch", "nowhere");
    expect(code).toBe(2);
    expect(err).toContain("nowhere");
    expect(err).not.toMatch(/^ +at /m);
  });

  it("is refused with every mistake of the configuration", async () => {
    const stage = openStage(heal, "on_exit: never\nevaluater: default\n");
    const { code, err } = await stage.run("watch");
    expect(code).toBe(2);
    expect(err).toContain("macro-engine.yaml:6:10");
    expect(err).toContain("evaluator");
  });

  it("is refused beside another engine, whose pid is named, and disturbs nothing", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const first = await stage.watch();
    await first.event("macro-start");
    stage.report({ fps: 10 });
    await first.event("outcome", { action: "pause" });
    const second = await stage.run("watch", "policies");
    expect(second.code).toBe(2);
    expect(second.err).toBe(`these policies are already watched by pid ${first.pid}; stop it, or watch others\n`);
    expect(stateOf(macro.pid)).toBe("T");
    expect(stage.recorded((store) => store.sessions().items)).toMatchObject([{ pid: first.pid, how: null }]);
    stage.report({ fps: 3 });
    await first.event("macro-end");
    expect(isAlive(macro.pid)).toBe(false);
  });
});

describe("an end", () => {
  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("by %s lets everyone go", async (signal) => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    await engine.event("outcome", { action: "pause", ok: true });
    expect(stateOf(macro.pid)).toBe("T");
    engine.signal(signal);
    expect(await engine.ended).toBe(0);
    expect(engine.err).toBe("");
    expect(stateOf(macro.pid)).not.toBe("T");
    expect(isAlive(macro.pid)).toBe(true);
    const last = engine.events().slice(-2);
    expect(last).toMatchObject([
      { event: "macro-end", end: { kind: "left" } },
      { event: "engine-stop", reason: `stopped by ${signal}` },
    ]);
    const session = stage.recorded((store) => store.sessions().items[0]);
    expect(session).toMatchObject({ how: `stopped by ${signal}` });
    expect(stage.recorded((store) => store.paused())).toEqual([]);
  });

  it.each([
    ["stop", false],
    ["leave", true],
  ] as const)("with on_exit: %s is what its children have", async (onExit, goesOn) => {
    const stage = openStage(heal, `on_exit: ${onExit}\n`);
    stage.write({ "child.sh": `echo $$ > child.pid; ${idling}` });
    const run = stage.start(["run", "--profile", "heal", "--", "sh", "child.sh"]);
    await until(() => stage.numberIn("child.pid") !== null, "the child");
    const pid = stage.numberIn("child.pid")!;
    stage.report({ fps: 10 });
    await until(() => stateOf(pid) === "T", "the pause");
    run.signal("SIGTERM");
    expect(await run.ended).toBe(143);
    expect(isAlive(pid)).toBe(goesOn);
    if (goesOn) expect(stateOf(pid)).not.toBe("T");
    else await nobodyLeft(stage);
  });
});

describe("kill -9", () => {
  it("loses no announced decision, leaves nobody paused, and the next start works", async () => {
    const stage = openStage(heal);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 10 });
    const fired = await engine.event("fire", { rule: "slow" });
    await engine.event("outcome", { action: "pause", ok: true });
    engine.signal("SIGKILL");
    expect(await engine.ended).toBe("SIGKILL");
    // Nobody starts another engine: the guardian alone does this.
    await until(() => stateOf(macro.pid) !== "T", "the guardian to let the macro go on");
    await until(() => leftIn(stage, macro.pid).every((pid) => stateOf(pid) !== "T"), "its children too");
    expect(stage.recorded((store) => store.decision(fired.id))).toMatchObject({ rule: "slow", message: fired.message });

    stage.report({ fps: 60 });
    const next = await stage.watch();
    await next.event("macro-start", { pid: macro.pid });
    expect(stage.recorded((store) => store.sessions().items.map(({ how }) => how))).toEqual([null, "crashed"]);
    stage.report({ fps: 3 });
    await next.event("macro-end");
    expect(isAlive(macro.pid)).toBe(false);
  });

  it.each([
    ["stop", false],
    ["leave", true],
  ] as const)("with on_exit: %s ends supervised children or leaves them, whole", async (onExit, goesOn) => {
    const stage = openStage(heal, `on_exit: ${onExit}\n`);
    stage.write({ "child.sh": "sleep 600 & echo $$ > child.pid; wait" });
    const run = stage.start(["run", "--profile", "heal", "--", "sh", "child.sh"]);
    await until(() => stage.numberIn("child.pid") !== null, "the child");
    const pid = stage.numberIn("child.pid")!;
    stage.report({ fps: 10 });
    await until(() => stateOf(pid) === "T", "the pause");
    run.signal("SIGKILL");
    await run.ended;
    if (goesOn) {
      await until(() => stateOf(pid) !== "T", "the child to go on");
      await until(() => leftIn(stage).length === 2, "the guardian to be done");
      expect(leftIn(stage)).toContain(pid);
    } else {
      await until(() => leftIn(stage).length === 0, "the whole tree to end");
    }
  });

  it("while a cancel waits for its grace does not save the macro", async () => {
    const stage = openStage({
      "policies/heal.macropolicy": `profile heal { match process "*STAGE/heal.sh" grace 1s rule lost: cancel when fps < 5 }`,
    });
    const macro = stage.macro("heal", `trap 'echo 1 > asked' TERM; ${idling}`);
    const engine = await stage.watch();
    await engine.event("macro-start");
    stage.report({ fps: 3 });
    const fired = await engine.event("fire");
    await until(() => stage.numberIn("asked") !== null, "the macro to be asked");
    engine.signal("SIGKILL");
    await engine.ended;
    await until(() => !isAlive(macro.pid), "the guardian to finish the cancel");
    expect(stage.recorded((store) => store.decision(fired.id)?.rule)).toBe("lost");
  });
});

describe("a cooldown", () => {
  it("outlives the engine: what comes back in it is cancelled again, and may not be started", async () => {
    const stage = openStage(heal);
    stage.macro("heal");
    const first = await stage.watch();
    await first.event("macro-start");
    stage.report({ fps: 3 });
    await first.event("macro-end");
    stage.report({ fps: 60 });
    const again = stage.macro("heal");
    const start = await first.event("macro-start", { pid: again.pid });
    const end = await first.event("macro-end", { run: start.run });
    expect(end.end).toEqual({ kind: "cancelled", decision: null });
    const notice = await first.event("notice", { level: "warning" });
    expect(notice.message).toMatch(/^heal came back \d+s before its cooldown ends: cancelled again$/);
    first.signal("SIGTERM");
    await first.ended;

    const [alone, later] = [await stage.run("run", "--macro", "heal", "--", "true"), stage.macro("heal")];
    expect(alone.code).toBe(75);
    expect(alone.err).toMatch(/^macro-engine: heal was cancelled and may start again in 3\d\d\ds\n$/);

    const second = await stage.watch();
    const { run } = await second.event("macro-start", { pid: later.pid });
    await second.event("macro-end", { run });
    expect(isAlive(later.pid)).toBe(false);
    const joined = await stage.run("run", "--macro", "heal", "--", "true");
    expect(joined.code).toBe(75);
    second.signal("SIGTERM");
    await second.ended;

    const spared = stage.macro("heal");
    const dry = await stage.watch("--dry-run");
    expect((await dry.event("notice", { level: "warning" })).message).toMatch(
      /^dry run: heal came back \d+s before its cooldown ends and would be cancelled again$/,
    );
    expect(isAlive(spared.pid)).toBe(true);
  });
});

describe("a store that cannot be written", () => {
  it("does not keep the engine from cancelling, and it says so", async () => {
    const stage = openStage(heal, "");
    // A file where a folder should be: even the superuser cannot write there.
    stage.write({
      blocked: "",
      "macro-engine.yaml": `interval: 100ms
sources: [{ kind: file, path: game.json, every: 100ms, staleness: 10m }]
store: { path: blocked/store.sqlite }
`,
    });
    chmodSync(stage.path("blocked"), 0o400);
    const macro = stage.macro("heal");
    const engine = await stage.watch();
    await engine.event("macro-start");
    const status = await stage.run("status");
    expect(status.out).toContain("blocked/store.sqlite");
    expect(JSON.parse((await stage.run("status", "--json")).out).notRecording).toContain("blocked/store.sqlite");
    stage.report({ fps: 3 });
    await engine.event("fire", { action: "cancel" });
    await engine.event("macro-end");
    expect(isAlive(macro.pid)).toBe(false);
    const notice = await engine.event("notice", { level: "warning" });
    expect(notice.message).toContain("not recording");
  });

  it("and is there again later has kept the cooldowns of before", async () => {
    const stage = openStage(heal);
    stage.macro("heal");
    const first = await stage.watch();
    await first.event("macro-start");
    stage.report({ fps: 3 });
    await first.event("macro-end");
    first.signal("SIGTERM");
    await first.ended;

    stage.report({ fps: 60 });
    renameSync(stage.path("store.sqlite"), stage.path("away.sqlite"));
    mkdirSync(stage.path("store.sqlite"));
    const second = await stage.watch();
    rmdirSync(stage.path("store.sqlite"));
    renameSync(stage.path("away.sqlite"), stage.path("store.sqlite"));
    await second.event("notice", { level: "info" });
    expect((await stage.run("run", "--macro", "heal", "--", "true")).code).toBe(75);
  });
});
